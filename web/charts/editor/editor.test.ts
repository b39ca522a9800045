import { describe, expect, it } from 'vitest';
import { completionPlace } from './completion-place.ts';
import type { CompletionSource } from './completion-source.ts';
import { completions } from './completions.ts';
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
    ['traceql', '{} | quantile_over_time(duration, .9, .99) by (span.a) with (sample=true)'],
    ['traceql', '{ name = "a" } // why'],
    ['selector', '{service_name="a", pod=~"b.*"}'],
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
    [
      'logql',
      '{app="a"} | json | st‸',
      { kind: 'stage', prefix: 'st', pipeline: { selector: '{app="a"}', parsers: ['json'] } },
    ],
    ['logql', '{app="a"} | json | a="x" and st‸', { kind: 'field', prefix: 'st', isFilter: true }],
    ['logql', '{app="a"} | logfmt | unwrap du‸', { kind: 'field', prefix: 'du', isFilter: false }],
    ['logql', '{app="a"} | json | keep a, b‸', { kind: 'field', prefix: 'b', isFilter: false }],
    ['logql', '{app="a"} | json | level="e‸', { kind: 'field-value', field: 'level', prefix: 'e', quoted: true }],
    ['logql', '{app="a"} | json | level=‸', { kind: 'field-value', field: 'level', prefix: '', quoted: false }],
    [
      'logql',
      '{app="a"} | pattern "<ip> <_>" | i‸',
      { kind: 'stage', pipeline: { captures: ['ip'], parsers: ['pattern'] } },
    ],
    [
      'logql',
      'sum by (le‸) (rate({app="a"} | json [5m]))',
      { kind: 'grouping-label', pipeline: { parsers: ['json'] } },
    ],
    ['logql', 'rate({app="a"} | json | x="1" [5m]) / ra‸', { kind: 'expression', prefix: 'ra' }],
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
    ['traceql', '{ a = 1 } | select(span.ht‸', { kind: 'attribute', prefix: 'span.ht' }],
    ['traceql', '{} | quantile_over_time(duration, ‸', { kind: 'attribute', prefix: '' }],
    [
      'traceql',
      '{ name = "x" && resource.a = 5 && kind = ‸',
      { kind: 'label-value', selector: 'name = "x" && resource.a = 5' },
    ],
    ['traceql', '{ name = "x" || kind = ‸', { kind: 'label-value', selector: '' }],
    ['traceql', '{ name = "x" } // {‸', { kind: 'none' }],
    ['selector', '{service_name="‸', { kind: 'label-value', label: 'service_name', prefix: '' }],
    ['selector', '{a="b", ‸}', { kind: 'label-name', selector: 'a="b"' }],
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
    labelValues: async () => [{ value: 'plain' }, { value: 'with "quotes" \\ and\nlines' }],
  };
  const at = async (language: QueryLanguage, query: string, own: Partial<CompletionSource> = {}) =>
    (await completions({ language, query, offset: query.length }, { ...source, ...own })).items;

  it('escapes values, with quotes of its own only where none are open', async () => {
    const open = await at('promql', 'up{job="');
    expect(open.map((item) => item.insert)).toEqual(['plain', 'with \\"quotes\\" \\\\ and\\nlines']);
    const bare = await at('promql', 'up{job=');
    expect(bare[0]?.insert).toBe('"plain"');
  });

  it('puts the name of the service before what begins alike', async () => {
    const names = (own: readonly string[]) => ({ labelNames: async () => own });
    const first = async (...ask: Parameters<typeof at>) => (await at(...ask))[0]?.label;
    const labels = names(['job', 'service_instance_id', 'service_name']);
    expect(await first('logql', '{s', labels)).toBe('service_name');
    expect(await first('promql', 'sum by (s', labels)).toBe('service_name');
    const attributes = names(['resource.service.instance.id', 'resource.service.name']);
    expect(await first('traceql', '{ resource.s', attributes)).toBe('resource.service.name');
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

  it('offers fields that the stages before have read, and those that need none', async () => {
    const fields = async () => [
      { name: 'status', type: 'int', parsers: ['json'] },
      { name: 'trace_id', type: 'string', parsers: [] },
      { name: 'latency', type: 'duration', parsers: ['logfmt'] },
    ];
    const names = (await at('logql', '{app="a"} | json | ', { fields })).map((item) => item.label);
    expect(names).toEqual(expect.arrayContaining(['json', 'status', 'trace_id', 'job']));
    expect(names).not.toContain('latency');
    const [status] = (await at('logql', '{app="a"} | json | stat', { fields })).filter(
      (item) => item.label === 'status',
    );
    expect(status).toMatchObject({ insert: 'status=', detail: 'int', replace: 4, continues: 'suggest' });
  });

  it('writes values as their type wants: in quotes or bare', async () => {
    const labelValues = async () => [{ value: 'error', isBare: true }, { value: 'GET /' }];
    const bare = await at('traceql', '{ status = ', { labelValues });
    expect(bare.map((item) => item.insert)).toEqual(['error', '"GET /"']);
    const inQuotes = await at('traceql', '{ name = "', { labelValues });
    expect(inQuotes.map((item) => item.insert)).toEqual(['GET /']);
  });

  it('keeps what fits when there is too much, and says that there is more', async () => {
    const metrics = async () => Array.from({ length: 5000 }, (_, i) => ({ name: `metric_${i}` }));
    const { items, isCut } = await completions(
      { language: 'promql', query: 'm4999', offset: 5 },
      { ...source, metrics },
    );
    expect(items.map((item) => item.label)).toContain('metric_4999');
    expect(isCut).toBe(true);
  });

  it('opens the parameters of a function that was taken', async () => {
    const rate = (await at('promql', 'ra')).find((item) => item.label === 'rate');
    expect(rate).toMatchObject({ insert: 'rate(', detail: 'rate(v range)', continues: 'signature' });
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
