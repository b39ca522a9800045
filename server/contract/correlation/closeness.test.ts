import { describe, expect, it } from 'vitest';
import { distance, durationConditions, durationHint } from './closeness.ts';

const near = (expr: string, value: number, labels: Record<string, string> = {}) =>
  durationHint({ expr, value, labels })?.near ?? null;

describe('the duration that a point stands for', () => {
  it.each([
    ['histogram_quantile(0.95, sum by (le) (rate(http_server_request_duration_seconds_bucket[2m])))', 0.25, 250],
    ['histogram_quantile(0.5, sum(rate(traces_spanmetrics_latency_bucket[5m])) by (le))', 1.5, 1500],
    ['histogram_quantile(0.95, sum by (le) (rate(duration_milliseconds_bucket{a="rate("}[2m])))', 80, 80],
    ['histogram_quantile(0.95, sum by (le) (rate(x_seconds_bucket[2m]))) * 1000', 250, 250],
    ['histogram_quantile(0.9, rate(http_request_duration_seconds[5m]))', 0.1, 100],
    ['histogram_avg(rate(x_duration_seconds[5m]))', 0.1, 100],
    ['sum(rate(x_seconds_sum[5m])) / sum(rate(x_seconds_count[5m]))', 2, 2000],
    ['max(probe_duration_seconds)', 3, 3000],
    ['rpc_latency_microseconds', 1500, 1.5],
    ['{ kind = server } | quantile_over_time(duration, .95)', 0.2, 200],
  ])('%s at %d is %d ms', (expr, value, expected) => expect(near(expr, value)).toBeCloseTo(expected));

  it.each([
    ['sum(rate(http_server_request_duration_seconds_count[2m]))', 12],
    ['rate(process_cpu_seconds_total[5m])', 0.5],
    ['rate(x_seconds_sum[5m])', 0.5],
    ['count(x_duration_seconds)', 4],
    ['go_memstats_alloc_bytes', 1e6],
    ['node_boot_time_seconds', 1.7e9],
    ['sum by (svc) (rate(x_seconds_bucket[5m]))', 4],
    ['histogram_quantile(0.95, rate(request_size_bytes_bucket[5m]))', 1000],
    ['histogram_quantile(0.95, rate(x_seconds_bucket[5m]))', NaN],
    ['histogram_quantile(0.95, rate(x_seconds_bucket[5m]))', 0],
    ['', 1],
  ])('%s is none', (expr, value) => expect(near(expr, value)).toBeNull());

  it('is the bound of a bucket, whatever the count in it', () => {
    const expr = 'sum by (le) (increase(x_seconds_bucket[1m]))';
    expect(durationHint({ expr, value: 17, labels: { le: '0.5' } })).toMatchObject({ near: 500, min: 125, max: 500 });
    expect(near(expr, 17, { le: '+Inf' })).toBeNull();
  });

  it('is looked for on the side that the metric measures', () => {
    const kind = (metric: string) => durationHint({ expr: `max(${metric})`, value: 1, labels: {} })?.kind;
    expect(kind('http_server_request_duration_seconds')).toBe('server');
    expect(kind('http_client_request_duration_seconds')).toBe('client');
    expect(kind('db_client_operation_duration_seconds')).toBe('client');
    expect(kind('my_duration_seconds')).toBeNull();
  });

  it('bounds spans to half and twice of it', () => {
    const hint = (value: number) =>
      durationHint({ expr: 'max(http_server_request_duration_seconds)', value, labels: {} })!;
    expect(durationConditions(hint(0.25))).toEqual(['duration >= 125ms', 'duration <= 500ms', 'kind = server']);
    expect(durationConditions(hint(0.001))).toEqual(['duration >= 500us', 'duration <= 2000us', 'kind = server']);
    expect(durationConditions(hint(1e-7))).toEqual(['duration >= 50ns', 'duration <= 200ns', 'kind = server']);
  });
});

it('ranks by ratio', () => {
  expect(distance(50, 100)).toBeCloseTo(distance(200, 100));
  expect([400, 90, 0, 100, 210].toSorted((a, b) => distance(a, 100) - distance(b, 100))).toEqual([
    100, 90, 210, 400, 0,
  ]);
});
