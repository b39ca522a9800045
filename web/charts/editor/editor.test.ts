import { describe, expect, it } from 'vitest';
import { completionPlace } from './completion-place.ts';
import { completions, type CompletionSource } from './completions.ts';
import { findFault, type QueryLanguage } from './language.ts';

describe('findFault', () => {
  it.each<[QueryLanguage, string]>([
    ['promql', 'sum by (job) (rate(http_requests_total{job="a"}[5m]))'],
    ['promql', ''],
    ['logql', '{app="a"} |= "x" | json | level="error"'],
    ['logql', 'sum(rate({app="a"}[5m]))'],
    ['traceql', '{ resource.service.name = "a" && duration > 100ms } | rate()'],
    ['traceql', '0123456789abcdef0123456789abcdef'],
    ['promql', 'rate($metric{job="$job"}[$__rate_interval]) * ${__range_s}'],
    ['logql', 'sum(rate({app="$app"}[$__auto]))'],
  ])('%s: %s is sound', (language, query) => {
    expect(findFault(language, query)).toBeNull();
  });

  it('points at what does not fit', () => {
    expect(findFault('promql', 'sum(foo))')).toMatchObject({ from: 8, to: 9 });
    expect(findFault('logql', '{app="a" |= "x"')?.from).toBeGreaterThan(7);
    expect(findFault('traceql', '{ a == }')).not.toBeNull();
  });

  it('says when a query ends too early, inside the text', () => {
    expect(findFault('promql', 'rate(foo[5m]  ')).toEqual({ from: 11, to: 12, message: 'The query ends too early.' });
  });
});

/** The place at the cursor, marked by ‸. */
function placeIn(language: QueryLanguage, marked: string) {
  const offset = marked.indexOf('‸');
  return completionPlace(language, marked.replace('‸', ''), offset);
}

describe('completionPlace', () => {
  it.each<[QueryLanguage, string, object]>([
    ['promql', 'ra‸', { kind: 'expression', prefix: 'ra' }],
    ['promql', 'http_total{‸', { kind: 'label-name', prefix: '', metric: 'http_total' }],
    ['promql', 'http_total{a="b", co‸}', { kind: 'label-name', prefix: 'co', selector: 'a="b"' }],
    ['promql', 'x{a="b‸', { kind: 'label-value', label: 'a', prefix: 'b', quoted: true, metric: 'x' }],
    ['promql', 'x{a=‸}', { kind: 'label-value', label: 'a', prefix: '', quoted: false }],
    ['promql', 'rate(x[‸', { kind: 'duration', prefix: '' }],
    ['promql', 'sum by (jo‸', { kind: 'grouping-label', prefix: 'jo' }],
    ['promql', 'x{a="}{"}‸', { kind: 'expression' }],
    ['promql', 'label_replace(x, "a‸', { kind: 'none' }],
    ['logql', '{app="a"} | js‸', { kind: 'stage', prefix: 'js' }],
    ['logql', '{app="a"} |= "x‸', { kind: 'none' }],
    ['logql', '{app=~"a|b‸', { kind: 'label-value', label: 'app', prefix: 'a|b' }],
    ['traceql', '{ resource.serv‸', { kind: 'label-name', prefix: 'resource.serv' }],
    [
      'traceql',
      '{ span.a = "x" && resource.service.name = "‸',
      { kind: 'label-value', label: 'resource.service.name' },
    ],
    ['traceql', '{ a = 1 } | ra‸', { kind: 'stage', prefix: 'ra' }],
    ['traceql', '{ a = 1 } ‸', { kind: 'none' }],
    ['traceql', '‸', { kind: 'expression' }],
  ])('%s: %s', (language, marked, expected) => {
    expect(placeIn(language, marked)).toMatchObject(expected);
  });

  it('ignores comments', () => {
    expect(placeIn('promql', '# {"\nra‸')).toMatchObject({ kind: 'expression', prefix: 'ra' });
  });
});

describe('completions', () => {
  const source: CompletionSource = {
    metrics: async () => [{ name: 'up', type: 'gauge', help: 'Is it up' }],
    labelNames: async () => ['job', 'instance'],
    labelValues: async () => ['plain', 'with "quotes" \\ and\nlines'],
  };
  const at = async (language: QueryLanguage, query: string, own: Partial<CompletionSource> = {}) =>
    completions({ language, query, offset: query.length }, { ...source, ...own });

  it('escapes values, with quotes of its own only where none are open', async () => {
    const open = await at('promql', 'up{job="');
    expect(open.map((item) => item.insert)).toEqual(['plain', 'with \\"quotes\\" \\\\ and\\nlines']);
    const bare = await at('promql', 'up{job=');
    expect(bare[0]?.insert).toBe('"plain"');
  });

  it('offers metrics with their help once something is typed', async () => {
    expect((await at('promql', 'u')).find((item) => item.kind === 'metric')).toMatchObject({
      label: 'up',
      detail: 'gauge',
      replace: 1,
    });
    expect((await at('promql', '')).some((item) => item.kind === 'metric')).toBe(false);
  });

  it('goes on without a source that fails', async () => {
    const failing = { metrics: async () => Promise.reject(new Error('down')) };
    expect((await at('promql', 'ra', failing)).some((item) => item.label === 'rate')).toBe(true);
  });

  it('passes what narrows', async () => {
    let asked: unknown;
    await at('promql', 'up{a="b", c="', {
      labelValues: async (label, scope) => {
        asked = { label, ...scope };
        return [];
      },
    });
    expect(asked).toEqual({ label: 'c', metric: 'up', selector: 'a="b"' });
  });
});
