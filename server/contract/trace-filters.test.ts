import { parser } from '@grafana/lezer-traceql';
import { expect, it } from 'vitest';
import { parseExplore, toTarget } from './explore-url.ts';
import { traceFilterQuery } from './trace-filters.ts';

const service = { id: 'service-name', tag: 'service.name', operator: '=', scope: 'resource', valueType: 'string' };

it.each([
  ['nothing', undefined, '{}'],
  [
    'a filter that is not filled in',
    [
      { ...service, value: [] },
      { id: 'x', operator: '=' },
    ],
    '{}',
  ],
  ['one value', [{ ...service, value: ['payment'] }], '{ resource.service.name = "payment" }'],
  ['several values', [{ ...service, value: ['a.b', 'c'] }], '{ resource.service.name =~ "a\\\\.b|c" }'],
  ['several patterns', [{ ...service, operator: '!~', value: ['a.*', 'c'] }], '{ resource.service.name !~ "a.*|c" }'],
  [
    'intrinsics and bare values',
    [
      { tag: 'status', operator: '=', scope: 'intrinsic', value: 'error', valueType: 'keyword' },
      { tag: 'duration', operator: '>', value: '100ms', valueType: 'duration' },
      { tag: 'http.status_code', operator: '>=', scope: 'span', value: ['500'], valueType: 'int' },
      { tag: 'x', operator: '=', scope: 'unscoped', value: 'y' },
    ],
    '{ status = error && duration > 100ms && span.http.status_code >= 500 && .x = "y" }',
  ],
  [
    'what would be more than a value',
    [{ ...service, value: '1 } || {', valueType: 'int' }],
    '{ resource.service.name = "1 } || {" }',
  ],
])('writes %s', (_, filters, query) => {
  expect(traceFilterQuery(filters)).toBe(query);
  parser.parse(query).iterate({ enter: ({ type, from }) => expect([type.isError, from]).toEqual([false, from]) });
});

it('is what a search of Grafana asks, not the text that it once had', () => {
  const query = { refId: 'A', queryType: 'traceqlSearch', filters: [{ ...service, value: 'cart' }], query: '{ old }' };
  expect(toTarget('tempo', query)).toMatchObject({ query: '{ resource.service.name = "cart" }', queryType: 'traceql' });
  expect(toTarget('tempo', { refId: 'A', queryType: 'traceqlSearch' })).toMatchObject({ query: '{}' });
  expect(toTarget('tempo', { ...query, queryType: 'traceql' })).toMatchObject({ query: '{ old }' });
});

it('opens with its text in the pane', () => {
  const queries = [{ refId: 'A', queryType: 'traceqlSearch', filters: [{ ...service, value: 'cart' }], limit: 20 }];
  const { panes } = parseExplore({ left: JSON.stringify({ datasource: 'Tempo', queries }) });
  expect(panes[0]?.queries).toEqual([
    { refId: 'A', queryType: 'traceql', query: '{ resource.service.name = "cart" }', limit: 20 },
  ]);
});
