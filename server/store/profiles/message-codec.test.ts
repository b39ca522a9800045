import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJson, decodeProtobuf, encodeJson, encodeProtobuf, MalformedMessage } from './message-codec.ts';
import { DiffRequest, PushRequest, SelectMergeStacktracesRequest, SelectSeriesResponse } from './messages.ts';

const request = {
  profileTypeID: 'a:b:c:d:e',
  labelSelector: '{x="é"}',
  start: 1_700_000_000_000,
  end: 1_700_000_060_000,
  maxNodes: -1,
  format: 'PROFILE_FORMAT_PPROF',
  stackTraceSelector: { callSite: [{ name: 'main' }] },
  spanSelector: ['00000000000000a1', '00000000000000b2'],
};

describe('message codec', () => {
  it('carries a message through both encodings alike', () => {
    const json = encodeJson(SelectMergeStacktracesRequest, request);
    expect(json).toMatchObject({ start: '1700000000000', maxNodes: '-1', format: 'PROFILE_FORMAT_PPROF' });
    const fromJson = decodeJson(SelectMergeStacktracesRequest, JSON.stringify(json));
    const fromBinary = decodeProtobuf(
      SelectMergeStacktracesRequest,
      encodeProtobuf(SelectMergeStacktracesRequest, request),
    );
    expect(fromBinary).toEqual(fromJson);
    expect(fromJson).toMatchObject({
      ...request,
      stackTraceSelector: { callSite: [{ name: 'main' }], goPgo: undefined },
    });
  });

  it('leaves defaults out, and reads them back', () => {
    const series = { series: [{ labels: [], points: [{ value: 0, timestamp: 0 }] }] };
    expect(encodeJson(SelectSeriesResponse, series)).toEqual({ series: [{ points: [{}] }] });
    expect(decodeJson(SelectSeriesResponse, '{"series":[{"points":[{}]}]}')).toEqual(series);
  });

  it('writes the nearest number where 64 bits do not hold one', () => {
    const points = [
      { value: 1, timestamp: 1e30 },
      { value: 1, timestamp: -1e30 },
    ];
    const bytes = encodeProtobuf(SelectSeriesResponse, { series: [{ labels: [], points }] });
    const [series] = decodeProtobuf(SelectSeriesResponse, bytes).series;
    expect(series?.points.map(({ timestamp }) => Math.sign(timestamp))).toEqual([1, -1]);
  });

  it('takes names as the .proto file spells them, unknown fields and numbers for enums', () => {
    const text = '{"profile_typeID":"a","label_selector":"{}","start":5,"future":1,"format":4,"span_selector":["x"]}';
    const decoded = decodeJson(SelectMergeStacktracesRequest, text);
    expect(decoded).toMatchObject({ profileTypeID: 'a', labelSelector: '{}', start: 5, spanSelector: ['x'] });
    expect(decoded.format).toBe('PROFILE_FORMAT_PPROF');
  });

  it('takes what another version names as nothing said', () => {
    const decoded = decodeJson(SelectMergeStacktracesRequest, '{"format":"PNG","other":{"deep":1}}');
    expect(decoded.format).toBe('PROFILE_FORMAT_UNSPECIFIED');
  });

  it.each([
    ['[]', 'message: expected an object'],
    ['{"left":{"start":"x"}}', 'left.start: expected a number'],
    ['{"left":{"start":1.5}}', 'left.start: expected an integer'],
    ['{"left":{"spanSelector":["a",1]}}', 'left.spanSelector[1]: expected a string'],
    ['{"left":{"format":true}}', 'left.format: expected one of'],
    ['{"left":{"start":9223372036854775808}}', 'left.start: expected an integer of 64 bits'],
    ['', 'zero-length payload is not a valid JSON object'],
    ['{"left":1}', 'left: expected an object'],
    ['{', 'invalid JSON'],
  ])('refuses %s', (text, message) => {
    expect(() => decodeJson(DiffRequest, text)).toThrow(MalformedMessage);
    expect(() => decodeJson(DiffRequest, text)).toThrow(message);
  });

  it('refuses a message that is longer than what holds it', () => {
    expect(() => decodeProtobuf(PushRequest, Uint8Array.of(0x0a, 0x7f, 0x0a, 0x01))).toThrow(MalformedMessage);
  });

  it('throws nothing but MalformedMessage on arbitrary bytes', () => {
    const decode = (bytes: Uint8Array) => {
      try {
        decodeProtobuf(PushRequest, bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedMessage);
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), decode), { numRuns: 2000 });
    expect(decodeProtobuf(PushRequest, new Uint8Array())).toEqual({ series: [] });
  });
});
