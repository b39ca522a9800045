import { describe, expect, it } from 'vitest';
import type { PaneQuery } from '../../../../server/contract/explore-url.ts';
import { toTarget } from '../../../../server/contract/explore-url.ts';
import { type OptionChange, optionFields, optionProblem, optionSummary, withOption } from './query-options.ts';

const labels = (...args: Parameters<typeof optionFields>) => optionFields(...args).map((field) => field.label);

it('offers what fits the language and the kind of query', () => {
  const query = { refId: 'A' };
  expect(labels('prometheus', query, 'up')).toEqual(['Type', 'Min step', 'Legend', 'Exemplars']);
  expect(labels('loki', query, '# errors\n({a="b"} |= "x")')).toEqual(['Lines', 'When cut, keep', 'Histogram step']);
  expect(labels('loki', query, 'sum(rate({a="b"}[5m]))')).toEqual(['Type', 'Step', 'Legend']);
  expect(labels('tempo', query, '{}')).toEqual(['Traces', 'Spans per trace']);
  expect(labels('grafana-pyroscope-datasource', query, '{}')).toEqual(['Show']);
});

describe('an option set reaches the target, and its default leaves no trace', () => {
  const set = (query: PaneQuery, ...changes: readonly OptionChange[]) => changes.reduce(withOption, query);
  it.each<['prometheus' | 'loki' | 'tempo', OptionChange, object, string]>([
    ['prometheus', { key: 'type', value: 'both' }, { instant: true, range: true }, 'Both'],
    ['prometheus', { key: 'type', value: 'instant' }, { instant: true, range: false }, 'Instant'],
    ['prometheus', { key: 'interval', value: ' 1m30s ' }, { interval: '1m30s' }, 'Range · min step 1m30s'],
    ['prometheus', { key: 'exemplar', value: false }, { exemplar: false }, 'Range · no exemplars'],
    ['prometheus', { key: 'legendFormat', value: '{{job}}' }, { legendFormat: '{{job}}' }, 'Range · legend {{job}}'],
    ['loki', { key: 'maxLines', value: '200' }, { maxLines: 200 }, 'lines 200 · Newest'],
    ['loki', { key: 'direction', value: 'forward' }, { direction: 'forward' }, 'Oldest'],
    ['tempo', { key: 'spss', value: '10' }, { spss: 10 }, 'spans per trace 10'],
  ])('%s %j', (...[type, change, target, summary]) => {
    const query = set({ refId: 'A', editorMode: 'code' }, change);
    expect(query).toMatchObject({ editorMode: 'code' });
    expect(toTarget(type, query)).toMatchObject(target);
    expect(optionSummary(optionFields(type, query, type === 'loki' ? '{a="b"}' : 'x'))).toBe(summary);
  });

  it('and back', () => {
    const query = { refId: 'A', limit: 50 };
    expect(set(query, { key: 'limit', value: '' })).toEqual({ refId: 'A' });
  });
});

it.each([
  ['maxLines', '5001', /1 to 5,000/],
  ['limit', '0', /1 to 1,000/],
  ['limit', '1e2', /whole number/],
  ['spss', '-1', /1 to 100/],
  ['step', 'soon', /such as 15s/],
  ['interval', '0s', /such as 15s/],
  ['legendFormat', 'x'.repeat(501), /500/],
] as const)('says what is wrong with %s %s', (...[key, text, message]) => {
  expect(optionProblem(key, text)).toMatch(message);
});

it('finds nothing wrong with sound values and empty ones', () => {
  expect([optionProblem('step', '15s'), optionProblem('limit', '20'), optionProblem('step', ' ')]).toEqual([
    null,
    null,
    null,
  ]);
});

it('shows a malformed value of a link, which no source gets', () => {
  const query = { refId: 'A', limit: 100_000, spss: 'many', query: '{}' };
  const fields = optionFields('tempo', query, '{}');
  expect(fields.map((field) => field.value)).toEqual(['100000', 'many']);
  expect(toTarget('tempo', query)).toEqual({ refId: 'A', queryType: 'traceql', query: '{}' });
});
