import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { NativeHistogram } from '../../telemetry.ts';
import { createTestEngine, type TestEngine } from '../testing.ts';

const MINUTE = 60;
const SPAN = 30 * MINUTE;

/** Counters with resets, gaps and ends, gauges, and histograms that change their layout. */
function store(): TestEngine {
  const engine = createTestEngine();
  const series = (name: string, own: Record<string, string>) => new Map([['__name__', name], ...Object.entries(own)]);
  const times = Array.from({ length: SPAN / 30 }, (_, at) => at * 30_000);
  const floats = (labels: ReadonlyMap<string, string>, valueAt: (at: number) => number | null) => ({
    labels,
    samples: times.flatMap((timeMs, at) => {
      const value = valueAt(at);
      if (value !== null) return [{ timeMs, value }];
      return at % 2 === 0 ? [{ timeMs, value: 0, stale: true }] : [];
    }),
  });
  const histogramAt = (at: number): NativeHistogram => ({
    counterReset: 'unknown',
    schema: at < 30 ? 2 : 1,
    zeroThreshold: 0.001,
    zeroCount: at % 20,
    count: (at % 20) * 4,
    sum: at % 20,
    positive: { indexes: [0, 3], counts: [at % 20, at % 20] },
    negative: { indexes: [1], counts: [at % 20] },
    customValues: [],
  });
  engine.writeSeries([
    ...['a', 'b', 'c'].map((job, index) =>
      floats(series('x_total', { job, le: String(index) }), (at) =>
        at % 17 < 3 + index ? null : (at % 23) * (index + 1),
      ),
    ),
    ...['a', 'b'].map((job, index) =>
      floats(series('y', { job, zone: 'z' }), (at) => (at % 11 === index ? Number.NaN : Math.sin(at) * 10)),
    ),
    ...['a', 'd'].map((job) => ({
      labels: series('h', { job }),
      samples: [],
      histograms: times.map((timeMs, at) => ({ timeMs, histogram: at % 13 === 0 ? null : histogramAt(at) })),
    })),
  ]);
  return engine;
}

const { expression } = fc.letrec<{ expression: string; range: string }>((tie) => {
  const inner = tie('expression');
  const time = fc.constantFrom('', '', '', ' offset 3m', ' offset -2m', ' @ 600', ' @ end()', ' @ start()');
  const duration = fc.constantFrom('30s', '1m', '5m', '7m30s');
  const grouping = fc.constantFrom('', 'by (job)', 'without (job)', 'by (none)');
  const text = (...parts: (string | fc.Arbitrary<string>)[]) =>
    fc
      .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
      .map((list) => list.join(''));
  const selector = fc.constantFrom('x_total', 'y', 'h', '{job="a"}', 'x_total{job!="b"}', 'none');
  const overTime = 'avg sum min max count last stddev present mad first'.split(' ').map((name) => `${name}_over_time`);
  const ranged = fc.constantFrom(
    ...'rate increase delta irate idelta changes resets deriv absent_over_time'.split(' '),
    ...overTime,
  );
  // Which series limitk takes, and topk among equals, goes by their order; set operators and groups may have one at each step.
  const inStoredOrder = fc.oneof(
    text(selector, time),
    text(ranged, '(', selector, '[', duration, ']', time, ')'),
    text('abs(', selector, time, ')'),
  );
  const plain = 'abs ceil sgn sqrt absent histogram_count histogram_sum histogram_avg sort timestamp -'.split(' ');
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      text(selector, time),
      fc.constantFrom('1', 'time()', 'vector(2)'),
      text(ranged, '(', tie('range'), ')'),
      text('quantile_over_time(0.7, ', tie('range'), ')'),
      text(fc.constantFrom(...plain), '(', inner, ')'),
      text(fc.constantFrom('sum', 'avg', 'count', 'min', 'max', 'stddev', 'group'), ' ', grouping, '(', inner, ')'),
      text('quantile ', grouping, '(1, ', inner, ')'),
      text(fc.constantFrom('topk', 'bottomk', 'limitk'), ' ', grouping, '(1, ', inStoredOrder, ')'),
      text('histogram_quantile(0.9, ', inner, ')'),
      text('label_replace(', inner, ', "new", "$1", "job", "(.*)")'),
      text(
        '(',
        inner,
        fc.constantFrom(' + ', ' - ', ' * ', ' / ', ' ^ ', ' % ', ' > bool ', ' <= ', ' == '),
        inner,
        ')',
      ),
      text('(', inner, fc.constantFrom(' and ', ' or ', ' unless '), inner, ')'),
      text('(', inner, ' * on (job) group_left () sum by (job) (', inner, '))'),
    ),
    range: fc.oneof(
      { depthSize: 'small' },
      text(selector, '[', duration, ']', time),
      text('(', inner, ')[', duration, ':', fc.constantFrom('', '1m', '45s'), ']', time),
    ),
  };
});

interface Found {
  readonly metric: Record<string, string>;
  readonly value?: unknown;
  readonly histogram?: unknown;
  readonly values?: readonly (readonly [number, unknown])[];
  readonly histograms?: readonly (readonly [number, unknown])[];
}
interface Body {
  readonly data?: { readonly resultType: string; readonly result: readonly Found[] };
  readonly errorType?: string;
}

const START = 4 * MINUTE;
const END = 24 * MINUTE;
const STEP = 100;

/** Every point, as text: `{labels} @time value`. */
const pointsOf = ({ data }: Body): string[] =>
  (data?.result ?? [])
    .flatMap(({ metric, values = [], histograms = [] }) =>
      [...values, ...histograms].map((point) => `${JSON.stringify(metric)} ${JSON.stringify(point)}`),
    )
    .sort();

function instantPoints({ data }: Body): string[] {
  if (data?.resultType === 'scalar') return [`{} ${JSON.stringify(data.result)}`];
  return (data?.result ?? []).map(
    ({ metric, value, histogram }) => `${JSON.stringify(metric)} ${JSON.stringify(value ?? histogram)}`,
  );
}

it('sees at each step what an instant query sees', async () => {
  const engine = store();
  let points = 0;
  await fc.assert(
    fc.asyncProperty(expression, async (template) => {
      // An instant query starts and ends at its own time.
      const query = template.replaceAll('@ start()', `@ ${START}`).replaceAll('@ end()', `@ ${END}`);
      const params = { query: template, start: String(START), end: String(END), step: String(STEP) };
      const whole = await engine.get('/api/v1/query_range', params);
      const single: string[] = [];
      let failed = false;
      for (let time = START; time <= END; time += STEP) {
        const { status, body } = await engine.get('/api/v1/query', { query, time: String(time) });
        failed ||= status !== 200;
        single.push(...instantPoints(body as Body));
      }
      expect(whole.status === 200).toBe(!failed);
      if (!failed) expect(pointsOf(whole.body as Body)).toEqual(single.sort());
      points += single.length;
    }),
    { numRuns: 400 },
  );
  expect(points).toBeGreaterThan(1000);
});

it('leaves out series of which sorting leaves nothing', async () => {
  const engine = store();
  const params = { query: 'sort({__name__=~"y|h"})', start: '0', end: '600', step: '60' };
  const { body } = await engine.get('/api/v1/query_range', params);
  const { result } = (body as { data: { result: { metric: Record<string, string>; values?: unknown[] }[] } }).data;
  expect(result.map(({ metric, values }) => [metric['__name__'], values !== undefined])).toEqual([
    ['y', true],
    ['y', true],
  ]);
});
