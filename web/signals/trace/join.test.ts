import { describe, expect, it } from 'vitest';
import type { LogRow } from '../../../server/contract/logs.ts';
import { epochMs, nanoToMs, unixNano } from '../../../server/contract/units.ts';
import { joinTrace, rowsWith } from './join.ts';
import { traceFromText } from './trace-from-text.ts';
import { layoutTree } from './tree.ts';

const drawn = traceFromText('front 0-100\n  pay 10-90\n    pay 20-60\n  cart 95-99');
const trace = {
  ...drawn,
  traceId: 'a'.repeat(32),
  spans: drawn.spans.map((span, i) => ({
    ...span,
    spanId: String(i).repeat(16),
    parentSpanId: span.parentSpanId === '' ? '' : String(Number(span.parentSpanId.slice(1))).repeat(16),
    attributes: i === 1 ? { 'pyroscope.profile.id': '1'.repeat(16) } : {},
  })),
};
const tree = layoutTree(trace);
const at = (ms: number) => unixNano(BigInt(trace.startUnixNano) + BigInt(Math.round(ms * 1e6)));
const line = (ms: number, more: Partial<LogRow>): LogRow => ({
  timestamp: at(ms),
  line: 'text',
  labels: {},
  structuredMetadata: {},
  parsed: {},
  ...more,
});
const exemplar = (ms: number, labels: Record<string, string>, seriesLabels = {}) => ({
  time: epochMs(nanoToMs(trace.startUnixNano) + ms),
  value: 1,
  labels,
  seriesLabels,
});
const join = (rows: readonly LogRow[], exemplars: Parameters<typeof joinTrace>[0]['exemplars'] = []) =>
  joinTrace({ trace, tree, rows, exemplars });

describe('the lines of a trace', () => {
  it('stand under the span they name', () => {
    const named = line(500, { structuredMetadata: { trace_id: trace.traceId, span_id: '1'.repeat(16) } });
    const { lines } = join([named]);
    expect(lines.get(1)).toMatchObject([{ placement: 'span ID', offsetNs: 500e6 }]);
  });

  it('else under the deepest span of their service that was running', () => {
    const { lines } = join([line(30, { labels: { service_name: 'pay' } }), line(70, { labels: { job: 'shop/pay' } })]);
    expect(lines.get(2)).toMatchObject([{ placement: 'service and time', offsetNs: 30e6 }]);
    expect(lines.get(1)).toMatchObject([{ placement: 'service and time', offsetNs: 70e6 }]);
  });

  it('else under their service’s first span, else under the root, and say so', () => {
    const { lines } = join([line(5, { labels: { app: 'cart' } }), line(5, { labels: { app: 'other' } })]);
    expect(lines.get(3)).toMatchObject([{ placement: 'trace' }]);
    expect(lines.get(0)).toMatchObject([{ placement: 'trace' }]);
  });

  it('come in order of time with their levels', () => {
    const labels = { service_name: 'cart' };
    const { lines } = join([line(98, { labels, line: 'level=error b' }), line(96, { labels, line: 'level=info a' })]);
    expect(lines.get(3)?.map(({ level }) => level)).toEqual(['info', 'error']);
  });
});

describe('exemplars', () => {
  it('of this trace stand at their span, others nowhere', () => {
    const { exemplars } = join(
      [],
      [
        exemplar(50, { trace_id: trace.traceId, span_id: '2'.repeat(16) }),
        exemplar(96, { traceID: trace.traceId }, { service_name: 'cart' }),
        exemplar(50, { trace_id: 'b'.repeat(32) }),
        exemplar(50, {}),
      ],
    );
    expect([...exemplars.keys()]).toEqual([2, 3]);
  });
});

describe('narrowing', () => {
  it('keeps the rows that have any of what is asked for', () => {
    const joined = join([line(98, { labels: { service_name: 'cart' } })]);
    expect([...rowsWith(joined, new Set(['profiles']))]).toEqual([1]);
    expect([...rowsWith(joined, new Set(['profiles', 'logs']))].toSorted((a, b) => a - b)).toEqual([1, 3]);
    expect([...rowsWith(joined, new Set())]).toEqual([]);
  });
});
