import { formatFloat } from '../go/numbers.ts';
import { hasPoints, timeMs, type Column, type Grid } from '../evaluate/columns.ts';
import { allLabels, type LogEntry } from '../evaluate/log-query.ts';
import { LabelSet } from '../pipeline/label-set.ts';

type Pair = readonly [string, string];

/** What a query took, for the `stats` of answers. */
export interface QueryStatistics {
  readonly lines: number;
  readonly bytes: number;
  readonly entries: number;
  readonly milliseconds: number;
}

export interface StreamsOptions {
  /** Labels apart by where they come from. */
  readonly categorize: boolean;
}

interface EncodedStream {
  readonly labels: LabelSet;
  readonly values: string[];
}

/** Streams in the order of their labels, their entries in the order given, as JSON. */
export function encodeStreams(entries: readonly LogEntry[], { categorize }: StreamsOptions): string {
  const streams = new Map<string, EncodedStream>();
  for (const entry of entries) {
    const labels = categorize ? LabelSet.of(entry.stream) : allLabels(entry);
    let stream = streams.get(labels.key);
    if (!stream) streams.set(labels.key, (stream = { labels, values: [] }));
    stream.values.push(encodeEntry(entry, categorize));
  }
  const sorted = [...streams.values()].map((stream) => ({ ...stream, text: String(stream.labels) }));
  sorted.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  const encoded = sorted.map(
    ({ labels, values }) => `{"stream":${JSON.stringify(labels.toJson())},"values":[${values.join(',')}]}`,
  );
  return `[${encoded.join(',')}]`;
}

function encodeEntry({ unixNano, line, metadata, parsed }: LogEntry, categorize: boolean): string {
  const pair = `"${unixNano}",${JSON.stringify(line)}`;
  if (!categorize) return `[${pair}]`;
  const parts: string[] = [];
  if (metadata.length > 0) parts.push(`"structuredMetadata":${encodePairs(metadata)}`);
  if (parsed.length > 0) parts.push(`"parsed":${encodePairs(parsed)}`);
  return `[${pair},{${parts.join(',')}}]`;
}

const encodePairs = (pairs: readonly Pair[]) => JSON.stringify(LabelSet.of(pairs).toJson());

const encodePoint = (ms: number, value: number) => `[${formatFloat(ms / 1000)},"${formatFloat(value)}"]`;

export function encodeMatrix(columns: readonly Column[], grid: Grid): string {
  const times = Array.from({ length: grid.count }, (_, step) => timeMs(grid, step));
  const encoded = columns.filter(hasPoints).map(({ labels, values, present }) => {
    const points: string[] = [];
    for (let step = 0; step < grid.count; step++)
      if (present[step] === 1) points.push(encodePoint(times[step] ?? 0, values[step] ?? 0));
    return `{"metric":${JSON.stringify(labels.toJson())},"values":[${points.join(',')}]}`;
  });
  return `[${encoded.join(',')}]`;
}

export function encodeVector(columns: readonly Column[], grid: Grid): string {
  const ms = timeMs(grid, 0);
  const encoded = columns.map(
    ({ labels, values }) => `{"metric":${JSON.stringify(labels.toJson())},"value":${encodePoint(ms, values[0] ?? 0)}}`,
  );
  return `[${encoded.join(',')}]`;
}

/** The only result whose time Loki gives in milliseconds. */
export const encodeScalar = (value: number, grid: Grid): string => encodePoint(timeMs(grid, 0) * 1000, value);

export type ResultType = 'streams' | 'matrix' | 'vector' | 'scalar';

/** The whole answer of a query. */
export function encodeResult(
  type: ResultType,
  result: string,
  { statistics, flags }: { statistics: QueryStatistics; flags: readonly string[] },
): string {
  const encodingFlags = type === 'streams' && flags.length > 0 ? `"encodingFlags":${JSON.stringify(flags)},` : '';
  const stats = JSON.stringify(encodeStatistics(statistics));
  return `{"status":"success","data":{"resultType":"${type}",${encodingFlags}"result":${result},"stats":${stats}}}`;
}

function encodeStatistics({ lines, bytes, entries, milliseconds }: QueryStatistics): object {
  const seconds = milliseconds / 1000;
  const perSecond = (amount: number) => (seconds > 0 ? Math.round(amount / seconds) : 0);
  const read = {
    totalReached: 1,
    totalChunksMatched: 0,
    totalBatches: 0,
    totalLinesSent: entries,
    store: {
      totalChunksRef: 0,
      totalChunksDownloaded: 0,
      chunk: {
        headChunkBytes: bytes,
        headChunkLines: lines,
        decompressedBytes: 0,
        decompressedLines: 0,
        compressedBytes: 0,
      },
    },
  };
  return {
    summary: {
      bytesProcessedPerSecond: perSecond(bytes),
      linesProcessedPerSecond: perSecond(lines),
      totalBytesProcessed: bytes,
      totalLinesProcessed: lines,
      execTime: seconds,
      queueTime: 0,
      subqueries: 0,
      totalEntriesReturned: entries,
      splits: 1,
      shards: 0,
    },
    querier: { store: read.store },
    ingester: read,
  };
}
