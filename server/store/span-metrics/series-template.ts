/** One of the series that a set of labels has. */
export interface TemplateSeries {
  /** With `__name__` and, for a bucket, `le`. */
  readonly labels: ReadonlyMap<string, string>;
  /** Not written while it is zero. */
  readonly isOnlyWhenUsed: boolean;
}

export interface SeriesTemplate {
  readonly series: readonly TemplateSeries[];
}

/** Indexes of a histogram's series in its template. */
export interface HistogramSlots {
  readonly sum: number;
  readonly count: number;
  /** Of the first bucket; one for each bound and +Inf follow. */
  readonly firstBucket: number;
  readonly bounds: readonly number[];
}

/** Tempo's generators name themselves in every series, so that several may write side by side. */
const GENERATOR = ['__metrics_gen_instance', 'sightline'] as const;

/** Names the series of one set of labels; empty labels are left out. */
export class TemplateBuilder implements SeriesTemplate {
  readonly series: TemplateSeries[] = [];
  private readonly labels: readonly (readonly [string, string])[];

  constructor(labels: Readonly<Record<string, string>>) {
    this.labels = Object.entries(labels).filter(([, value]) => value !== '');
  }

  /** @returns the counter's index */
  counter(name: string, isOnlyWhenUsed = false): number {
    return this.add(name, { isOnlyWhenUsed });
  }

  histogram(name: string, bounds: readonly number[]): HistogramSlots {
    const sum = this.add(`${name}_sum`, {});
    const count = this.add(`${name}_count`, {});
    const [first = 0] = [...bounds.map(String), '+Inf'].map((le) => this.add(`${name}_bucket`, { le }));
    return { sum, count, firstBucket: first, bounds };
  }

  private add(
    name: string,
    { le, isOnlyWhenUsed = false }: { readonly le?: string; readonly isOnlyWhenUsed?: boolean },
  ): number {
    const labels = new Map([
      ['__name__', name],
      GENERATOR,
      ...this.labels,
      ...(le === undefined ? [] : [['le', le] as const]),
    ]);
    this.series.push({ labels, isOnlyWhenUsed });
    return this.series.length - 1;
  }
}

/** Counts an observation in a step's values and returns the index of the bucket it fell into. */
export function observe(values: Float64Array, slots: HistogramSlots, seconds: number): number {
  const { bounds, firstBucket } = slots;
  values[slots.sum] = (values[slots.sum] ?? 0) + seconds;
  values[slots.count] = (values[slots.count] ?? 0) + 1;
  const bucket = bounds.findIndex((bound) => seconds <= bound);
  const first = bucket === -1 ? bounds.length : bucket;
  for (let index = first; index <= bounds.length; index++)
    values[firstBucket + index] = (values[firstBucket + index] ?? 0) + 1;
  return firstBucket + first;
}

export const exponentialBounds = (start: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, power) => start * 2 ** power);
