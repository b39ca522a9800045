import { expect, it } from 'vitest';
import { SourceInfo } from '../../../server/contract/source.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { metricView } from '../../signals/metric/metric-view.ts';
import { askFor, toChart, unitOf } from './metric-model.ts';

const source = SourceInfo.parse({
  uid: 'p',
  name: 'P',
  type: 'prometheus',
  isDefault: true,
  readOnly: true,
  embedded: false,
  settings: { timeInterval: '30s' },
  correlations: [],
});
const range = { from: epochMs(1_000_123), to: epochMs(4_600_456) };

it('asks on the step, with the time variables filled in from the scrape interval', () => {
  const ask = askFor(source, { refId: 'A', expr: 'rate(x[$__rate_interval])', interval: '1m' }, range);
  expect(ask).toEqual({ source: 'p', query: 'rate(x[2m])', start: 960_000, end: 4_560_000, stepMs: 60_000 });
});

it('draws no more series than asked, and says how many there are', () => {
  const answer = {
    resultType: 'matrix' as const,
    times: [0, 60_000].map(epochMs),
    series: ['a', 'b', 'c'].map((service_name) => ({ labels: { service_name }, values: [1, 'NaN' as const] })),
    meta: {},
  };
  const target = { refId: 'A', expr: 'x_seconds' };
  const asked = { target, ask: askFor(source, target, range), view: metricView(target) };
  const chart = toChart([{ ...asked, answer, isOld: false }], { most: 2, isLettered: false });
  expect([chart.total, chart.series.length, chart.series[0]?.unit]).toEqual([3, 2, 's']);
  expect(new Set(chart.series.map(({ color }) => color)).size).toBe(2);
  expect(chart.series[0]?.values[1]).toBeNaN();
});

it.each([
  ['histogram_quantile(0.95, sum by (le) (rate(http_server_request_duration_seconds_bucket[2m])))', 's'],
  ['sum(rate(http_requests_total[5m]))', 'short'],
  ['rate(network_io_bytes_total[5m])', 'Bps'],
  ['process_memory_usage_bytes', 'bytes'],
  ['process_cpu_utilization_ratio', 'percentunit'],
  ['up', 'short'],
  ['sum by (le) (increase(http_server_request_duration_seconds_bucket[1m]))', 'short'],
  ['increase(rpc_server_duration_milliseconds_count[1m])', 'short'],
  ['histogram_quantile(0.5, rate(http_server_request_size_bytes_bucket[1m]))', 'bytes'],
  ['rate(http_duration_seconds_sum[1m]) / rate(http_duration_seconds_count[1m])', 's'],
  ['histogram_avg(rate(http_duration_seconds[1m]))', 's'],
  ['count by (job) (process_memory_usage_bytes)', 'short'],
])('gives %s the unit %s', (expr, unit) => expect(unitOf(expr)).toBe(unit));
