/**
 * Labels of one category, few enough to be looked for one by one. It is cleared for every line and keeps its room: an
 * array whose length is set to 0 gives up what it has, and has to ask for it again.
 */
export class PairList {
  readonly #names: string[] = [];
  readonly #values: string[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  clear(): void {
    this.#size = 0;
  }

  nameAt(index: number): string {
    return this.#names[index] ?? '';
  }

  valueAt(index: number): string {
    return this.#values[index] ?? '';
  }

  get(name: string): string | undefined {
    const index = this.#indexOf(name);
    return index < 0 ? undefined : this.#values[index];
  }

  has(name: string): boolean {
    return this.#indexOf(name) >= 0;
  }

  /** Whether the name is new. */
  put(name: string, value: string): boolean {
    const index = this.#indexOf(name);
    const isNew = index < 0;
    const at = isNew ? this.#size++ : index;
    this.#names[at] = name;
    this.#values[at] = value;
    return isNew;
  }

  /** Whether there was such a label. */
  remove(name: string): boolean {
    const index = this.#indexOf(name);
    if (index < 0) return false;
    this.#names.splice(index, 1);
    this.#values.splice(index, 1);
    this.#size--;
    return true;
  }

  pairs(): [string, string][] {
    return Array.from({ length: this.#size }, (_, index) => [this.nameAt(index), this.valueAt(index)]);
  }

  #indexOf(name: string): number {
    for (let at = 0; at < this.#size; at++) if (this.#names[at] === name) return at;
    return -1;
  }
}
