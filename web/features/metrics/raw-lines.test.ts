import { expect, it } from 'vitest';
import type { MetricSeries } from '../../../server/contract/metrics.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { rawLines } from './raw-lines.ts';

it('lists samples under their series, newest first, histograms in Prometheus’ notation', () => {
  const series: MetricSeries = {
    labels: { __name__: 'h', a: 'x"y' },
    values: [1, 'NaN', null],
    histograms: [null, null, { count: 3, sum: 1.5, buckets: [[0, 0.5, 1, 3]] }],
  };
  const answer = { resultType: 'matrix', times: [1, 2, 3].map(epochMs), series: [series], meta: {} } as const;
  expect(rawLines(answer).map(({ text }) => text)).toEqual([
    'h{a="x\\"y"}',
    '{count:3, sum:1.5, (0.5,1]:3}',
    'NaN',
    '1',
  ]);
});
