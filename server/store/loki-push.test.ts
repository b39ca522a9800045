import { readFileSync } from 'node:fs';
import { PbfWriter } from 'pbf';
import { compress } from 'snappyjs';
import { describe, expect, it } from 'vitest';
import { decodePushJson, decodePushProto, parseStreamLabels } from './loki-push.ts';
import { DecodeError } from './otlp/decode-error.ts';

const MAX = 1 << 20;

describe('push in JSON', () => {
  it('reads the recorded push', () => {
    const text = readFileSync(new URL('../../../shared/wire/data/logs.push.json', import.meta.url), 'utf8');
    const streams = decodePushJson(text);
    expect(streams.flatMap(({ entries }) => entries)).toHaveLength(728);
    expect(streams[0]!.labels.get('service_name')).toBe('frontend');
    expect(streams[0]!.entries[0]!.timeUnixNano).toBe(1795367640000500000n);
  });

  it('reads structured metadata', () => {
    const text = '{"streams":[{"stream":{"a":"b"},"values":[["1","x",{"trace_id":"7"}],["2","y"]]}]}';
    expect(decodePushJson(text)).toEqual([
      {
        labels: new Map([['a', 'b']]),
        entries: [
          { timeUnixNano: 1n, line: 'x', structuredMetadata: [['trace_id', '7']] },
          { timeUnixNano: 2n, line: 'y', structuredMetadata: [] },
        ],
      },
    ]);
  });

  it.each([
    ['{"streams":[{"stream":{},"values":[]}]}', /at least one label pair/],
    ['{"streams":[{"stream":{"a":1},"values":[]}]}', /the value of a to be a string/],
    ['{"streams":[{"stream":{"a":"b"},"values":[["now","x"]]}]}', /timestamp: expected a 64-bit integer/],
    ['{"streams":[{"stream":{"a":"b"},"values":[["1",5]]}]}', /line to be a string/],
    ['{"streams":[{"stream":{"a":"b"},"values":[["1"]]}]}', /expected \[timestamp, line\]/],
    ['{"streams":[{"stream":{"a":"b"},"values":[["1","x",{"k":{}}]]}]}', /the value of k to be a string/],
    ['not JSON', /invalid JSON/],
  ])('refuses %s', (text, reason) => {
    expect(() => decodePushJson(text)).toThrow(reason);
    expect(() => decodePushJson(text)).toThrow(DecodeError);
  });
});

/** A PushRequest of one stream. */
function encodePush(labels: string, lines: readonly { seconds: number; nanos: number; line: string }[]): Uint8Array {
  const writer = new PbfWriter();
  writer.writeMessage(
    1,
    (_, stream) => {
      stream.writeStringField(1, labels);
      for (const { seconds, nanos, line } of lines) {
        const writeTime = (__: null, time: PbfWriter) => {
          time.writeVarintField(1, seconds);
          time.writeVarintField(2, nanos);
        };
        const writeEntry = (__: null, entry: PbfWriter) => {
          entry.writeMessage(1, writeTime, null);
          entry.writeStringField(2, line);
          const writePair = (___: null, pair: PbfWriter) => {
            pair.writeStringField(1, 'span_id');
            pair.writeStringField(2, '77');
          };
          entry.writeMessage(3, writePair, null);
        };
        stream.writeMessage(2, writeEntry, null);
      }
      stream.writeVarintField(3, 12345);
    },
    null,
  );
  return writer.finish();
}

describe('push in protobuf', () => {
  it('reads streams, times to the nanosecond and structured metadata', () => {
    const body = encodePush('{app="shop", env="prod"}', [{ seconds: 1795367640, nanos: 500001, line: 'hellö' }]);
    expect(decodePushProto(compress(body), MAX)).toEqual([
      {
        labels: new Map([
          ['app', 'shop'],
          ['env', 'prod'],
        ]),
        entries: [{ timeUnixNano: 1795367640000500001n, line: 'hellö', structuredMetadata: [['span_id', '77']] }],
      },
    ]);
  });

  it('refuses what is not snappy, too long, or not protobuf', () => {
    const body = encodePush('{a="b"}', [{ seconds: 1, nanos: 0, line: 'x'.repeat(5000) }]);
    expect(() => decodePushProto(body, MAX)).toThrow(DecodeError);
    expect(() => decodePushProto(compress(body), 4000)).toThrow(/at most 4000/);
    expect(() => decodePushProto(compress(body.subarray(0, 4000)), MAX)).toThrow(/truncated/);
    expect(() => decodePushProto(compress(encodePush('{a=~"b"}', [])), MAX)).toThrow(/error parsing labels/);
  });
});

describe('stream labels', () => {
  it.each([
    ['{a="b"}', { a: 'b' }],
    [' { a = "b" , c="d", } ', { a: 'b', c: 'd' }],
    ['{a="x, y=\\"z\\"}"}', { a: 'x, y="z"}' }],
    ['{a=`\\d"`}', { a: '\\d"' }],
    [String.raw`{a="\t\\\x41\u00e9\U0001F642\303\251"}`, { a: '\t\\Aé🙂é' }],
    ['{a=""}', { a: '' }],
  ])('reads %s', (text, labels) => {
    expect(Object.fromEntries(parseStreamLabels(text))).toEqual(labels);
  });

  it.each(['', 'a="b"', '{a="b"', '{a=b}', '{a="b" c="d"}', '{1a="b"}', '{a!="b"}', String.raw`{a="\q"}`, '{a="b"}x'])(
    'refuses %s',
    (text) => {
      expect(() => parseStreamLabels(text)).toThrow(/error parsing labels/);
    },
  );

  it('refuses a stream without labels', () => {
    expect(() => parseStreamLabels('{ }')).toThrow(/at least one label pair/);
  });
});
