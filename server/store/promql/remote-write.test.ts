import { PbfWriter } from 'pbf';
import { compress } from 'snappyjs';
import { describe, expect, it } from 'vitest';
import { DecodeError } from '../otlp/decode-error.ts';
import { decodeRemoteWrite } from './remote-write.ts';
import { createTestEngine } from './testing.ts';

type Fill = (out: PbfWriter) => void;
const message = (field: number, out: PbfWriter, fill: Fill) => out.writeMessage(field, (_, inner) => fill(inner), null);

function request(fill: Fill): Uint8Array {
  const writer = new PbfWriter();
  fill(writer);
  return compress(writer.finish());
}

const label =
  (name: string, value: string): Fill =>
  (out) =>
    message(1, out, (pair) => {
      pair.writeStringField(1, name);
      pair.writeStringField(2, value);
    });
const sample =
  (timeMs: number, value: number): Fill =>
  (out) =>
    message(2, out, (inner) => {
      inner.writeDoubleField(1, value);
      inner.writeVarintField(2, timeMs);
    });
const series =
  (...fills: readonly Fill[]): Fill =>
  (out) =>
    message(1, out, (inner) => fills.forEach((fill) => fill(inner)));
const histogram =
  (fill: Fill): Fill =>
  (out) =>
    message(4, out, fill);
const span = (out: PbfWriter, field: number, [offset, length]: readonly [number, number]) =>
  message(field, out, (inner) => {
    inner.writeSVarintField(1, offset);
    inner.writeVarintField(2, length);
  });

const named = label('__name__', 'x');

describe('samples', () => {
  it('belong to their series', () => {
    const body = request((out) => {
      series(named, label('job', 'ä'), sample(1000, 1.5), sample(2000, -Infinity))(out);
      series(named, sample(-5, 0))(out);
    });
    expect(decodeRemoteWrite(body)).toEqual([
      {
        labels: new Map([
          ['__name__', 'x'],
          ['job', 'ä'],
        ]),
        samples: [
          { timeMs: 1000, value: 1.5 },
          { timeMs: 2000, value: -Infinity },
        ],
      },
      { labels: new Map([['__name__', 'x']]), samples: [{ timeMs: -5, value: 0 }] },
    ]);
  });
  it('tell the stale marker from other NaNs', () => {
    const bytes =
      (low: number): Fill =>
      (out) =>
        message(2, out, (inner) => {
          inner.writeTag(1, 1);
          inner.writeSFixed64(0);
          const view = new DataView(inner.buf.buffer);
          view.setBigUint64(inner.pos - 8, 0x7ff0000000000000n + BigInt(low), true);
          inner.writeVarintField(2, 1);
        });
    const [only] = decodeRemoteWrite(request(series(named, bytes(2), bytes(1), sample(3, Number.NaN))));
    expect(only?.samples).toEqual([
      { timeMs: 1, value: Number.NaN, stale: true },
      { timeMs: 1, value: Number.NaN },
      { timeMs: 3, value: Number.NaN },
    ]);
  });
});

it('reads exemplars and metadata', () => {
  const body = request((out) => {
    series(named, (inner) =>
      message(3, inner, (exemplar) => {
        label('trace_id', 'abc')(exemplar);
        exemplar.writeDoubleField(2, 0.25);
        exemplar.writeVarintField(3, 1500);
      }),
    )(out);
    message(3, out, (metadata) => {
      metadata.writeVarintField(1, 1);
      metadata.writeStringField(2, 'x');
      metadata.writeStringField(4, 'How many.');
      metadata.writeStringField(5, 'bytes');
    });
  });
  expect(decodeRemoteWrite(body)).toEqual([
    {
      labels: new Map([['__name__', 'x']]),
      samples: [],
      exemplars: [{ labels: new Map([['trace_id', 'abc']]), value: 0.25, timeMs: 1500 }],
    },
    {
      labels: new Map([['__name__', 'x']]),
      samples: [],
      metadata: { type: 'counter', help: 'How many.', unit: 'bytes' },
    },
  ]);
});

describe('native histograms', () => {
  it('count in whole numbers, each bucket by its difference from the last', () => {
    const body = request(
      series(
        named,
        histogram((out) => {
          out.writeVarintField(1, 12);
          out.writeDoubleField(3, 18.4);
          out.writeSVarintField(4, -2);
          out.writeDoubleField(5, 0.001);
          out.writeVarintField(6, 2);
          span(out, 8, [-1, 1]);
          out.writePackedSVarint(9, [3]);
          span(out, 11, [1, 2]);
          span(out, 11, [2, 1]);
          out.writePackedSVarint(12, [4, -3, 1]);
          out.writeVarintField(14, 3);
          out.writeVarintField(15, 1000);
        }),
      ),
    );
    expect(decodeRemoteWrite(body)[0]?.histograms).toEqual([
      {
        timeMs: 1000,
        histogram: {
          counterReset: 'gauge',
          schema: -2,
          zeroThreshold: 0.001,
          zeroCount: 2,
          count: 12,
          sum: 18.4,
          negative: { indexes: [-1], counts: [3] },
          positive: { indexes: [1, 2, 5], counts: [4, 1, 2] },
          customValues: [],
        },
      },
    ]);
  });
  it('count in fractions, with bounds of their own', () => {
    const body = request(
      series(
        named,
        histogram((out) => {
          out.writeDoubleField(2, 1.5);
          out.writeDoubleField(3, 2);
          out.writeSVarintField(4, -53);
          span(out, 11, [0, 3]);
          out.writePackedDouble(13, [0.5, 0, 1]);
          out.writePackedDouble(16, [1, 5]);
          out.writeVarintField(15, 7);
        }),
      ),
    );
    expect(decodeRemoteWrite(body)[0]?.histograms).toMatchObject([
      {
        timeMs: 7,
        histogram: { count: 1.5, positive: { indexes: [0, 1, 2], counts: [0.5, 0, 1] }, customValues: [1, 5] },
      },
    ]);
  });
  it.each<[string, Fill]>([
    ['need more buckets', (out) => span(out, 11, [0, 4_000_000_000])],
    [
      'need fewer buckets',
      (out) => {
        span(out, 11, [0, 1]);
        out.writePackedSVarint(12, [1, 2]);
      },
    ],
    [
      'offset is negative',
      (out) => {
        span(out, 11, [0, 1]);
        span(out, 11, [-1, 1]);
        out.writePackedSVarint(12, [1, 2]);
      },
    ],
  ])('refuse what cannot be: %s', (reason, fill) => {
    const read = () => decodeRemoteWrite(request(series(named, histogram(fill))));
    expect(read).toThrow(DecodeError);
    expect(read).toThrow(reason);
  });
});

describe('what is no write request', () => {
  it.each<[string, Fill]>([
    ['series without labels', series(sample(1, 1))],
    ['label without a name', series(label('', 'x'))],
    ['label "a" is given twice', series(label('a', '1'), label('a', '2'))],
  ])('%s', (reason, fill) => {
    expect(() => decodeRemoteWrite(request(fill))).toThrow(new DecodeError(reason));
  });
  it('is refused wherever it is cut off', () => {
    const writer = new PbfWriter();
    series(
      named,
      sample(1000, 1.5),
      histogram((out) => span(out, 11, [0, 3])),
    )(writer);
    const whole = writer.finish();
    for (let length = 1; length < whole.length; length++)
      expect(() => decodeRemoteWrite(compress(whole.slice(0, length)))).toThrow(DecodeError);
    expect(() => decodeRemoteWrite(whole)).toThrow(DecodeError);
  });
});

it('is found again in the store', async () => {
  const engine = createTestEngine();
  const half: Fill = (out) => {
    out.writeVarintField(1, 4);
    out.writeDoubleField(3, 6);
    span(out, 11, [1, 1]);
    out.writePackedSVarint(12, [4]);
    out.writeVarintField(15, 1000);
  };
  engine.writeSeries(
    decodeRemoteWrite(
      request((out) => {
        series(named, sample(1000, 42))(out);
        series(label('__name__', 'h'), histogram(half))(out);
      }),
    ),
  );
  expect(await engine.values('x', 1)).toEqual({ 'x{}': '42' });
  expect(await engine.values('histogram_avg(h)', 1)).toEqual({ '{}': '1.5' });
});
