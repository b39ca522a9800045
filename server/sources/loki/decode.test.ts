import { describe, expect, it } from 'vitest';
import { fromWireNumber, type Labels } from '../../contract/answer.ts';
import type { LogAnswer } from '../../contract/logs.ts';
import { logRow } from '../../contract/logs.ts';
import { epochMs } from '../../contract/units.ts';
import { bodyAt, capture, captures } from '../../testing/captures.ts';
import { decodeLabelSets, decodeMetricAnswer, decodeStrings } from '../prometheus/decode.ts';
import {
  decodeDetectedFields,
  decodeIndexStats,
  decodePatterns,
  decodeRange,
  toVolume,
  type Direction,
} from './decode.ts';

type Categories = { structuredMetadata?: Labels; parsed?: Labels };
type WireStream = { stream: Labels; values: [string, string, Categories?][] };

const logs = (body: unknown, direction: Direction = 'backward'): LogAnswer => {
  const answer = decodeRange(body, direction);
  if (answer.kind !== 'logs') throw new Error('expected lines');
  return answer.logs;
};
const key = (value: unknown) => JSON.stringify(value);

describe('recorded answers decode without loss', () => {
  it.each(captures('loki', 'logs-').map((one) => [one.name, one] as const))('%s', (_name, recorded) => {
    const direction = recorded.name === 'logs-forward' ? 'forward' : 'backward';
    const answer = logs(recorded.response.body, direction);
    const rows = answer.lines.map((line, index) => {
      const [structuredMetadata, parsed] = [answer.structuredMetadata[index], answer.parsed[index]];
      const categories = { ...(structuredMetadata && { structuredMetadata }), ...(parsed && { parsed }) };
      return key([answer.streams[answer.streamIndex[index]!], answer.timestamps[index], line, categories]);
    });
    const wire = bodyAt<WireStream[]>(recorded, 'data', 'result').flatMap(({ stream, values }) =>
      values.map(([time, line, categories]) => key([stream, time, line, categories ?? {}])),
    );
    expect(rows.toSorted()).toEqual(wire.toSorted());
    const times = answer.timestamps.map(BigInt);
    const sorted = times.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    expect(times).toEqual(direction === 'forward' ? sorted : sorted.reverse());
    expect(new Set(answer.streams.map(key)).size).toBe(answer.streams.length);
  });

  it.each(captures('loki', 'metric-').map((one) => [one.name, one] as const))('%s', (_name, recorded) => {
    const answer = decodeRange(recorded.response.body, 'backward');
    if (answer.kind !== 'metrics') throw new Error('expected series');
    const { times, series } = answer.metrics;
    const points = series.map(({ labels, values }) => ({
      metric: labels,
      values: values.flatMap((value, index) => (value === null ? [] : [[times[index]! / 1000, fromWireNumber(value)]])),
    }));
    const wire = bodyAt<{ metric: Labels; values: [number, string][] }[]>(recorded, 'data', 'result');
    expect(points).toEqual(
      wire.map(({ metric, values }) => ({ metric, values: values.map(([time, text]) => [time, Number(text)]) })),
    );
  });

  it('labels, values, series, statistics and detected fields', () => {
    for (const name of ['labels', 'label-values']) {
      const recorded = capture('loki', name);
      expect(decodeStrings(recorded.response.body)).toEqual(bodyAt(recorded, 'data'));
    }
    const series = capture('loki', 'series');
    expect(decodeLabelSets(series.response.body)).toEqual(bodyAt(series, 'data'));
    const stats = capture('loki', 'index-stats');
    expect(decodeIndexStats(stats.response.body)).toEqual(stats.response.body);
    const fields = decodeDetectedFields(capture('loki', 'detected-fields').response.body);
    expect(fields.slice(0, 2)).toEqual([
      { label: 'detected_level', type: 'string', cardinality: 1, parsers: [], jsonPath: [] },
      { label: 'time', type: 'int', cardinality: 100, parsers: ['json'], jsonPath: ['time'] },
    ]);
    expect(decodeMetricAnswer(capture('loki', 'instant-01').response.body)).toMatchObject({
      resultType: 'vector',
      times: [1795368540000],
    });
  });

  it('keeps index labels, structured metadata and parsed labels apart', () => {
    const row = logRow(logs(capture('loki', 'logs-categorized').response.body), 0);
    expect(row.labels).toMatchObject({ service_name: 'catalog' });
    expect(row.labels).not.toHaveProperty('trace_id');
    expect(row.structuredMetadata['trace_id']).toBe('ac14288b5e2fffda5a0342085aa48c21');
    expect(row.parsed).toMatchObject({ traceID: 'ac14288b5e2fffda5a0342085aa48c21', count: '8' });
  });
});

const streams = (...result: WireStream[]) => ({ status: 'success', data: { resultType: 'streams', result } });

describe('lines of several streams', () => {
  it('come in one order, equal times as they came, to the nanosecond', () => {
    const answer = logs(
      streams(
        {
          stream: { a: '1' },
          values: [
            ['1795367640000000002', 'x'],
            ['1795367640000000001', 'first'],
          ],
        },
        {
          stream: { a: '2' },
          values: [
            ['1795367640000000003', 'y'],
            ['1795367640000000001', 'second'],
          ],
        },
        { stream: { a: '1' }, values: [['1795367640000000001', 'third']] },
      ),
    );
    expect(answer.lines).toEqual(['y', 'x', 'first', 'second', 'third']);
    expect(answer.streams).toEqual([{ a: '1' }, { a: '2' }]);
    expect(answer.streamIndex).toEqual([1, 0, 0, 1, 0]);
    expect(answer.timestamps[0]).toBe('1795367640000000003');
  });

  it('carry what the source says of its work', () => {
    const body = { ...streams(), warnings: ['slow'] };
    const data = {
      ...body.data,
      stats: { summary: { totalBytesProcessed: 5, totalLinesProcessed: 2, execTime: 0.25 } },
    };
    expect(logs({ ...body, data }).meta).toEqual({
      warnings: ['slow'],
      stats: { bytesScanned: 5, linesScanned: 2, elapsedMs: 250 },
    });
  });

  it.each([
    [[1795367640, 'line']],
    [['yesterday', 'line']],
    [['1795367640000000001']],
    [['1795367640000000001', 'line', { parsed: { a: 1 } }]],
  ])('of an odd form are refused: %j', (value) => {
    expect(() => logs(streams({ stream: {}, values: [value as never] }))).toThrow(/expected|nanosecond/);
  });
});

it('adds up the volume by level, at the starts of its buckets', () => {
  const volume = toVolume(
    {
      resultType: 'matrix',
      times: [epochMs(60_000), epochMs(120_000)],
      series: [
        { labels: { detected_level: 'info' }, values: [1, null] },
        { labels: { level: 'info' }, values: [2, 3] },
        { labels: {}, values: [null, 4] },
      ],
      meta: {},
    },
    60_000,
  );
  expect(volume.times).toEqual([0, 60_000]);
  expect(volume.series).toEqual([
    { labels: { detected_level: 'info' }, values: [3, 3] },
    { labels: { detected_level: 'unknown' }, values: [null, 4] },
  ]);
});

describe('patterns', () => {
  it('come the most frequent first, times in ms', () => {
    const body = {
      status: 'success',
      data: [
        { pattern: 'a <_>', samples: [[1, 2]] },
        {
          pattern: 'b',
          level: 'error',
          samples: [
            [1, 2],
            [11, 3],
          ],
        },
      ],
    };
    expect(decodePatterns(body)).toEqual([
      { pattern: 'b', level: 'error', count: 5, times: [1000, 11_000], counts: [2, 3] },
      { pattern: 'a <_>', level: 'unknown', count: 2, times: [1000], counts: [2] },
    ]);
  });
  it('are refused in another form', () => {
    expect(() => decodePatterns({ data: [{ samples: [] }] })).toThrow('expected a text at data[].pattern');
  });
});
