import { SCRIPTING_SPY } from './scripting-names.ts';

/** Pyroscope's defaults where it has one. */
export const LIMITS = {
  /** Uncompressed. */
  profileBytes: 4 * 1024 * 1024,
  samples: 16_000,
  sampleLabels: 100,
  /** Frames of one stack; the deepest beyond it are cut off. */
  stackDepth: 1000,
  /** Frames of all stacks of one profile. Ours: Pyroscope needs none. */
  stackSteps: 4_000_000,
  /** Distinct stack prefixes in memory. Ours. */
  stackNodes: 8_000_000,
  series: 5000,
  labelNames: 30,
  labelNameLength: 1024,
  labelValueLength: 2048,
  maxNodesDefault: 8192,
  maxNodesMax: 1 << 20,
  /** Of one ingest request, as sent and when unpacked. Ours. */
  bodyBytes: 64 * 1024 * 1024,
} as const;

/** A write is well-formed but more than the store takes. */
export class LimitExceeded extends Error {
  override readonly name = 'LimitExceeded';
}

/** The labels of a write break the rules for labels. */
export class InvalidLabels extends Error {
  override readonly name = 'InvalidLabels';
}

export const labelsText = (labels: Iterable<readonly [string, string]>): string =>
  `{${[...labels].map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`;

/**
 * Labels as the store keeps them: dots in names become underscores, a missing service gets OpenTelemetry's name for it.
 *
 * @throws InvalidLabels
 */
export function sanitizeLabels(labels: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const text = labelsText(labels);
  if (labels.size > LIMITS.labelNames) {
    throw new InvalidLabels(`profile series '${text}' has ${labels.size} label names; limit ${LIMITS.labelNames}`);
  }
  const sanitized = new Map<string, string>();
  for (const [given, value] of labels) {
    if (given === '__delta__' || given === SCRIPTING_SPY) continue;
    const name = given.replaceAll('.', '_');
    if (name.length > LIMITS.labelNameLength) {
      throw new InvalidLabels(`profile with labels '${text}' has label name too long: '${given}'`);
    }
    if (value.length > LIMITS.labelValueLength) {
      throw new InvalidLabels(`profile with labels '${text}' has label value too long: '${value}'`);
    }
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) {
      throw new InvalidLabels(`invalid labels '${text}' with error: invalid label name '${given}'`);
    }
    const existing = sanitized.get(name);
    if (existing !== undefined && existing !== value) {
      throw new InvalidLabels(
        `profile with labels '${text}' has duplicate label name '${name}' after label name sanitization from '${given}'`,
      );
    }
    sanitized.set(name, value);
  }
  if (!sanitized.get('service_name')) sanitized.set('service_name', 'unknown_service');
  return sanitized;
}
