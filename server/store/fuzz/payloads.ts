import { crc32 } from 'node:zlib';
import { PbfWriter } from 'pbf';
import { compress } from 'snappyjs';
import { Shop } from '../../demo/shop.ts';
import { encodeLogs, encodeMetrics, encodeTraces } from '../otlp/encode-proto.ts';
import { decodeLogsJson } from '../otlp/logs-json.ts';
import { decodeMetricsJson } from '../otlp/metrics-json.ts';
import { decodeTracesJson } from '../otlp/traces-json.ts';
import { encodeProfiles } from '../profile-record.ts';
import { encodeProtobuf } from '../profiles/message-codec.ts';
import * as messages from '../profiles/messages.ts';
import { pprofFromText } from '../profiles/pprof-fixture.ts';
import type { StoreRecord } from '../record.ts';
import { encodeHeader } from '../segments/frame.ts';
import { LOGS_JSON, METRICS_JSON, TIME, TRACE_ID, TRACES_JSON } from './otlp-samples.ts';

const START = Date.UTC(2026, 0, 1);
const telemetry = new Shop(1, START).advance(START + 20_000);

export const TRACES_PROTOBUF: readonly Uint8Array[] = [
  encodeTraces(telemetry.traces.slice(0, 1)),
  encodeTraces(decodeTracesJson(TRACES_JSON)),
];
export const LOGS_PROTOBUF: readonly Uint8Array[] = [encodeLogs(telemetry.logs), encodeLogs(decodeLogsJson(LOGS_JSON))];
export const METRICS_PROTOBUF: readonly Uint8Array[] = [
  encodeMetrics(telemetry.metrics.slice(0, 3)),
  encodeMetrics(decodeMetricsJson(METRICS_JSON)),
];

/** `{ labels: entries }` as Loki's push protocol has it, without snappy. */
export function encodePush(streams: readonly (readonly [labels: string, lines: readonly string[]])[]): Uint8Array {
  const writer = new PbfWriter();
  for (const [labels, lines] of streams)
    writer.writeMessage(
      1,
      (_, stream) => {
        stream.writeStringField(1, labels);
        for (const line of lines) stream.writeMessage(2, writeEntry, line);
      },
      null,
    );
  return writer.finish();
}

function writeEntry(line: string, entry: PbfWriter): void {
  entry.writeMessage(
    1,
    (_, time) => {
      time.writeVarintField(1, START / 1000 + 5);
      time.writeVarintField(2, 999_999_999);
    },
    null,
  );
  entry.writeStringField(2, line);
  entry.writeMessage(3, writePair, ['trace_id', TRACE_ID] as const);
}

function writePair([name, value]: readonly [string, string], pair: PbfWriter): void {
  pair.writeStringField(1, name);
  pair.writeStringField(2, value);
}

/** Prometheus' WriteRequest with every kind of thing in it, without snappy. */
function encodeWriteRequest(): Uint8Array {
  const writer = new PbfWriter();
  const labels = [
    ['__name__', 'x_total'],
    ['job', 'a'],
  ] as const;
  writer.writeMessage(
    1,
    (_, series) => {
      for (const pair of labels) series.writeMessage(1, writePair, pair);
      for (const step of [0, 1, 2])
        series.writeMessage(
          2,
          (value, sample) => {
            sample.writeDoubleField(1, value);
            sample.writeVarintField(2, START + value * 1000);
          },
          step,
        );
      series.writeMessage(
        3,
        (__, exemplar) => {
          exemplar.writeMessage(1, writePair, ['trace_id', TRACE_ID] as const);
          exemplar.writeDoubleField(2, 0.5);
          exemplar.writeVarintField(3, START);
        },
        null,
      );
      series.writeMessage(4, (__, histogram) => writeNativeHistogram(histogram), null);
    },
    null,
  );
  writer.writeMessage(
    3,
    (_, metadata) => {
      metadata.writeVarintField(1, 1);
      metadata.writeStringField(2, 'x_total');
      metadata.writeStringField(4, 'help');
    },
    null,
  );
  return writer.finish();
}

function writeNativeHistogram(histogram: PbfWriter): void {
  histogram.writeVarintField(1, 7);
  histogram.writeDoubleField(3, 12.5);
  histogram.writeSVarintField(4, 3);
  histogram.writeDoubleField(5, 0.001);
  histogram.writeVarintField(6, 1);
  for (const offset of [-2, 3])
    histogram.writeMessage(
      11,
      (at, span) => {
        span.writeSVarintField(1, at);
        span.writeVarintField(2, 2);
      },
      offset,
    );
  histogram.writePackedSVarint(12, [1, 1, -1, 1]);
  histogram.writeVarintField(15, START + 1000);
}

const LINES = ['level=warn msg="cache miss"', '{"a":{"b":1}}', ''];
/** Without snappy: what is inside is mutated before it is compressed. */
export const PUSH_MESSAGES: readonly Uint8Array[] = [encodePush([['{service_name="cart", a="b"}', LINES]])];
export const WRITE_MESSAGES: readonly Uint8Array[] = [encodeWriteRequest()];
export const snappy = (message: Uint8Array): Uint8Array => compress(new Uint8Array(message));
export const SNAPPY: readonly Uint8Array[] = [...PUSH_MESSAGES, ...LOGS_PROTOBUF].map(snappy);
export const PUSH_JSON = JSON.stringify({
  streams: [
    {
      stream: { service_name: 'cart', a: 'b' },
      values: [
        [TIME, 'level=warn x', { trace_id: TRACE_ID }],
        [TIME, ''],
      ],
    },
  ],
});

const PPROF_TEXT = 'main;handle@http.go:7;query 30 1 span_id=00000000000000a1\nmain;f+g 5 2\nmain 0 0';
export const PPROFS: readonly Uint8Array[] = [
  pprofFromText(PPROF_TEXT, {
    types: [
      ['cpu', 'nanoseconds'],
      ['samples', 'count'],
    ],
    timeNanos: BigInt(TIME),
  }),
  ...telemetry.profiles.slice(0, 1).map(({ pprof }) => pprof),
];
export const PROFILE_RECORDS: readonly Uint8Array[] = [encodeProfiles(telemetry.profiles.slice(0, 2))];

const CPU = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';
const RANGE = { start: START, end: START + 120_000 };
const SELECT = { profileTypeID: CPU, labelSelector: '{service_name="frontend"}', ...RANGE, maxNodes: 8 };

/** Queries of `querier.v1.QuerierService` by method, in protobuf. */
export const QUERIER_MESSAGES: Readonly<Record<string, Uint8Array>> = {
  ProfileTypes: encodeProtobuf(messages.ProfileTypesRequest, RANGE),
  LabelNames: encodeProtobuf(messages.LabelNamesRequest, { matchers: ['{pod!=""}'], ...RANGE }),
  LabelValues: encodeProtobuf(messages.LabelValuesRequest, { name: 'pod', matchers: [], ...RANGE }),
  Series: encodeProtobuf(messages.SeriesRequest, { matchers: ['{}'], labelNames: ['pod'], ...RANGE }),
  SelectMergeStacktraces: encodeProtobuf(messages.SelectMergeStacktracesRequest, {
    ...SELECT,
    spanSelector: ['00000000000000a1'],
    stackTraceSelector: { callSite: [{ name: 'main' }] },
  }),
  SelectMergeSpanProfile: encodeProtobuf(messages.SelectMergeSpanProfileRequest, {
    ...SELECT,
    spanSelector: ['00000000000000a1'],
  }),
  SelectMergeProfile: encodeProtobuf(messages.SelectMergeProfileRequest, SELECT),
  SelectSeries: encodeProtobuf(messages.SelectSeriesRequest, { ...SELECT, groupBy: ['pod'], step: 15, limit: 3 }),
  Diff: encodeProtobuf(messages.DiffRequest, { left: SELECT, right: SELECT }),
};

/** A segment file with these records. */
export function encodeSegment(records: readonly StoreRecord[]): Uint8Array {
  const range = { oldest: BigInt(TIME), newest: BigInt(TIME) };
  return Buffer.concat(
    records.flatMap(({ kind, payload }) => [
      encodeHeader({ kind, length: payload.length, payloadCrc: crc32(payload), receivedMs: START, range }),
      payload,
    ]),
  );
}
export const SEGMENTS: readonly Uint8Array[] = [
  encodeSegment([
    { kind: 'push-json', payload: Buffer.from(PUSH_JSON) },
    { kind: 'profiles', payload: PROFILE_RECORDS[0] ?? new Uint8Array() },
    { kind: 'traces-protobuf', payload: TRACES_PROTOBUF[0] ?? new Uint8Array() },
    { kind: 'logs-protobuf', payload: LOGS_PROTOBUF[0] ?? new Uint8Array() },
  ]),
];
