import type { AnyValue, Attributes, LogRecord, ResourceLogs, Scope } from '../../telemetry.ts';
import { LabelSet } from '../pipeline/label-set.ts';
import { anyValueText, isKeyValueList } from './any-value-text.ts';
import { toLabelName } from './label-name.ts';
import { discoverServiceName } from './service-name.ts';

type Pair = readonly [string, string];

/** Resource attributes that become labels of the stream; all others become structured metadata. */
const INDEX_LABELS: ReadonlySet<string> = new Set([
  'service.name',
  'service.namespace',
  'service.instance.id',
  'deployment.environment',
  'deployment.environment.name',
  'cloud.region',
  'cloud.availability_zone',
  'k8s.cluster.name',
  'k8s.namespace.name',
  'k8s.pod.name',
  'k8s.container.name',
  'container.name',
  'k8s.replicaset.name',
  'k8s.deployment.name',
  'k8s.statefulset.name',
  'k8s.daemonset.name',
  'k8s.cronjob.name',
  'k8s.job.name',
]);

export interface MappedResource {
  readonly labels: LabelSet;
  readonly metadata: readonly Pair[];
}

export function mapResource({ attributes }: ResourceLogs['resource']): MappedResource {
  const labels: Pair[] = [];
  const metadata: Pair[] = [];
  for (const { key, value } of attributes)
    (INDEX_LABELS.has(key) ? labels : metadata).push(...attributePairs(key, value));
  return { labels: discoverServiceName(LabelSet.of(labels.filter(([, value]) => value !== ''))), metadata };
}

export function mapScope({ attributes, name, version }: Scope): Pair[] {
  const pairs = allPairs(attributes);
  if (name !== '') pairs.push(['scope_name', name]);
  if (version !== '') pairs.push(['scope_version', version]);
  return pairs;
}

export interface MappedRecord {
  readonly unixNano: bigint;
  readonly line: string;
  readonly metadata: readonly Pair[];
}

/** @param nowNs the time of records that have none */
export function mapRecord(record: LogRecord, nowNs: bigint): MappedRecord {
  const { timeUnixNano, observedTimeUnixNano } = record;
  const metadata = allPairs(record.attributes);
  if (timeUnixNano !== 0n && observedTimeUnixNano !== 0n)
    metadata.push(['observed_timestamp', String(observedTimeUnixNano)]);
  if (record.severityNumber !== 0) metadata.push(['severity_number', String(record.severityNumber)]);
  if (record.severityText !== '') metadata.push(['severity_text', record.severityText]);
  if (record.flags !== 0) metadata.push(['flags', String(record.flags)]);
  if (record.traceId !== '') metadata.push(['trace_id', record.traceId]);
  if (record.spanId !== '') metadata.push(['span_id', record.spanId]);
  return {
    unixNano: timeUnixNano || observedTimeUnixNano || nowNs,
    line: anyValueText(record.body),
    metadata,
  };
}

const allPairs = (attributes: Attributes): Pair[] => attributes.flatMap(({ key, value }) => attributePairs(key, value));

const MAX_DEPTH = 32;

/** Maps spread out, their keys joined by `_`. */
function attributePairs(key: string, value: AnyValue, parents: readonly string[] = []): Pair[] {
  const name = toLabelName([...parents.slice(-1), key].join('_'));
  if (isKeyValueList(value) && parents.length < MAX_DEPTH)
    return value.entries.flatMap((entry) => attributePairs(entry.key, entry.value, [...parents, name]));
  return name === '' ? [] : [[name, anyValueText(value)]];
}
