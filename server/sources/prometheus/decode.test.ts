import { describe, expect, it } from 'vitest';
import { fromWireNumber, type Labels } from '../../contract/answer.ts';
import type { MetricAnswer } from '../../contract/metrics.ts';
import { bodyAt, capture, captures } from '../../testing/captures.ts';
import { Mismatch } from '../json.ts';
import { decodeExemplars, decodeLabelSets, decodeMetadata, decodeMetricAnswer, decodeStrings } from './decode.ts';

type WireSeries = { metric: Labels; values?: [number, string][]; value?: [number, string] };

/** An answer back in the source's own form, its numbers as numbers. */
const encode = ({ times, series }: MetricAnswer) =>
  series.map(({ labels, values }) => ({
    metric: labels,
    points: values.flatMap((value, index) => (value === null ? [] : [[times[index]! / 1000, fromWireNumber(value)]])),
  }));
const wire = (result: WireSeries[]) =>
  result.map(({ metric, values, value }) => ({
    metric,
    points: (values ?? [value!]).map(([time, text]) => [time, Number(text.replace('Inf', 'Infinity'))]),
  }));

describe('recorded answers decode without loss', () => {
  it.each(captures('prometheus', 'range-', 'service-graph', 'error-duplicate').map((one) => [one.name, one] as const))(
    '%s',
    (_name, recorded) => {
      const answer = decodeMetricAnswer(recorded.response.body);
      expect(answer.resultType).toBe('matrix');
      expect(encode(answer)).toEqual(wire(bodyAt(recorded, 'data', 'result')));
      expect(answer.times).toEqual([...new Set(answer.times)].sort((a, b) => a - b));
    },
  );

  it('instant-07', () => {
    const recorded = capture('prometheus', 'instant-07');
    const answer = decodeMetricAnswer(recorded.response.body);
    expect(answer.resultType).toBe('vector');
    expect(encode(answer)).toEqual(wire(bodyAt(recorded, 'data', 'result')));
  });

  it('instant-05, a string', () => {
    const answer = decodeMetricAnswer(capture('prometheus', 'instant-05').response.body);
    expect(answer).toMatchObject({ resultType: 'string', text: 'a string', times: [1795368540000], series: [] });
  });

  it('exemplars', () => {
    for (const recorded of captures('prometheus', 'exemplars')) {
      const all = decodeExemplars(recorded.response.body);
      const data = bodyAt<
        { seriesLabels: Labels; exemplars: { labels: Labels; value: string; timestamp: number }[] }[]
      >(recorded, 'data');
      const expected = data.flatMap(({ seriesLabels, exemplars }) =>
        exemplars.map((one) => ({ ...one, seriesLabels })),
      );
      expect(
        all.map(({ time, value, ...rest }) => ({ ...rest, timestamp: time / 1000, value: String(value) })),
      ).toEqual(expected);
    }
  });

  it('labels, values and series', () => {
    expect(decodeStrings(capture('prometheus', 'labels').response.body)).toContain('http_route');
    const values = capture('prometheus', 'label-values');
    expect(decodeStrings(values.response.body)).toEqual(bodyAt(values, 'data'));
    const series = capture('prometheus', 'series');
    expect(decodeLabelSets(series.response.body)).toEqual(bodyAt(series, 'data'));
    expect(decodeMetadata(capture('prometheus', 'metadata').response.body)).toEqual([]);
  });
});

const answer = (data: unknown, more = {}) => decodeMetricAnswer({ status: 'success', data, ...more });

describe('what recordings do not show', () => {
  it('NaN, infinities and holes on one time axis', () => {
    const { times, series } = answer({
      resultType: 'matrix',
      result: [
        {
          metric: { a: '1' },
          values: [
            [1, 'NaN'],
            [3, '+Inf'],
          ],
        },
        {
          metric: { a: '2' },
          values: [
            [2.5, '-Inf'],
            [3, '-0.5e-7'],
          ],
        },
      ],
    });
    expect(times).toEqual([1000, 2500, 3000]);
    expect(series.map((one) => one.values)).toEqual([
      ['NaN', null, '+Inf'],
      [null, '-Inf', -5e-8],
    ]);
  });

  it('native histograms, beside floats', () => {
    const histogram = {
      count: '3',
      sum: 'NaN',
      buckets: [
        [3, '-0.001', '0.001', '1'],
        [0, '1', '+Inf', '2'],
      ],
    };
    const { series } = answer({
      resultType: 'matrix',
      result: [{ metric: {}, values: [[1, '5']], histograms: [[2, histogram]] }],
    });
    expect(series[0]).toEqual({
      labels: {},
      values: [5, null],
      histograms: [
        null,
        {
          count: 3,
          sum: 'NaN',
          buckets: [
            [3, -0.001, 0.001, 1],
            [0, 1, '+Inf', 2],
          ],
        },
      ],
    });
    const instant = answer({ resultType: 'vector', result: [{ metric: {}, histogram: [2, histogram] }] });
    expect(instant.series[0]?.histograms?.[0]?.count).toBe(3);
  });

  it('scalars, warnings and infos', () => {
    expect(answer({ resultType: 'scalar', result: [1.5, '2'] }, { warnings: ['w'], infos: ['i'] })).toEqual({
      resultType: 'scalar',
      times: [1500],
      series: [{ labels: {}, values: [2] }],
      meta: { warnings: ['w', 'i'] },
    });
  });

  it('metadata of several targets', () => {
    const entry = { type: 'counter', help: 'h', unit: '' };
    expect(decodeMetadata({ status: 'success', data: { up: [entry, { ...entry, help: 'other' }] } })).toEqual([
      { name: 'up', ...entry },
      { name: 'up', ...entry, help: 'other' },
    ]);
  });

  it.each([
    [{ resultType: 'matrix', result: {} }],
    [{ resultType: 'matrix', result: [{ metric: [], values: [] }] }],
    [{ resultType: 'matrix', result: [{ metric: {}, values: [[1, 'x']] }] }],
    [{ resultType: 'matrix', result: [{ metric: {}, values: [[1, '']] }] }],
    [{ resultType: 'matrix', result: [{ metric: { a: 1 }, values: [] }] }],
    [{ resultType: 'streams', result: [] }],
    [null],
  ])('refuses %j', (data) => expect(() => answer(data)).toThrow(Mismatch));
});

it('says what a query cost, where the source does', () => {
  const answer = (stats: unknown) =>
    decodeMetricAnswer({ status: 'success', data: { resultType: 'vector', result: [], stats } }).meta;
  expect(
    answer({ timings: { evalTotalTime: 0.25 }, samples: { totalQueryableSamples: 1200, peakSamples: 40 } }),
  ).toEqual({ stats: { samplesScanned: 1200, elapsedMs: 250 } });
  expect([undefined, null, {}, 'odd', { samples: { totalQueryableSamples: 'x' } }].map(answer)).toEqual(
    Array.from({ length: 5 }, () => ({})),
  );
});
