import type { LogStream, ResourceLogs } from '../../telemetry.ts';
import type { WriteResult } from '../../engine.ts';
import { LabelSet } from '../pipeline/label-set.ts';
import type { LogStore, Stream } from '../storage/log-store.ts';
import { LEVEL_LABEL, detectLevel, normalizeLevel } from './detected-level.ts';
import { toLabelName } from './label-name.ts';
import { mapRecord, mapResource, mapScope } from './otlp-mapping.ts';
import { discoverServiceName } from './service-name.ts';
import { checkLabels, checkLine } from './validate-stream.ts';

type Pair = readonly [string, string];
const NS_PER_MS = 1_000_000n;

/** Counts what is refused and keeps the first reason. */
class Refusals {
  #count = 0;
  #reason = '';

  add(count: number, reason: string): void {
    if (count === 0) return;
    this.#count += count;
    if (this.#reason === '') this.#reason = reason;
  }

  result(): WriteResult {
    return { rejected: this.#count, message: this.#reason };
  }
}

export function ingestOtlp(store: LogStore, batch: readonly ResourceLogs[], nowMs: number): WriteResult {
  const refusals = new Refusals();
  const nowNs = BigInt(Math.trunc(nowMs)) * NS_PER_MS;
  for (const { resource, scopeLogs } of batch) {
    const { labels, metadata: resourceMetadata } = mapResource(resource);
    const complaint = checkLabels(labels);
    if (complaint) {
      refusals.add(
        scopeLogs.reduce((sum, { records }) => sum + records.length, 0),
        complaint,
      );
      continue;
    }
    const stream = store.streamOf(labels);
    for (const { scope, records } of scopeLogs) {
      const scopeMetadata = mapScope(scope);
      for (const record of records) {
        const { unixNano, line, metadata } = mapRecord(record, nowNs);
        const all = [...metadata, ...resourceMetadata, ...scopeMetadata];
        const refusal = checkLine(labels, line, all);
        if (refusal) refusals.add(1, refusal);
        else store.append(stream, { unixNano, line, metadata: withLevel(stream, line, all) });
      }
    }
  }
  return refusals.result();
}

export function ingestStreams(store: LogStore, streams: readonly LogStream[]): WriteResult {
  const refusals = new Refusals();
  for (const { labels: pushed, entries } of streams) {
    const labels = discoverServiceName(LabelSet.of([...pushed].filter(([, value]) => value !== '')));
    const complaint = checkLabels(labels);
    if (complaint) {
      refusals.add(entries.length, complaint);
      continue;
    }
    const stream = store.streamOf(labels);
    for (const { timeUnixNano, line, structuredMetadata } of entries) {
      const refusal = checkLine(labels, line, structuredMetadata);
      if (refusal) {
        refusals.add(1, refusal);
        continue;
      }
      const metadata = structuredMetadata.map(([name, value]): Pair => [toLabelName(name), value]);
      store.append(stream, { unixNano: timeUnixNano, line, metadata: withLevel(stream, line, metadata) });
    }
  }
  return refusals.result();
}

/** Adds the level, and keeps one value of each name: the last, unless it is empty. */
function withLevel(stream: Stream, line: string, pairs: readonly Pair[]): Pair[] {
  const metadata = new Map<string, string>();
  for (const [name, value] of pairs)
    metadata.set(name, value.includes('\ufffd') ? value.replaceAll('\ufffd', ' ') : value);
  const given = metadata.get(LEVEL_LABEL);
  const level =
    given === undefined
      ? detectLevel({
          label: (name) => (stream.labels.has(name) ? stream.labels.get(name) : undefined),
          metadata: (name) => metadata.get(name),
          line,
        })
      : normalizeLevel(given);
  if (level !== '') metadata.set(LEVEL_LABEL, level);
  return [...metadata].filter(([, value]) => value !== '');
}
