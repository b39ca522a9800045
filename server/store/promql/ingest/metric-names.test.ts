import { describe, expect, it } from 'vitest';
import { prometheusLabel, prometheusName, unitName, type NamedKind } from './metric-names.ts';

describe('names of metrics', () => {
  it.each<[name: string, unit: string, named: { kind: NamedKind; expected: string }]>([
    ['http.server.request.duration', 's', { kind: 'other', expected: 'http_server_request_duration_seconds' }],
    ['http.server.requests', '{request}', { kind: 'counter', expected: 'http_server_requests_total' }],
    ['system.io', 'By', { kind: 'counter', expected: 'system_io_bytes_total' }],
    ['system.io.total', 'By', { kind: 'counter', expected: 'system_io_bytes_total' }],
    ['process.cpu.utilization', '1', { kind: 'gauge', expected: 'process_cpu_utilization_ratio' }],
    ['jobs', '1', { kind: 'counter', expected: 'jobs_total' }],
    ['network.throughput', 'By/s', { kind: 'gauge', expected: 'network_throughput_bytes_per_second' }],
    ['queue.rate', '{message}/min', { kind: 'gauge', expected: 'queue_rate_per_min' }],
    ['requests.per.second', '1/s', { kind: 'gauge', expected: 'requests_per_second_per_second' }],
    ['disk.bytes', 'By/s', { kind: 'counter', expected: 'disk_bytes_per_second_total' }],
    ['cpu.seconds', 's', { kind: 'gauge', expected: 'cpu_seconds' }],
    ['disk', '%', { kind: 'gauge', expected: 'disk_percent' }],
    ['temperature', 'Cel', { kind: 'gauge', expected: 'temperature_celsius' }],
    ['odd', 'My Unit', { kind: 'gauge', expected: 'odd_My_Unit' }],
    ['2xx.responses', '', { kind: 'counter', expected: '_2xx_responses_total' }],
    ['__a--b..c', '', { kind: 'gauge', expected: 'a_b_c' }],
    ['a:b', '', { kind: 'gauge', expected: 'a:b' }],
    ['größe', '', { kind: 'gauge', expected: 'gr_e' }],
    ['...', '', { kind: 'gauge', expected: '' }],
  ])('%s in %j is %j', (name, unit, { kind, expected }) => {
    expect(prometheusName(name, unit, kind)).toBe(expected);
  });
});

it('names units in words', () => {
  expect(['s', 'By/s', '1', '', '{request}', '{request}/s', 'furlongs'].map(unitName)).toEqual([
    'seconds',
    'bytes_per_second',
    '',
    '',
    '',
    'per_second',
    'furlongs',
  ]);
});

it('gives labels names of the old alphabet', () => {
  expect(['http.route', '5xx', '_private', '__name', 'a-b c', 'ok'].map(prometheusLabel)).toEqual([
    'http_route',
    'key_5xx',
    'key_private',
    '__name',
    'a_b_c',
    'ok',
  ]);
});
