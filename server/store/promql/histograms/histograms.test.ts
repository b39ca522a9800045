import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addToHistogramMean,
  addToSum,
  finishHistogramMean,
  finishSum,
  startHistogramMean,
  startSum,
} from './accumulate.ts';
import { addHistograms, combineResets } from './add.ts';
import { allBuckets, exponentialBound, toSchema, upperBound } from './bounds.ts';
import { bucketFraction, bucketQuantile } from './classic.ts';
import { formatHistogram } from './format.ts';
import { compact, CUSTOM_SCHEMA, EMPTY_HISTOGRAM, equalHistograms, type FloatHistogram } from './histogram.ts';
import { histogramFraction, histogramQuantile } from './quantile.ts';
import { detectReset } from './resets.ts';
import { trimHistogram } from './trim.ts';
import { widenZero } from './zero-bucket.ts';

const buckets = fc
  .uniqueArray(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 0, max: 9 })), {
    selector: ([index]) => index,
    maxLength: 6,
  })
  .map((pairs) => pairs.sort(([a], [b]) => a - b))
  .map((pairs) => ({ indexes: pairs.map(([index]) => index), counts: pairs.map(([, count]) => count) }));
const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
const exponential: fc.Arbitrary<FloatHistogram> = fc
  .record({
    schema: fc.integer({ min: -4, max: 8 }),
    zeroThreshold: fc.constantFrom(0, 1e-128, 0.001, 0.5, 3),
    zeroCount: fc.integer({ min: 0, max: 9 }),
    positive: buckets,
    negative: buckets,
  })
  .map((parts) => {
    const count = parts.zeroCount + total(parts.positive.counts) + total(parts.negative.counts);
    return { ...EMPTY_HISTOGRAM, ...parts, count, sum: count / 2 };
  });
const custom: fc.Arbitrary<FloatHistogram> = fc
  .record({
    customValues: fc
      .uniqueArray(fc.integer({ min: -5, max: 10 }), { minLength: 1, maxLength: 5 })
      .map((bounds) => bounds.sort((a, b) => a - b)),
    counts: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 6 }),
  })
  .map(({ customValues, counts }) => {
    const own = counts.slice(0, customValues.length + 1);
    const positive = { indexes: own.map((_, index) => index), counts: own };
    return { ...EMPTY_HISTOGRAM, schema: CUSTOM_SCHEMA, customValues, positive, count: total(own), sum: total(own) };
  });
const any = fc.oneof(exponential, custom);
const bucketTotal = (histogram: FloatHistogram) => total(allBuckets(histogram).map(({ count }) => count));

describe('buckets', () => {
  it('end where the schema says', () => {
    expect([-1, 0, 1, 4].map((index) => exponentialBound(index, 0))).toEqual([0.5, 1, 2, 16]);
    expect(exponentialBound(1, -2)).toBe(16);
    expect([-1025, 1024].map((index) => exponentialBound(index, 0))).toEqual([2 ** -1025, Number.MAX_VALUE]);
    expect(exponentialBound(100_000, 0)).toBe(Infinity);
    const bounded = { schema: CUSTOM_SCHEMA, customValues: [1, 5] };
    expect([-1, 0, 1, 2].map((index) => upperBound(index, bounded))).toEqual([-Infinity, 1, 5, Infinity]);
  });
  it('are printed with the last digits that Prometheus has', () => {
    const printed = [-1, 1, 3, 255, 256 * 3 + 100].map((index) =>
      exponentialBound(index, index === 3 ? 2 : index > 3 ? 8 : 1),
    );
    expect(printed.map(String)).toEqual([
      '0.7071067811865475',
      '1.414213562373095',
      '1.6817928305074288',
      '1.9945921121709396',
      '10.487689692198115',
    ]);
  });
  it('keep their observations at a lower resolution', () => {
    fc.assert(
      fc.property(exponential, fc.integer({ min: -4, max: 8 }), (histogram, schema) => {
        const coarse = toSchema(histogram, Math.min(schema, histogram.schema));
        expect(bucketTotal(coarse)).toBe(bucketTotal(histogram));
        const ends = new Set(allBuckets(toSchema(histogram, -4)).map(({ upper }) => upper));
        for (const { upper } of allBuckets(toSchema(coarse, -4))) expect(ends).toContain(upper);
      }),
    );
  });
  it('fall into a wider zero bucket whole', () => {
    fc.assert(
      fc.property(exponential, fc.constantFrom(0.001, 0.6, 1, 7, 1e9, Infinity), (histogram, wanted) => {
        fc.pre(wanted >= histogram.zeroThreshold);
        const { threshold, count } = widenZero(histogram, wanted);
        expect(threshold).toBeGreaterThanOrEqual(wanted);
        expect(count).toBeGreaterThanOrEqual(histogram.zeroCount);
        expect(count).toBeLessThanOrEqual(histogram.count);
      }),
    );
  });
});

describe('sums', () => {
  it('do not depend on the order', () => {
    fc.assert(
      fc.property(fc.oneof(fc.tuple(exponential, exponential), fc.tuple(custom, custom)), ([left, right]) => {
        const one = addHistograms(left, right)?.histogram ?? EMPTY_HISTOGRAM;
        const other = addHistograms(right, left)?.histogram ?? EMPTY_HISTOGRAM;
        expect(equalHistograms(compact(one), compact(other))).toBe(true);
        expect(bucketTotal(one)).toBe(left.count + right.count);
        const running = startSum(left);
        expect(addToSum(running, right)).toBe(true);
        expect(bucketTotal(finishSum(running))).toBe(left.count + right.count);
      }),
    );
  });
  it('cannot mix custom and exponential buckets', () => {
    const bounded = { ...EMPTY_HISTOGRAM, schema: CUSTOM_SCHEMA, customValues: [1] };
    expect(addHistograms(EMPTY_HISTOGRAM, bounded)).toBeNull();
  });
  it('keep only the bounds that both have', () => {
    const left = {
      ...EMPTY_HISTOGRAM,
      schema: CUSTOM_SCHEMA,
      customValues: [1, 2, 3],
      count: 3,
      positive: { indexes: [0, 1, 2], counts: [1, 1, 1] },
    };
    const right = { ...left, customValues: [2, 4], positive: { indexes: [0, 1], counts: [1, 2] } };
    const added = addHistograms(left, right);
    expect(added?.boundsReconciled).toBe(true);
    expect(added?.histogram).toMatchObject({ customValues: [2], positive: { indexes: [0, 1], counts: [3, 3] } });
  });
  it('average to what each was, when all were the same', () => {
    fc.assert(
      fc.property(exponential, fc.integer({ min: 1, max: 5 }), (histogram, times) => {
        const mean = startHistogramMean(histogram);
        for (let at = 1; at < times; at++) addToHistogramMean(mean, histogram);
        expect(finishHistogramMean(mean).count).toBeCloseTo(histogram.count, 9);
      }),
    );
  });
  it('know what their resets come to', () => {
    expect(combineResets('gauge', 'reset')).toBe('gauge');
    expect(combineResets('reset', 'not_reset')).toBeNull();
    expect(combineResets('reset', 'reset')).toBe('reset');
  });
});

describe('quantiles', () => {
  it('grow, and lie within the buckets', () => {
    fc.assert(
      fc.property(any, (histogram) => {
        fc.pre(histogram.count > 0 && histogram.zeroThreshold < 1e-100);
        const values = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1].map((q) => histogramQuantile(q, histogram).value);
        for (let at = 1; at < values.length; at++)
          expect(values[at]).toBeGreaterThanOrEqual((values[at - 1] ?? 0) - 1e-9 * Math.abs(values[at] ?? 0));
        const populated = allBuckets(histogram).filter(({ count }) => count > 0);
        // Interpolation goes through logarithms, which costs the last digits.
        const slack = (bound: number) => 1e-14 * Math.abs(bound);
        const [lower, upper] = [populated[0]?.lower ?? 0, populated.at(-1)?.upper ?? 0];
        expect(values[0]).toBeGreaterThanOrEqual(lower === -Infinity ? lower : lower - slack(lower));
        expect(values.at(-1)).toBeLessThanOrEqual(upper === Infinity ? upper : upper + slack(upper));
      }),
    );
  });
  it('are the inverse of fractions', () => {
    const histogram = { ...EMPTY_HISTOGRAM, count: 10, sum: 20, positive: { indexes: [0, 1, 2], counts: [2, 4, 4] } };
    const { value } = histogramQuantile(0.4, histogram);
    expect(value).toBeCloseTo(Math.SQRT2, 12);
    expect(histogramFraction(-Infinity, value, histogram).value).toBeCloseTo(0.4, 12);
    expect(histogramFraction(1, 4, histogram).value).toBe(0.8);
  });
  it('of nothing are not known', () => {
    expect(histogramQuantile(0.5, EMPTY_HISTOGRAM).value).toBeNaN();
    expect(histogramQuantile(-1, EMPTY_HISTOGRAM).value).toBe(-Infinity);
    expect(histogramQuantile(2, EMPTY_HISTOGRAM).value).toBe(Infinity);
  });
  it('of classic buckets are interpolated, and what is not monotonic is mended', () => {
    const fixes: unknown[] = [];
    const quantile = (q: number, counts: number[]) =>
      bucketQuantile(q, { bounds: [1, 2, 4, Infinity], counts }, (fix) => fixes.push(fix));
    expect(quantile(0.5, [0, 4, 8, 8])).toBe(2);
    expect(quantile(0.75, [0, 4, 8, 8])).toBe(3);
    expect(quantile(1, [0, 4, 4, 8])).toBe(4);
    expect(quantile(0.5, [0, 0, 0, 0])).toBeNaN();
    expect(fixes).toHaveLength(0);
    expect(quantile(0.5, [0, 8, 4, 8])).toBe(1.5);
    expect(fixes).toHaveLength(1);
    expect(bucketFraction(1, 3, { bounds: [1, 2, 4, Infinity], counts: [0, 4, 8, 8] })).toBe(0.75);
  });
});

describe('resets', () => {
  it('are not where only something was added', () => {
    fc.assert(
      fc.property(exponential, exponential, (histogram, more) => {
        const same = toSchema(more, Math.min(more.schema, histogram.schema));
        fc.pre(same.schema === histogram.schema);
        const grown = addHistograms(histogram, { ...same, zeroThreshold: histogram.zeroThreshold })?.histogram;
        expect(detectReset(grown ?? EMPTY_HISTOGRAM, histogram)).toBe(false);
      }),
    );
  });
  it('are where anything fell', () => {
    const before = { ...EMPTY_HISTOGRAM, count: 3, positive: { indexes: [1, 2], counts: [1, 2] } };
    expect(detectReset({ ...before, count: 2 }, before)).toBe(true);
    expect(detectReset({ ...before, positive: { indexes: [1, 2], counts: [2, 1] } }, before)).toBe(true);
    expect(detectReset({ ...before, schema: 1 }, before)).toBe(true);
    expect(detectReset({ ...before, counterReset: 'reset' }, before)).toBe(true);
    expect(detectReset({ ...before, count: 2, counterReset: 'not_reset' }, before)).toBe(false);
  });
});

it('cuts in two parts that are the whole', () => {
  fc.assert(
    fc.property(any, fc.double({ min: -10, max: 10, noNaN: true }), (histogram, limit) => {
      const below = trimHistogram(histogram, limit, true);
      const above = trimHistogram(histogram, limit, false);
      const whole = histogram.schema === CUSTOM_SCHEMA ? 2 * histogram.count : histogram.count;
      expect(below.count).toBeGreaterThanOrEqual(0);
      expect(below.count + above.count).toBeLessThanOrEqual(whole + 1e-9);
      if (histogram.schema !== CUSTOM_SCHEMA) expect(below.count + above.count).toBeCloseTo(histogram.count, 9);
    }),
  );
});

it('is printed with its buckets', () => {
  const histogram = {
    ...EMPTY_HISTOGRAM,
    count: 4,
    sum: 5,
    zeroThreshold: 0.001,
    zeroCount: 1,
    positive: { indexes: [1], counts: [3] },
  };
  expect(formatHistogram(histogram)).toBe('{count:4, sum:5, [-0.001,0.001]:1, (1,2]:3}');
});
