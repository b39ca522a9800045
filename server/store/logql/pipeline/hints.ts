import { PairList } from './pair-list.ts';
import { DUPLICATE_SUFFIX, ERROR_LABEL } from './special-labels.ts';

/** A label filter that decides over one label alone. */
export interface EarlyFilter<Labels> {
  readonly label: string;
  readonly passes: (labels: Labels) => boolean;
}
interface HintOptions<Labels> {
  /** The only labels that the query can use; empty when it may use any. */
  readonly required?: readonly string[];
  /** No label of the line matters. */
  readonly noLabels?: boolean;
  readonly filters?: readonly EarlyFilter<Labels>[];
}

/**
 * What parsers may leave undone. Loki has them too, and they show: a metric query that needs one label does not see the
 * syntax error behind it, and a line whose parsed label fails a later filter is dropped at once.
 */
export class Hints<Labels = unknown> {
  readonly required: readonly string[];
  readonly preservesError: boolean;
  readonly #noLabels: boolean;
  readonly #filters: ReadonlyMap<string, EarlyFilter<Labels>>;
  readonly #extracted = new PairList();
  #requiredFound = 0;

  constructor({ required = [], noLabels = false, filters = [] }: HintOptions<Labels> = {}) {
    this.required = required;
    this.preservesError = required.includes(ERROR_LABEL);
    this.#noLabels = noLabels;
    // The first filter of a label counts.
    this.#filters = new Map(filters.toReversed().map((filter) => [filter.label, filter]));
  }

  reset(): void {
    this.#extracted.clear();
    this.#requiredFound = 0;
  }

  recordExtracted(name: string): void {
    if (this.#extracted.put(name, '') && this.required.includes(name)) this.#requiredFound++;
  }

  /** A parser never overwrites what one before it found. */
  isExtracted(name: string): boolean {
    return this.#extracted.has(name);
  }

  wants(name: string): boolean {
    return this.required.length === 0 || this.required.includes(name);
  }

  wantsPrefix(prefix: string): boolean {
    return this.required.length === 0 || this.required.some((name) => name.startsWith(prefix));
  }

  get noLabels(): boolean {
    return this.#noLabels || this.allFound;
  }

  get allFound(): boolean {
    return this.required.length > 0 && this.#requiredFound === this.required.length;
  }

  /** False when a filter of this label, just parsed, drops the line. */
  keepsLine(name: string, labels: Labels): boolean {
    if (this.#filters.size === 0) return true;
    return this.#filters.get(name)?.passes(labels) ?? true;
  }
}

/** Required labels as parsers meet them: those with the suffix of a clash also without it. */
export function requiredLabels(names: Iterable<string>): string[] {
  const all = new Set<string>();
  for (const name of names) {
    if (name === '') continue;
    all.add(name);
    if (name.endsWith(DUPLICATE_SUFFIX) && name !== DUPLICATE_SUFFIX) all.add(name.slice(0, -DUPLICATE_SUFFIX.length));
  }
  return [...all];
}
