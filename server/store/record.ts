import type { WriteResult } from './engine.ts';
import type { Engines } from './engines.ts';
import { decodePushJson, decodePushProto } from './loki-push.ts';
import { decodeLogsJson } from './otlp/logs-json.ts';
import { decodeLogsProto } from './otlp/logs-proto.ts';
import { decodeMetricsJson } from './otlp/metrics-json.ts';
import { decodeMetricsProto } from './otlp/metrics-proto.ts';
import { decodeTracesJson } from './otlp/traces-json.ts';
import { decodeTracesProto } from './otlp/traces-proto.ts';
import { MAX_PAYLOAD_BYTES } from './payload.ts';
import {
  logRange,
  metricRange,
  profileRange,
  seriesRange,
  spanRange,
  streamRange,
  type NanoRange,
} from './nano-range.ts';
import { decodeRemoteWrite } from './promql/remote-write.ts';
import { decodeProfiles } from './profile-record.ts';

/** What was sent, byte for byte: how requests are handed about, and kept in segments. */
export interface StoreRecord {
  readonly kind: RecordKind;
  readonly payload: Uint8Array;
}

/** A kind's place in this list is its number in segments: append only. */
export const RECORD_KINDS = [
  'traces-protobuf',
  'traces-json',
  'logs-protobuf',
  'logs-json',
  'metrics-protobuf',
  'metrics-json',
  'push-protobuf',
  'push-json',
  'remote-write',
  'profiles',
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** A record decoded: nothing can be wrong with its form any more. */
export interface PreparedWrite {
  /** Times of the data in it; null when it has none. */
  readonly range: NanoRange | null;
  readonly write: (engines: Engines) => WriteResult;
}

/** @throws DecodeError */
export function prepareWrite({ kind, payload }: StoreRecord): PreparedWrite {
  switch (kind) {
    case 'traces-protobuf':
    case 'traces-json': {
      const batch = kind === 'traces-json' ? decodeTracesJson(toText(payload)) : decodeTracesProto(payload);
      return { range: spanRange(batch), write: ({ traces }) => traces.writeOtlp(batch) };
    }
    case 'logs-protobuf':
    case 'logs-json': {
      const batch = kind === 'logs-json' ? decodeLogsJson(toText(payload)) : decodeLogsProto(payload);
      return { range: logRange(batch), write: ({ logs }) => logs.writeOtlp(batch) };
    }
    case 'metrics-protobuf':
    case 'metrics-json': {
      const batch = kind === 'metrics-json' ? decodeMetricsJson(toText(payload)) : decodeMetricsProto(payload);
      return { range: metricRange(batch), write: ({ metrics }) => metrics.writeOtlp(batch) };
    }
    case 'push-protobuf':
    case 'push-json': {
      const streams =
        kind === 'push-json' ? decodePushJson(toText(payload)) : decodePushProto(payload, MAX_PAYLOAD_BYTES);
      return { range: streamRange(streams), write: ({ logs }) => logs.writeStreams(streams) };
    }
    case 'remote-write': {
      const series = decodeRemoteWrite(payload);
      return { range: seriesRange(series), write: ({ metrics }) => metrics.writeSeries(series) };
    }
    case 'profiles': {
      const profiles = decodeProfiles(payload);
      return { range: profileRange(profiles), write: (engines) => engines.profiles.write(profiles) };
    }
    default:
      return kind satisfies never;
  }
}

function toText(payload: Uint8Array): string {
  return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8');
}
