import { describe, expect, it } from 'vitest';
import type { AnyValue, LogRecord } from '../../telemetry.ts';
import { logsFromText } from '../testing.ts';
import { anyValueText } from './any-value-text.ts';
import { detectLevel } from './detected-level.ts';
import { toLabelName } from './label-name.ts';

const attributes = (object: Record<string, AnyValue>) => Object.entries(object).map(([key, value]) => ({ key, value }));

const RECORD: LogRecord = {
  timeUnixNano: 1_700_000_001_000_000_000n,
  observedTimeUnixNano: 1_700_000_002_000_000_000n,
  severityNumber: 17,
  severityText: 'ERROR',
  body: 'failed',
  attributes: attributes({
    'order.id': 42n,
    nested: { entries: attributes({ 'a.b': true, c: { entries: attributes({ d: 1.5 }) } }) },
  }),
  traceId: 'ab'.repeat(16),
  spanId: 'cd'.repeat(8),
  flags: 1,
};

describe('OTLP', () => {
  const write = (resource: Record<string, AnyValue>, record: Partial<LogRecord> = {}) => {
    const logs = logsFromText('');
    const result = logs.engine.writeOtlp([
      {
        resource: { attributes: attributes(resource) },
        scopeLogs: [
          {
            scope: { name: 'shop', version: '1', attributes: attributes({ k: 'v' }) },
            records: [{ ...RECORD, ...record }],
          },
        ],
      },
    ]);
    return { logs, result };
  };
  const answer = async (logs: ReturnType<typeof logsFromText>) => {
    const { text } = await logs.get(
      'query_range',
      { query: '{service_name=~".+"}', start: '@0s', end: '@1h' },
      { 'x-loki-response-encoding-flags': 'categorize-labels' },
    );
    return (JSON.parse(text) as { data: { result: unknown[] } }).data.result;
  };

  it('makes labels of known resource attributes and structured metadata of all else', async () => {
    const { logs } = write({
      'service.name': 'cart',
      'k8s.pod.name': 'cart-1',
      'service.version': '1.2',
      'host.name': 'h',
    });
    expect(await answer(logs)).toEqual([
      {
        stream: { service_name: 'cart', k8s_pod_name: 'cart-1' },
        values: [
          [
            '1700000001000000000',
            'failed',
            {
              structuredMetadata: {
                detected_level: 'error',
                flags: '1',
                host_name: 'h',
                k: 'v',
                nested_a_b: 'true',
                nested_c_d: '1.5',
                observed_timestamp: '1700000002000000000',
                order_id: '42',
                scope_name: 'shop',
                scope_version: '1',
                service_version: '1.2',
                severity_number: '17',
                severity_text: 'ERROR',
                span_id: 'cd'.repeat(8),
                trace_id: 'ab'.repeat(16),
              },
            },
          ],
        ],
      },
    ]);
  });

  it('finds a service name, and a time for records without', async () => {
    const { logs } = write({ 'k8s.job.name': 'nightly' }, { timeUnixNano: 0n });
    expect(await answer(logs)).toMatchObject([
      { stream: { service_name: 'nightly', k8s_job_name: 'nightly' }, values: [['1700000002000000000', 'failed', {}]] },
    ]);
    expect(await answer(write({}).logs)).toMatchObject([{ stream: { service_name: 'unknown_service' } }]);
  });

  it('refuses lines that are too long and takes the rest', () => {
    const { result } = write({ 'service.name': 'cart' }, { body: 'x'.repeat(300_000) });
    expect(result.rejected).toBe(1);
    expect(result.message).toContain("max entry size '262144' bytes exceeded");
  });
});

it('refuses streams with too many labels', () => {
  const logs = logsFromText('');
  const labels = new Map(Array.from({ length: 16 }, (_, index) => [`l${index}`, 'x']));
  const entry = { timeUnixNano: 1n, line: 'x', structuredMetadata: [] };
  const result = logs.engine.writeStreams([
    { labels, entries: [entry, entry] },
    { labels: new Map([['app', 'a']]), entries: [entry] },
  ]);
  expect(result.rejected).toBe(2);
  expect(result.message).toContain('has 16 label names; limit 15');
  expect(logs.engine.usage().items).toBe(1);
});

describe('detectLevel', () => {
  const level = (line: string, labels: Record<string, string> = {}, metadata: Record<string, string> = {}) =>
    detectLevel({ label: (name) => labels[name], metadata: (name) => metadata[name], line });

  it.each([
    ['{"level":"ERROR","msg":"info"}', 'error'],
    ['{"log":{"severity":"Warning"}}', 'warn'],
    ['{"a":{"b":{"level":"debug"}},"msg":"x"}', 'debug'],
    ['{"level":30,"msg":"request"}', 'unknown'],
    ['level=dbg msg="error"', 'debug'],
    ['msg=x LVL=wrn', 'warn'],
    ['ts=1 msg="an error: boom"', 'error'],
    ['2026-01-01 INFO [main] started', 'info'],
    ['[ERROR] it failed', 'error'],
    ['misc:error x', 'unknown'],
    ['errors are counted', 'unknown'],
    ['CRITICAL: disk', 'critical'],
    ['warning: error', 'warn'],
    ['plain', 'unknown'],
  ])('of the line %s is %s', (line, expected) => {
    expect(level(line)).toBe(expected);
  });

  it('prefers labels, then metadata, then the severity number', () => {
    expect(level('level=error', { level: 'Information' })).toBe('info');
    expect(level('level=error', {}, { severity_text: 'custom' })).toBe('custom');
    expect(
      ['0', '4', '8', '12', '16', '20', '24', '99', 'x'].map((number) =>
        level('fatal', {}, { severity_number: number }),
      ),
    ).toEqual(['unknown', 'trace', 'debug', 'info', 'warn', 'error', 'fatal', 'unknown', 'info']);
  });

  it('keeps and normalises a level that was sent', async () => {
    const logs = logsFromText('{app="a"} <detected_level="WARNING"> @1s error');
    expect(await logs.lines('{app="a"}')).toEqual(['{app="a",detected_level="warn"} error']);
  });
});

it('makes label names of attribute names', () => {
  expect(['k8s.pod.name', 'a..b', '9lives', '__meta__', 'ümlaut', '_x'].map(toLabelName)).toEqual([
    'k8s_pod_name',
    'a_b',
    'key_9lives',
    '__meta__',
    '_mlaut',
    '_x',
  ]);
});

it('writes values as text', () => {
  const map: AnyValue = { entries: attributes({ b: [1n, 'x<y', null], a: new Uint8Array([1, 2]) }) };
  expect([map, 5n, 1.5, true, new Uint8Array([1, 2]), null, 'x'].map(anyValueText)).toEqual([
    '{"a":"AQI=","b":[1,"x\\u003cy",null]}',
    '5',
    '1.5',
    'true',
    'AQI=',
    '',
    'x',
  ]);
});
