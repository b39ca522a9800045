import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { QueryJump } from '../contract/jump.ts';
import { logRow, type LogRow } from '../contract/logs.ts';
import { resolveJumps } from '../contract/correlation/resolve.ts';
import { fourSources, logContext } from '../contract/correlation/testing.ts';
import { decodeRange, type Direction } from '../sources/loki/decode.ts';
import { decodeSearch } from '../sources/tempo/decode.ts';
import { decodeTrace } from '../sources/tempo/decode-trace.ts';
import { captures } from '../testing/captures.ts';

/**
 * From what real servers answered: each line that Loki gave, through our decoder and the rules, to a trace that Tempo
 * gave. The recordings hold four formats of lines.
 */
const FORMATS = {
  'pino JSON': /^\{.*"trace_id":"([0-9a-f]{32})"/,
  'Python text': /\[trace_id=([0-9a-f]{32}) span_id=/,
  logfmt: /^level=.*\btraceID=([0-9a-f]{32})/,
  'OTLP text': /^\[\w+\].* trace_id=([0-9a-f]{32})/,
} as const;

const rows: readonly LogRow[] = captures('loki', 'logs-').flatMap(({ request, response }) => {
  const answer = decodeRange(response.body, String(request.params['direction'] ?? 'backward') as Direction);
  return answer.kind === 'logs' ? answer.logs.lines.map((_, index) => logRow(answer.logs, index)) : [];
});
const recorded = new Map(
  captures('tempo', 'search-')
    .filter(({ response }) => response.status === 200)
    .flatMap(({ response }) => decodeSearch(response.body).traces.map((trace) => [trace.traceId, trace] as const)),
);
const shared = new URL('../../../shared/wire/data/traces.otlp.json', import.meta.url);
/** Span IDs by trace, of all that was sent to the recorded servers. */
const sent: ReadonlyMap<string, ReadonlySet<string>> | null = existsSync(shared) ? readSent() : null;

function readSent() {
  interface Sent {
    readonly resourceSpans: readonly {
      readonly scopeSpans: readonly { readonly spans: readonly { traceId: string; spanId: string }[] }[];
    }[];
  }
  const spans = new Map<string, Set<string>>();
  const { resourceSpans } = JSON.parse(readFileSync(shared, 'utf8')) as Sent;
  for (const { traceId, spanId } of resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans))) {
    spans.set(traceId, (spans.get(traceId) ?? new Set()).add(spanId));
  }
  return spans;
}

const configured = fourSources({
  loki: {
    settings: {
      derivedFields: [
        { name: 'a', matcherRegex: '"trace_id":"(\\w+)"', url: '${__value.raw}', datasourceUid: 'tempo' },
        { name: 'b', matcherRegex: '\\[trace_id=(\\w+)', url: '${__value.raw}', datasourceUid: 'tempo' },
        { name: 'c', matcherRegex: '\\btraceID=(\\w+)', url: '${__value.raw}', datasourceUid: 'tempo' },
        { name: 'd', matcherRegex: ' trace_id=(\\w+)', url: '${__value.raw}', datasourceUid: 'tempo' },
      ],
    },
  },
});

const toTrace = (row: LogRow, sources = fourSources()): QueryJump | undefined =>
  resolveJumps(logContext(row), sources).find((jump) => jump.kind === 'query' && jump.signal === 'traces') as QueryJump;
/** A row as a source without structured metadata or a parser would give it. */
const onlyText = (row: LogRow): LogRow => ({ ...row, structuredMetadata: {}, parsed: {} });

describe.each(Object.entries(FORMATS))('a recorded line in %s', (_format, pattern) => {
  const found = rows.flatMap((row) => {
    const traceId = pattern.exec(row.line)?.[1];
    return traceId ? [{ row, traceId }] : [];
  });

  it.runIf(sent)('was recorded many times', () => expect(found.length).toBeGreaterThan(20));

  it.each([
    ['by convention', (row: LogRow) => toTrace(row)],
    ['by its text alone', (row: LogRow) => toTrace(onlyText(row))],
    ['by derived fields', (row: LogRow) => toTrace(onlyText(row), configured)],
  ])('leads to its trace, which was recorded: %s', (_how, jump) => {
    for (const { row, traceId } of found) {
      expect(jump(row)).toMatchObject({ targets: [{ query: traceId, queryType: 'traceql' }] });
      if (sent) expect(sent.has(traceId)).toBe(true);
    }
  });

  it('names the span in it that it was written in, where it names one', () => {
    for (const { row, traceId } of found) {
      const { spanId } = toTrace(row) ?? {};
      if (spanId && sent) expect([...(sent.get(traceId) ?? [])]).toContain(spanId);
      const isNamed = /span_?id["=:]/i.test(row.line) || 'span_id' in { ...row.labels, ...row.structuredMetadata };
      expect(spanId !== undefined).toBe(isNamed);
    }
  });
});

it('leads to traces that Tempo answered', () => {
  const ids = new Set(
    rows.flatMap((row) => toTrace(row)?.targets.map((target) => 'query' in target && target.query) ?? []),
  );
  const answered = [...ids].filter((id) => typeof id === 'string' && recorded.has(id));
  // Beside the repository lies the whole recording, a search for everything included.
  expect(answered.length).toBeGreaterThan(sent ? 100 : 0);
  if (sent) expect(answered).toHaveLength(ids.size);
});

it('brings the span of a failed line into view', () => {
  for (const { response } of captures('tempo', 'trace-v2-error', 'trace-v1-error')) {
    const trace = decodeTrace(response.body, 'aafd1f254f2e92bcddf70ab297ae0ab3')!;
    const spans = new Set(trace.spans.map(({ spanId }) => spanId));
    const jumps = rows
      .map((row) => toTrace(row))
      .filter((jump) => jump && 'query' in jump.targets[0]! && jump.targets[0].query === trace.traceId);
    expect(jumps.length).toBeGreaterThan(0);
    for (const jump of jumps) if (jump?.spanId) expect(spans.has(jump.spanId)).toBe(true);
  }
});
