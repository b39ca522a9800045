import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eachEngine } from '../engines.ts';
import { DecodeError } from '../otlp/decode-error.ts';
import { decompressSnappy } from '../snappy.ts';
import { prepareWrite } from '../record.ts';
import { openSegment, readSegment } from '../segments/segment.ts';
import { DATASET_END_MS, DATASET_START_MS } from './dataset.ts';
import { createStoreUnderTest, type StoreUnderTest } from './store-under-test.ts';
import { bytesTarget, textTarget, type Target } from './target.ts';
import { expectThat, unlessRefused } from './verdict.ts';

/** Holds what one case sent, and nothing else. */
let empty: StoreUnderTest | null = null;
const emptyStore = (): StoreUnderTest => (empty ??= createStoreUnderTest());

interface Sending {
  readonly path: string;
  readonly type: string;
  readonly signal: keyof typeof READ_BACK;
}

const WINDOW = `start=${DATASET_START_MS / 1000}&end=${DATASET_END_MS / 1000}`;
const q = encodeURIComponent;

/** Questions that touch all that was sent, whatever it is. */
const READ_BACK = {
  traces: [
    `/tempo/api/search?q=${q('{}')}`,
    `/tempo/api/search?q=${q('{ .a != nil } >> { duration > 0 } | select(name, status)')}&${WINDOW}`,
    `/tempo/api/v2/search/tags`,
    `/tempo/api/v2/search/tag/resource.list/values`,
    `/tempo/api/metrics/query_range?q=${q('{} | quantile_over_time(duration, .9) by (name)')}&${WINDOW}&step=30`,
    `/tempo/api/v2/traces/0af7651916cd43dd8448eb211c80319c`,
  ],
  logs: [
    `/loki/api/v1/query_range?query=${q('{service_name=~".+"} | json | logfmt')}&${WINDOW}`,
    `/loki/api/v1/query_range?query=${q('sum by (detected_level) (count_over_time({service_name=~".+"}[1m]))')}&${WINDOW}`,
    `/loki/api/v1/series?${WINDOW}`,
    `/loki/api/v1/detected_fields?query=${q('{service_name=~".+"}')}&${WINDOW}`,
    `/loki/api/v1/patterns?query=${q('{service_name=~".+"}')}&${WINDOW}`,
  ],
  metrics: [
    `/prometheus/api/v1/query?query=${q('{__name__=~".+"}')}&time=${DATASET_END_MS / 1000}`,
    `/prometheus/api/v1/query_range?query=${q('sum by (job) (rate({__name__=~".+"}[1m]))')}&${WINDOW}&step=15`,
    `/prometheus/api/v1/query_range?query=${q('histogram_quantile(0.9, {__name__=~".+"})')}&${WINDOW}&step=15`,
    `/prometheus/api/v1/series?match[]=${q('{__name__=~".+"}')}`,
    `/prometheus/api/v1/query_exemplars?query=${q('{__name__=~".+"}')}&${WINDOW}`,
    `/prometheus/api/v1/metadata`,
  ],
  profiles: [
    `/pyroscope/render?query=${q('process_cpu:cpu:nanoseconds:cpu:nanoseconds{}')}&from=1&until=now`,
    `/pyroscope/render?query=${q('wall:wall:nanoseconds:cpu:nanoseconds{}')}&from=1&until=now&maxNodes=3`,
  ],
} as const;

/** What is taken can be asked for (422: it contradicts itself); what is refused is refused with a reason and leaves nothing. */
function sendTo({ path, type, signal }: Sending): Target {
  return async (input) => {
    const store = emptyStore();
    const body = typeof input === 'string' ? input : Uint8Array.from(input);
    try {
      const { status, text } = await store.request(path, { method: 'POST', body, headers: { 'content-type': type } });
      // It may quote what was sent.
      const isReasoned = text.length > 0 && text.length < 5000 + input.length * 12;
      expectThat(status < 400 || isReasoned, `${status} with ${text.length} characters of reason`);
      for (const question of READ_BACK[signal]) {
        const answer = await store.request(question);
        expectThat(
          answer.status < 400 || answer.status === 422,
          `${question} answered ${answer.status}: ${answer.text.slice(0, 300)}`,
        );
      }
      for (const engine of eachEngine(store.engines)) {
        const { items, bytes } = engine.usage();
        expectThat(items >= 0 && bytes >= 0, `${items} items in ${bytes} bytes`);
        engine.dropBefore(BigInt(DATASET_END_MS) * 1_000_000n);
      }
    } finally {
      store.clear();
    }
  };
}

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';
const otlp = (signal: 'traces' | 'logs' | 'metrics', type: string) => sendTo({ path: `/v1/${signal}`, type, signal });

export const sendTracesProtobuf = otlp('traces', PROTOBUF_TYPE);
export const sendTracesJson = otlp('traces', JSON_TYPE);
export const sendLogsProtobuf = otlp('logs', PROTOBUF_TYPE);
export const sendLogsJson = otlp('logs', JSON_TYPE);
export const sendMetricsProtobuf = otlp('metrics', PROTOBUF_TYPE);
export const sendMetricsJson = otlp('metrics', JSON_TYPE);
export const sendPushProtobuf = sendTo({ path: '/loki/api/v1/push', type: PROTOBUF_TYPE, signal: 'logs' });
export const sendPushJson = sendTo({ path: '/loki/api/v1/push', type: JSON_TYPE, signal: 'logs' });
export const sendRemoteWrite = sendTo({ path: '/prometheus/api/v1/write', type: PROTOBUF_TYPE, signal: 'metrics' });
const INGEST = `/ingest?name=shop.cpu{a=b}&from=${DATASET_START_MS / 1000}&until=${DATASET_END_MS / 1000}`;
export const sendPprof = sendTo({ path: `${INGEST}&format=pprof`, type: '', signal: 'profiles' });
export const sendFolded = sendTo({ path: `${INGEST}&format=folded&sampleRate=100`, type: '', signal: 'profiles' });
export const sendProfiles = sendTo({
  path: '/push.v1.PusherService/Push',
  type: 'application/proto',
  signal: 'profiles',
});

/** Queries over one line, whatever it says. */
const LINE_PIPELINES = [
  '| json | __error__="" | line_format "{{.msg}} {{.level}}"',
  '| logfmt --strict | duration > 1ms',
  '| logfmt | size > 1KB or status >= 500',
  '| json request="request.headers[0]", n="n", deep="nested.a.b.c" | logfmt level="level"',
  '| unpack | decolorize | label_format a=`{{ __line__ | fromJson }}`',
  '| pattern "<ip> - <_> [<ts>] \\"<method> <path> <_>\\" <status> <_>" | ip = ip("10.0.0.0/8")',
  '| regexp "(?P<key>[a-z]+)=(?P<value>\\"(?:[^\\"]*)\\"|\\\\S+)"',
  '|> "<_> level=<_> <_>" | drop level | keep a',
  '|= ip("192.168.0.0/16") |~ "(?i)error|warn" != "x"',
];

export const readLine = textTarget(async (line) => {
  const store = emptyStore();
  try {
    const entry = { timeUnixNano: BigInt(DATASET_START_MS) * 1_000_000n, line, structuredMetadata: [] };
    store.engines.logs.writeStreams([{ labels: new Map([['service_name', 'a']]), entries: [entry, entry] }]);
    const log = LINE_PIPELINES.map((stages) => `{service_name="a"} ${stages}`);
    const queries = [
      ...log,
      `sum by (level) (sum_over_time({service_name="a"} | logfmt | unwrap duration(duration) [1m]))`,
    ];
    for (const query of queries) {
      const answer = await store.request(`/loki/api/v1/query_range?query=${q(query)}&${WINDOW}`);
      const isRefused = answer.status === 400 && answer.text.startsWith('pipeline error');
      expectThat(
        answer.status === 200 || isRefused,
        `${query} answered ${answer.status}: ${answer.text.slice(0, 300)}`,
      );
    }
    for (const path of READ_BACK.logs) await store.request(path);
  } finally {
    store.clear();
  }
});

const MAX_SNAPPY_BYTES = 1 << 20;

export const readSnappy = bytesTarget((bytes) => {
  const text = unlessRefused(() => decompressSnappy(bytes, MAX_SNAPPY_BYTES), DecodeError);
  expectThat((text?.length ?? 0) <= MAX_SNAPPY_BYTES, `${text?.length} bytes`);
});

export const readProfileRecord = bytesTarget((payload) => {
  unlessRefused(() => prepareWrite({ kind: 'profiles', payload }), DecodeError);
});

/** Whatever a segment's file has become, it opens, and what is read from it is as it was written. */
export const readSegmentFile = bytesTarget(async (bytes) => {
  const directory = await mkdtemp(join(tmpdir(), 'fuzz-'));
  try {
    for (const isNewest of [false, true]) {
      const path = join(directory, '000000000001.seg');
      await writeFile(path, bytes);
      const segment = await openSegment(path, 1, isNewest);
      expectThat(segment.bytes + segment.cutBytes === bytes.length, `${segment.bytes} and ${segment.cutBytes} bytes`);
      for await (const { header, payload } of readSegment(segment)) {
        if (!payload) continue;
        unlessRefused(() => prepareWrite({ kind: header.kind, payload }), DecodeError);
      }
    }
  } finally {
    await rm(directory, { recursive: true });
  }
});
