export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'MB/s' | '/s' | 'kB' | '×';
  /** What was promised, in the same unit; the comparison that keeps it. */
  readonly promise?: { readonly atMost: number } | { readonly atLeast: number };
  /** Times are also given as a multiple of the yardstick. */
  readonly note?: string;
}
