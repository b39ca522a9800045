/**
 * A number on the wire. JSON has no NaN or infinities, and null means "no sample here", so the three travel by name, as
 * Prometheus spells them.
 */
export type WireNumber = number | null | 'NaN' | '+Inf' | '-Inf';

export type Labels = Readonly<Record<string, string>>;

/** Things about an answer that are not rows: warnings of the source, truncation, cost. */
export interface AnswerMeta {
  /** The source said the data is incomplete, in its own words or ours. */
  readonly partial?: string;
  readonly warnings?: readonly string[];
  readonly stats?: AnswerStats;
  /** From the request to the source until its answer was read, as the BFF measured. ms */
  readonly tookMs?: number;
}

/** What the source says an answer cost it; each only where it says so. */
export interface AnswerStats {
  readonly bytesScanned?: number;
  readonly linesScanned?: number;
  readonly tracesScanned?: number;
  readonly spansScanned?: number;
  readonly samplesScanned?: number;
  /** The source's own time for the work, all of its workers together where it has several. ms */
  readonly elapsedMs?: number;
}

export const fromWireNumber = (value: WireNumber): number | null => {
  if (typeof value === 'number' || value === null) return value;
  if (value === '+Inf') return Infinity;
  return value === '-Inf' ? -Infinity : NaN;
};

export const toWireNumber = (value: number): WireNumber => {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
};
