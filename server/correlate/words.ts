import { QueryRejected, type ProblemError } from '../http/problem.ts';
import type { DataSource } from '../provisioning/data-source.ts';

/** A failed call in a sentence that names the source and the cause. */
export function reasonOf(error: ProblemError, source: DataSource): string {
  const { upstream } = error.details;
  if (error instanceof QueryRejected) return `"${source.name}" rejects the query: ${upstream ?? error.message}`;
  return upstream && upstream !== error.message ? `${error.message}: ${upstream}` : error.message;
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes to two digits: `1.2 GB`. */
export function bytesText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const value = bytes / 1000 ** power;
  return `${value >= 10 || power === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}
