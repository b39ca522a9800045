import type { LabelSet } from './label-set.ts';
import { DUPLICATE_SUFFIX } from './special-labels.ts';

/** Structured metadata of one line. Lines with the same names share their array. */
export interface Metadata {
  readonly names: readonly string[];
  /** May be decoded when first asked for. */
  readonly values: readonly string[];
}
export const NO_METADATA: Metadata = { names: [], values: [] };

/** A line's metadata as labels: those that the stream has too are renamed. Values are not touched before they are asked for. */
export class MetadataList {
  #source: Metadata = NO_METADATA;
  #names: string[] = [];
  /** Where each name's value is in the source. */
  #positions: number[] = [];

  load(source: Metadata, base: LabelSet): void {
    this.#source = source;
    this.#names = [];
    this.#positions = [];
    source.names.forEach((given, position) => {
      const name = base.has(given) ? given + DUPLICATE_SUFFIX : given;
      const known = this.#names.indexOf(name);
      // The last value of a name counts.
      this.#positions[known < 0 ? this.#names.push(name) - 1 : known] = position;
    });
  }

  /** Takes the place of what was loaded, if its names are the same. */
  replace(source: Metadata): boolean {
    if (this.#source.names !== source.names) return false;
    this.#source = source;
    return true;
  }

  get size(): number {
    return this.#names.length;
  }

  nameAt(index: number): string {
    return this.#names[index] ?? '';
  }

  valueAt(index: number): string {
    return this.#source.values[this.#positions[index] ?? 0] ?? '';
  }

  get(name: string): string | undefined {
    const index = this.#names.indexOf(name);
    return index < 0 ? undefined : this.valueAt(index);
  }

  has(name: string): boolean {
    return this.#names.includes(name);
  }

  /** Whether there was such a label. */
  remove(name: string): boolean {
    const index = this.#names.indexOf(name);
    if (index < 0) return false;
    this.#names.splice(index, 1);
    this.#positions.splice(index, 1);
    return true;
  }

  pairs(): [string, string][] {
    return this.#names.map((name, index) => [name, this.valueAt(index)]);
  }
}
