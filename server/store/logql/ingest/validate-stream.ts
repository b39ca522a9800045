import type { LabelSet } from '../pipeline/label-set.ts';
import { SERVICE_NAME_LABEL } from './service-name.ts';

const MAX_LABELS = 15;
const MAX_NAME_LENGTH = 1024;
const MAX_VALUE_LENGTH = 2048;
const MAX_LINE_BYTES = 256 * 1024;
const MAX_METADATA_BYTES = 64 * 1024;
const MAX_METADATA_COUNT = 128;

/** Why Loki refuses a stream with these labels; null when it does not. The service name that it adds is not counted. */
export function checkLabels(labels: LabelSet): string | null {
  const count = labels.names.length - Number(labels.has(SERVICE_NAME_LABEL));
  if (count > MAX_LABELS) return `entry for stream '${labels}' has ${count} label names; limit ${MAX_LABELS}`;
  for (const [name, value] of labels.pairs()) {
    if (name.length > MAX_NAME_LENGTH) return `stream '${labels}' has label name too long: '${name}'`;
    if (value.length > MAX_VALUE_LENGTH) return `stream '${labels}' has label value too long: '${value}'`;
  }
  return null;
}

/**
 * Why Loki refuses a line; null when it does not. Its limits of age are left out: here old lines are subject to
 * retention only, so that what was recorded earlier can be looked at.
 */
export function checkLine(
  labels: LabelSet,
  line: string,
  metadata: readonly (readonly [string, string])[],
): string | null {
  const length = line.length * 3 > MAX_LINE_BYTES ? Buffer.byteLength(line) : 0;
  if (length > MAX_LINE_BYTES)
    return `max entry size '${MAX_LINE_BYTES}' bytes exceeded for stream '${labels}' while adding an entry with length '${length}' bytes`;
  if (metadata.length > MAX_METADATA_COUNT)
    return `stream '${labels}' has too many structured metadata labels: '${metadata.length}', limit: '${MAX_METADATA_COUNT}'.`;
  let size = 0;
  for (const [name, value] of metadata) size += name.length + value.length;
  return size > MAX_METADATA_BYTES
    ? `stream '${labels}' has structured metadata too large: '${size}' bytes, limit: '${MAX_METADATA_BYTES}' bytes.`
    : null;
}
