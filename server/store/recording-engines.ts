import { Hono } from 'hono';
import { ACCEPTED, type WriteResult } from './engine.ts';
import type { Engines } from './engines.ts';
import {
  logRange,
  metricRange,
  profileRange,
  seriesRange,
  spanRange,
  streamRange,
  type NanoRange,
} from './nano-range.ts';
import type {
  LogStream,
  ProfileWrite,
  ResourceLogs,
  ResourceMetrics,
  ResourceSpans,
  SeriesWrite,
} from './telemetry.ts';

/** Engines for tests that keep what is written as it came. */
export interface RecordingEngines extends Engines {
  readonly spans: ResourceSpans[];
  readonly logRecords: ResourceLogs[];
  readonly streams: LogStream[];
  readonly points: ResourceMetrics[];
  readonly series: SeriesWrite[];
  readonly pprofs: ProfileWrite[];
  readonly dropped: bigint[];
  /** The answer to the next writes. */
  answer: WriteResult;
}

export function createRecordingEngines(): RecordingEngines {
  const dropped: bigint[] = [];
  const into =
    <T>(list: T[]) =>
    (batch: readonly T[]): WriteResult => {
      for (const item of batch) list.push(item);
      return engines.answer;
    };
  const engine = (name: string, lists: { length: number }[], range: () => NanoRange | null) => ({
    routes: new Hono().get(`/${name}`, (c) => c.text(name)),
    usage: () => ({
      items: lists.reduce((sum, list) => sum + list.length, 0),
      bytes: 0,
      oldestUnixNano: range()?.oldest ?? null,
    }),
    dropBefore: (time: bigint) => void dropped.push(time),
    clear: () => lists.forEach((list) => (list.length = 0)),
  });
  const lists = { spans: [], logRecords: [], streams: [], points: [], series: [], pprofs: [] } as Pick<
    RecordingEngines,
    'spans' | 'logRecords' | 'streams' | 'points' | 'series' | 'pprofs'
  >;
  const { spans, logRecords, streams, points, series, pprofs } = lists;
  const engines: RecordingEngines = {
    ...lists,
    dropped,
    answer: ACCEPTED,
    traces: { ...engine('api/search', [spans], () => spanRange(spans)), writeOtlp: into(spans) },
    logs: {
      ...engine('loki/api/v1/labels', [logRecords, streams], () => logRange(logRecords) ?? streamRange(streams)),
      writeOtlp: into(logRecords),
      writeStreams: into(streams),
    },
    metrics: {
      ...engine('api/v1/query', [points, series], () => metricRange(points) ?? seriesRange(series)),
      writeOtlp: into(points),
      writeSeries: into(series),
    },
    profiles: { ...engine('pyroscope/render', [pprofs], () => profileRange(pprofs)), write: into(pprofs) },
  };
  return engines;
}
