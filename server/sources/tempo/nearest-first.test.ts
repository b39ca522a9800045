import { expect, it } from 'vitest';
import type { TraceSummary } from '../../contract/traces.ts';
import { durationNs, unixNano } from '../../contract/units.ts';
import { dataSource, stub, testApp } from '../../testing/app.ts';
import { nearestFirst } from './nearest-first.ts';

const trace = (traceId: string, durationMs: number, ...spans: number[]): TraceSummary => ({
  traceId,
  rootService: '',
  rootName: '',
  startUnixNano: unixNano('1'),
  durationMs,
  serviceStats: {},
  matched: spans.length,
  spans: spans.map((ms) => ({
    spanId: '',
    name: '',
    service: '',
    startUnixNano: unixNano('1'),
    durationNs: durationNs(ms * 1e6),
    attributes: {},
  })),
});

it('ranks traces by the span that is nearest, or by the trace where no span is told', () => {
  const traces = [trace('a', 5000, 400), trace('b', 100), trace('c', 9000, 1, 210), trace('d', 0), trace('e', 50)];
  expect(nearestFirst(traces, 200).map(({ traceId }) => traceId)).toEqual(['c', 'a', 'b', 'e', 'd']);
});

it('has the route look at more than it answers', async () => {
  const ids = [900, 210, 800].map((ms, index) => ({ traceID: `${index + 1}`, startTimeUnixNano: '1', durationMs: ms }));
  const tempo = await stub((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ traces: ids }));
  });
  const { app, close } = testApp([dataSource('tempo', tempo.url)]);
  const response = await app.request('/api/v1/tempo/tempo/search', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{}', start: 0, end: 1000, limit: 1, nearMs: 200 }),
  });
  const { traces } = (await response.json()) as { traces: TraceSummary[] };
  expect(traces.map(({ durationMs }) => durationMs)).toEqual([210]);
  expect(tempo.requests[0]!.url).toContain('limit=200');
  close();
  await tempo.close();
});
