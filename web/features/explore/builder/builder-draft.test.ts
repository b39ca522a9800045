import { describe, expect, it } from 'vitest';
import { EMPTY_QUERY } from '../../../signals/query/model.ts';
import { BUILDERS, completeOf, draftFor, freshMatcher, freshStep, selectorWithout } from './builder-draft.ts';

const { promql, logql, traceql } = BUILDERS;

describe('a draft', () => {
  it('keeps half-filled rows that the text does not have yet', () => {
    const query = { ...EMPTY_QUERY, metric: 'up', matchers: [freshMatcher(promql)] };
    const text = promql.write(completeOf(promql, query));
    expect(text).toBe('up');
    expect(draftFor(promql, { text, query }, text)?.query.matchers).toHaveLength(1);
  });

  it('gives way to a text that was changed elsewhere', () => {
    const draft = { text: 'up', query: { ...EMPTY_QUERY, metric: 'up' } };
    expect(draftFor(promql, draft, 'rate(x[5m])')?.query.steps).toEqual([{ kind: 'rate', params: ['5m'] }]);
    expect(draftFor(promql, draft, 'a + b')).toBeNull();
    expect(draftFor(promql, draft, '')?.query).toEqual(EMPTY_QUERY);
  });

  it('leaves out steps that lack what they need', () => {
    const unwrap = logql.kinds.find(({ id }) => id === 'drop')!;
    expect(freshStep(unwrap)).toEqual({ kind: 'drop', params: [''] });
    const query = {
      metric: '',
      matchers: [{ label: 'a', op: '=', value: 'b', isText: true }],
      steps: [freshStep(unwrap)],
    };
    expect(logql.write(completeOf(logql, query))).toBe('{a="b"}');
  });
});

it('narrows suggestions by the other rows', () => {
  const matchers = [
    { label: 'a', op: '=', value: '1', isText: true },
    { label: 'b', op: '=', value: '2', isText: true },
  ];
  expect(selectorWithout(promql, { ...EMPTY_QUERY, matchers }, 1)).toBe('a="1"');
  expect(selectorWithout(traceql, { ...EMPTY_QUERY, matchers }, 0)).toBe('b = "2"');
  expect(selectorWithout(logql, { ...EMPTY_QUERY, matchers: [] }, 0)).toBe('');
});
