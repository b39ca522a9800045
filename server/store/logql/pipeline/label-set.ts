import { goQuote } from '../go/quote.ts';

/** An immutable set of labels, sorted by name. Two sets are equal exactly when their `key`s are. */
export class LabelSet {
  readonly names: readonly string[];
  readonly values: readonly string[];
  readonly key: string;
  readonly #index: Map<string, string>;

  private constructor(pairs: readonly (readonly [string, string])[]) {
    this.names = pairs.map(([name]) => name);
    this.values = pairs.map(([, value]) => value);
    this.#index = new Map(pairs);
    this.key = pairs.map(([name, value]) => `${name}\u0000${value}`).join('\u0001');
  }

  static readonly empty = new LabelSet([]);

  /** The last value of a name wins. */
  static of(pairs: Iterable<readonly [string, string]>): LabelSet {
    const sorted = [...new Map(pairs)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return sorted.length === 0 ? LabelSet.empty : new LabelSet(sorted);
  }

  /** '' when absent. */
  get(name: string): string {
    return this.#index.get(name) ?? '';
  }

  has(name: string): boolean {
    return this.#index.has(name);
  }

  pairs(): [string, string][] {
    return this.names.map((name, index) => [name, this.values[index] ?? '']);
  }

  toJson(): Record<string, string> {
    return Object.fromEntries(this.pairs());
  }

  with(name: string, value: string): LabelSet {
    return LabelSet.of([...this.pairs(), [name, value]]);
  }

  without(names: readonly string[]): LabelSet {
    if (!names.some((name) => this.has(name))) return this;
    return LabelSet.of(this.pairs().filter(([name]) => !names.includes(name)));
  }

  only(names: readonly string[]): LabelSet {
    return LabelSet.of(this.pairs().filter(([name]) => names.includes(name)));
  }

  /** As Prometheus writes labels: `{a="b", c="d"}`. */
  toString(): string {
    return `{${this.pairs()
      .map(([name, value]) => `${name}=${goQuote(value)}`)
      .join(', ')}}`;
  }
}

/** Order of results: label by label, name before value. */
export function compareLabels(a: LabelSet, b: LabelSet): number {
  const shared = Math.min(a.names.length, b.names.length);
  for (let index = 0; index < shared; index++) {
    const byName = compareText(a.names[index] ?? '', b.names[index] ?? '');
    if (byName !== 0) return byName;
    const byValue = compareText(a.values[index] ?? '', b.values[index] ?? '');
    if (byValue !== 0) return byValue;
  }
  return a.names.length - b.names.length;
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
