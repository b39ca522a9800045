import type { Random } from '../../demo/random.ts';
import { encodeProtobuf } from '../profiles/message-codec.ts';
import { PushRequest } from '../profiles/messages.ts';
import { generate, type Grammar } from './grammar.ts';
import { LOGQL_GRAMMAR } from './logql-grammar.ts';
import { concat, mutateBytes } from './mutate-bytes.ts';
import { mutateJson } from './mutate-json.ts';
import { mutateMessage } from './mutate-proto.ts';
import { mutateText, type TextSource } from './mutate-text.ts';
import { LOGS_JSON, METRICS_JSON, TRACES_JSON } from './otlp-samples.ts';
import * as payloads from './payloads.ts';
import { pickFrom } from './pick.ts';
import { PROMQL_GRAMMAR } from './promql-grammar.ts';
import { recordedQueries, scriptQueries, textSource } from './query-corpus.ts';
import { REGEX_GRAMMAR } from './regex-grammar.ts';
import type { FuzzInput } from './shrink.ts';
import type { TargetName } from './target-names.ts';
import * as texts from './texts.ts';
import { TRACEQL_GRAMMAR } from './traceql-grammar.ts';

/** Makes the input of a case from nothing but its random numbers. */
export type CreateInput = (random: Random) => FuzzInput;
export interface InputSource {
  /** How many cases it gets, compared with others. */
  readonly share: number;
  readonly create: CreateInput;
}

const mutated =
  (source: TextSource): CreateInput =>
  (random) =>
    mutateText(random, pickFrom(random, source.seeds), source);

/** A query that the grammar allows; one in three is then changed. */
function generated(grammar: Grammar, source: TextSource): CreateInput {
  return (random) => {
    const query = generate(random, grammar, { rule: 'query', depth: 2 + random.below(5) });
    return random.chance(0.3) ? mutateText(random, query, source) : query;
  };
}

/** Mostly changed within its structure, sometimes as bytes that mean nothing. */
const message =
  (seeds: readonly Uint8Array[], wrap = (bytes: Uint8Array): Uint8Array => bytes): CreateInput =>
  (random) => {
    const seed = pickFrom(random, seeds);
    if (random.chance(0.15)) return mutateBytes(random, wrap(seed));
    return wrap(random.chance(0.8) ? mutateMessage(random, seed) : mutateBytes(random, seed));
  };

const regexOf: CreateInput = (random) =>
  (random.chance(0.5) ? mutated(texts.REGEXES) : generated(REGEX_GRAMMAR, texts.REGEXES))(random);

const json =
  (seed: string): CreateInput =>
  (random) =>
    random.chance(0.8) ? mutateJson(random, seed) : mutateText(random, seed, textSource([seed]));

const bytes =
  (seeds: readonly Uint8Array[]): CreateInput =>
  (random) =>
    mutateBytes(random, pickFrom(random, seeds));

/** What stands on the first line mostly stays: it says who is to read the rest. */
function behindFirstLine(source: TextSource, mutateRest: (random: Random, rest: string) => string): CreateInput {
  return (random) => {
    const seed = pickFrom(random, source.seeds);
    const at = seed.indexOf('\n');
    if (at < 0 || random.chance(0.15)) return mutateText(random, seed, source);
    return `${seed.slice(0, at)}\n${mutateRest(random, seed.slice(at + 1))}`;
  };
}

const promql = textSource([
  ...recordedQueries('prometheus', ['query', 'match[]']),
  ...scriptQueries(),
  'histogram_quantile(0.9, sum by (le) (rate(x_bucket{a!~"b|c"}[5m:30s] offset -1m @ end()))) > bool 1e3',
  'label_replace(x{"a.b"=~"c"}, "d", "$1", "e", "(.*)") * on (a) group_left (b) -y ^ 2',
]);
const logql = textSource([
  ...recordedQueries('loki', ['query', 'match[]']),
  'quantile_over_time(0.99, {a="b"} |= "x" or "y" | json c="d[0].e" | f > 5KB | unwrap duration(g) [5m] offset 1h) by (h)',
  'label_replace(topk(3, rate({a=~"b"} | pattern "<x> <_>" | line_format `{{.x}}` [1m])), "a", "$1", "b", "(.*)") or vector(1)',
]);
const traceql = textSource([
  ...recordedQueries('tempo', ['q']),
  '{ span.a = "b" && (duration > 1s || !(status = ok)) } &>> { event:name =~ "x" } | by(.c) | avg(duration) > 2ms',
  '({ true } | rate() by (name)) / ({ .x != nil } | count_over_time()) with (exemplars=true)',
]);

const pushed = payloads.PPROFS.map((rawProfile) =>
  encodeProtobuf(PushRequest, {
    series: [
      {
        labels: [
          { name: '__name__', value: 'process_cpu' },
          { name: 'service_name', value: 'a' },
        ],
        samples: [{ rawProfile }],
      },
    ],
  }),
);
const querierMethods = Object.values(payloads.QUERIER_MESSAGES);

export const INPUTS: Readonly<Record<TargetName, InputSource>> = {
  'promql-syntax': { share: 6, create: mutated(promql) },
  'logql-syntax': { share: 6, create: mutated(logql) },
  'traceql-syntax': { share: 6, create: mutated(traceql) },
  selectors: { share: 2, create: mutated(texts.SELECTORS) },
  'stream-labels': { share: 2, create: mutated(texts.STREAM_LABELS) },
  'app-names': { share: 1, create: mutated(texts.APP_NAMES) },
  templates: { share: 5, create: mutated(texts.TEMPLATES) },
  // Longer ones take their time in any engine.
  regexes: { share: 6, create: (random) => regexOf(random).slice(0, 2000) },
  'promql-queries': { share: 6, create: generated(PROMQL_GRAMMAR, promql) },
  'logql-queries': { share: 6, create: generated(LOGQL_GRAMMAR, logql) },
  'traceql-queries': { share: 6, create: generated(TRACEQL_GRAMMAR, traceql) },
  requests: {
    share: 6,
    create: behindFirstLine(texts.REQUESTS, (random, rest) => mutateText(random, rest, texts.REQUESTS)),
  },
  'querier-protobuf': {
    share: 2,
    create: (random) => {
      const method = random.below(querierMethods.length);
      return concat([
        Uint8Array.of(method),
        mutateMessage(random, pickFrom(random, [querierMethods[method] ?? new Uint8Array()])),
      ]);
    },
  },
  'querier-json': { share: 2, create: behindFirstLine(texts.QUERIER_JSON, mutateJson) },
  'traces-protobuf': { share: 3, create: message(payloads.TRACES_PROTOBUF) },
  'traces-json': { share: 2, create: json(TRACES_JSON) },
  'logs-protobuf': { share: 3, create: message(payloads.LOGS_PROTOBUF) },
  'logs-json': { share: 2, create: json(LOGS_JSON) },
  'metrics-protobuf': { share: 3, create: message(payloads.METRICS_PROTOBUF) },
  'metrics-json': { share: 2, create: json(METRICS_JSON) },
  'push-protobuf': { share: 3, create: message(payloads.PUSH_MESSAGES, payloads.snappy) },
  'push-json': { share: 2, create: json(payloads.PUSH_JSON) },
  'remote-write': { share: 3, create: message(payloads.WRITE_MESSAGES, payloads.snappy) },
  pprof: { share: 3, create: message(payloads.PPROFS) },
  folded: { share: 1, create: mutated(texts.FOLDED) },
  'push-profiles': { share: 1, create: message(pushed) },
  'log-lines': { share: 4, create: mutated(texts.LOG_LINES) },
  snappy: { share: 2, create: bytes(payloads.SNAPPY) },
  'profile-records': { share: 1, create: bytes(payloads.PROFILE_RECORDS) },
  segments: { share: 2, create: bytes(payloads.SEGMENTS) },
};
