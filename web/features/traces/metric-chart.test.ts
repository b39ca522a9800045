import { expect, it } from 'vitest';
import { epochMs } from '../../../server/contract/units.ts';
import { type AnsweredTraceMetric, toMetricChart, traceMetricAsk } from './metric-chart.ts';

const range = { from: epochMs(0), to: epochMs(600_000) };
function answered(refId: string, query: string): AnsweredTraceMetric {
  const exemplars = [{ labels: { 'span:name': 'GET' }, traceId: refId.repeat(32), value: 1, time: epochMs(5) }];
  return {
    target: { refId, query, queryType: 'traceql' },
    ask: traceMetricAsk({ source: 'tempo', query, range }),
    answer: { resultType: 'matrix', times: [epochMs(0)], series: [{ labels: {}, values: [1] }], meta: {}, exemplars },
    isOld: false,
  };
}
const both = [answered('A', '{} | rate()'), answered('B', '{} | quantile_over_time(duration, .9)')];

it('draws metrics queries as one, exemplars on the axis of their own', () => {
  const chart = toMetricChart(both, { isLettered: true, hidden: new Set() });
  expect(chart.series.map(({ name, unit, axis }) => [name, unit, axis?.side])).toEqual([
    ['A · {} | rate()', 'reqps', 'left'],
    ['B · {} | quantile_over_time(duration, .9)', 's', 'right'],
  ]);
  expect(chart.exemplars.map(({ seriesKey, labels }) => [seriesKey, labels['trace_id']?.charAt(0)])).toEqual([
    [chart.series[0]!.key, 'A'],
    [chart.series[1]!.key, 'B'],
  ]);
});

it('leaves out the exemplars of a query whose series are hidden', () => {
  const { series } = toMetricChart(both, { isLettered: true, hidden: new Set() });
  const chart = toMetricChart(both, { isLettered: true, hidden: new Set([series[0]!.key]) });
  expect(chart.exemplars.map(({ seriesKey }) => seriesKey)).toEqual([series[1]!.key]);
});
