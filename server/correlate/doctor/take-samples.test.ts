import { expect, it } from 'vitest';
import type { Span, Trace, TraceSummary } from '../../contract/traces.ts';
import { durationNs, unixNano } from '../../contract/units.ts';
import { dataSource } from '../../testing/app.ts';
import type { CountClients } from '../count.ts';
import { takeSamples } from './take-samples.ts';

const start = unixNano('1000000000000000000');
const span = (index: number, attributes: Span['attributes'] = {}): Span => ({
  spanId: String(index).padStart(16, '0'),
  parentSpanId: '',
  name: `span ${index}`,
  kind: 'server',
  status: 'unset',
  statusMessage: '',
  offsetNs: durationNs(0),
  durationNs: durationNs(1),
  resource: 0,
  scope: '',
  attributes,
  events: [],
  links: [],
});
const trace = (traceId: string, spans: readonly Span[]): Trace => ({
  traceId,
  startUnixNano: start,
  durationNs: durationNs(1),
  resources: [{ service: 'a', attributes: {} }],
  spans,
  meta: {},
});
const summary = (traceId: string): TraceSummary => ({
  traceId,
  rootService: 'a',
  rootName: 'b',
  startUnixNano: start,
  durationMs: 1,
  serviceStats: {},
  matched: 1,
  spans: [],
});

const profiled = trace('f'.repeat(32), [
  ...Array.from({ length: 200 }, (_, index) => span(index)),
  span(200, { 'pyroscope.profile.id': '1'.repeat(16) }),
]);
const tempo = {
  search: (_call: unknown, { query }: { readonly query: string }) =>
    Promise.resolve({ traces: query === '{}' ? [summary('a'.repeat(32))] : [summary(profiled.traceId)], meta: {} }),
  trace: (_call: unknown, { traceId }: { readonly traceId: string }) =>
    Promise.resolve(traceId === profiled.traceId ? profiled : trace(traceId, [span(1)])),
} as unknown as CountClients['tempo'];

const sampled = async (jsonData: Record<string, unknown>) => {
  const call = { source: dataSource('tempo', 'http://127.0.0.1:1', { jsonData }), signal: AbortSignal.timeout(5000) };
  const clients = { tempo } as CountClients;
  const { samples } = await takeSamples(clients, { call, labels: null, now: 1_000_000_000_000 });
  return samples.filter(({ context }) => context.kind === 'span' && 'pyroscope.profile.id' in context.span.attributes);
};

it('looks for profiled spans where a link lives on them, few as they are', async () => {
  expect(await sampled({ tracesToProfiles: { datasourceUid: 'pyroscope' } })).toHaveLength(1);
});

it('asks for none where no link needs one', async () => {
  expect(await sampled({})).toHaveLength(0);
});
