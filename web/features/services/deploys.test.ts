import { expect, it } from 'vitest';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { deploysOf } from './deploys.ts';

const versions = (series: Readonly<Record<string, readonly (number | null)[]>>): MetricAnswer => ({
  resultType: 'matrix',
  times: [0, 10, 20, 30].map(epochMs),
  series: Object.entries(series).map(([version, values]) => ({ labels: { version }, values })),
  meta: {},
});

it('marks where a version began after another', () => {
  const { markers, versions: now } = deploysOf(
    versions({ '1.4.3': [null, null, 1, 2], '1.4.2': [2, 2, 1, null] }),
    'version',
  );
  expect(markers).toEqual([{ time: 20, label: '1.4.3' }]);
  expect(now).toEqual(['1.4.2', '1.4.3']);
});

it('marks a version each time it comes back, and no hole in the data', () => {
  const both = versions({ b: [1, null, 1, 1], a: [1, 1, 1, 1] });
  expect(deploysOf(both, 'version').markers).toEqual([{ time: 20, label: 'b' }]);
  expect(deploysOf(versions({ a: [1, null, 1, 1] }), 'version').markers).toEqual([]);
});

it('marks nothing where one version runs all the time, late as its first sample may be', () => {
  expect(deploysOf(versions({ '1.0': [null, 1, 1, 1] }), 'version')).toEqual({ markers: [], versions: ['1.0'] });
  expect(deploysOf(versions({}), 'version')).toEqual({ markers: [], versions: [] });
});
