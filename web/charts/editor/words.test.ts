import { describe, expect, it } from 'vitest';
import { hoverAt } from './hover.ts';
import type { QueryLanguage } from './language.ts';
import { scan } from './scan.ts';
import { signatureAt } from './signature.ts';
import { signatureText, type WordDoc, WORDS } from './words/words.ts';

const at = (marked: string): [string, number] => [marked.replace('‸', ''), marked.indexOf('‸')];

describe('signatureAt', () => {
  it.each<[QueryLanguage, string, string, number]>([
    ['promql', 'rate(‸', 'rate', 0],
    ['promql', 'histogram_quantile(0.9, ‸', 'histogram_quantile', 1],
    ['promql', 'histogram_quantile(0.9, sum by (le, job) (rate(x{a="b,c"}[5m‸', 'rate', 0],
    ['promql', 'histogram_quantile(0.9, sum by (le) (‸', 'sum', 0],
    ['promql', 'topk(3, ‸x)', 'topk', 1],
    ['promql', 'label_join(x, "a", ",", "b", "c", ‸', 'label_join', 4],
    ['promql', 'clamp(x, (1 + ‸', 'clamp', 1],
    ['logql', 'quantile_over_time(0.9, {a="b"} | unwrap x [5m]‸', 'quantile_over_time', 1],
    ['traceql', '{} | quantile_over_time(duration, 0.5, 0.9, ‸', 'quantile_over_time', 2],
  ])('%s: %s', (...[language, marked, name, active]) => {
    const [query, offset] = at(marked);
    expect(signatureAt(language, query, offset)).toMatchObject({ doc: { name }, active });
  });

  it.each<[QueryLanguage, string]>([
    ['promql', 'rate(x[5m]) ‸'],
    ['promql', 'x{a="rate(‸'],
    ['promql', '# rate(‸'],
    ['promql', 'sum by (‸'],
    ['promql', 'unknown(‸'],
  ])('%s: %s has none', (language, marked) => {
    const [query, offset] = at(marked);
    const found = signatureAt(language, query, offset);
    expect(found === null || found.doc.name === 'sum').toBe(true);
    expect(found).toBeNull();
  });
});

describe('hoverAt', () => {
  const source = {
    metrics: async () => [{ name: 'up', type: 'gauge', help: 'Whether the *target* is up' }],
    labelNames: async () => [],
    labelValues: async () => [],
  };
  const hover = (language: QueryLanguage, marked: string) => {
    const [query, offset] = at(marked);
    return hoverAt(language, query, { offset, source });
  };

  it('explains functions, stages, intrinsics and metrics', async () => {
    expect(await hover('promql', 'sum(ra‸te(x[5m]))')).toMatchObject({ from: 4, to: 8, title: 'rate(v range)' });
    expect(await hover('promql', 'su‸m by (a) (x)')).toMatchObject({ title: 'sum(v instant)' });
    expect(await hover('logql', '{a="b"} | log‸fmt')).toMatchObject({ title: 'logfmt' });
    expect(await hover('traceql', '{ span:ki‸nd = server }')).toMatchObject({ title: 'span:kind' });
    expect(await hover('promql', 'u‸p')).toEqual({
      from: 0,
      to: 2,
      title: 'up gauge',
      text: 'Whether the *target* is up',
    });
  });

  it('says nothing of strings, comments and unknown words', async () => {
    expect(await hover('promql', 'x{a="ra‸te"}')).toBeNull();
    expect(await hover('traceql', '{} // ra‸te')).toBeNull();
    expect(await hover('promql', 'unkno‸wn')).toBeNull();
  });
});

it('has words that read as what they are', () => {
  for (const words of Object.values(WORDS)) {
    for (const list of Object.values<readonly WordDoc[]>({ ...words })) {
      const names = list.map((doc) => doc.name);
      expect(new Set(names).size).toBe(names.length);
      for (const doc of list) expect(signatureText(doc) + doc.text).toMatch(/^[a-z][\w:]*(\(.*\))?\S.*\.$/i);
    }
  }
});

it('scans in one pass, with as many characters out as in', () => {
  for (const text of ['a{b="c\\"d"} # e\n(f', 'x "unclosed \\', '`raw # no comment` [', '{} // c']) {
    expect(scan(text.includes('//') ? 'traceql' : 'promql', text).plain).toHaveLength(text.length);
  }
});
