import type { Hints } from './hints.ts';
import { LabelSet } from './label-set.ts';
import { ERROR_LABEL, ERROR_DETAILS_LABEL, PRESERVE_ERROR_LABEL, DUPLICATE_SUFFIX } from './special-labels.ts';

/** Structured metadata of one line; the same object for equal metadata where the store could share it. */
export interface Metadata {
  readonly names: readonly string[];
  readonly values: readonly string[];
}
export const NO_METADATA: Metadata = { names: [], values: [] };

/** Labels of one category, few enough to be looked for one by one. */
export class PairList {
  readonly names: string[] = [];
  readonly values: string[] = [];

  clear(): void {
    if (this.names.length === 0) return;
    this.names.length = 0;
    this.values.length = 0;
  }

  get(name: string): string | undefined {
    const index = this.names.indexOf(name);
    return index < 0 ? undefined : this.values[index];
  }

  has(name: string): boolean {
    return this.names.includes(name);
  }

  /** Whether the name is new. */
  put(name: string, value: string): boolean {
    const index = this.names.indexOf(name);
    if (index >= 0) {
      this.values[index] = value;
      return false;
    }
    this.names.push(name);
    this.values.push(value);
    return true;
  }

  /** Whether there was such a label. */
  remove(name: string): boolean {
    const index = this.names.indexOf(name);
    if (index < 0) return false;
    this.names.splice(index, 1);
    this.values.splice(index, 1);
    return true;
  }

  pairs(): [string, string][] {
    return this.names.map((name, index) => [name, this.values[index] ?? '']);
  }
}

/**
 * The labels of the line under work, in the three categories that Loki keeps apart: those of the stream, structured
 * metadata, and what stages parsed. Reused for every line of a stream.
 */
export class LabelsBuilder {
  readonly hints: Hints<LabelsBuilder>;
  base: LabelSet = LabelSet.empty;
  readonly metadata = new PairList();
  readonly parsed = new PairList();
  readonly deleted: string[] = [];
  /** '' when no stage failed. */
  error = '';
  errorDetails = '';
  /** What `metadata` was made of; null when it was changed. */
  #source: Metadata | null = null;

  constructor(hints: Hints<LabelsBuilder>) {
    this.hints = hints;
  }

  reset(base: LabelSet, metadata: Metadata): void {
    if (this.deleted.length > 0) this.deleted.length = 0;
    this.parsed.clear();
    this.errorDetails = '';
    this.error = '';
    this.hints.reset();
    // Lines in a row often share their metadata.
    if (this.#source === metadata && this.base === base) return;
    this.base = base;
    this.metadata.clear();
    this.#source = metadata;
    for (let index = 0; index < metadata.names.length; index++)
      this.#addMetadata(metadata.names[index] ?? '', metadata.values[index] ?? '');
  }

  #addMetadata(name: string, value: string): void {
    const key = this.base.has(name) ? name + DUPLICATE_SUFFIX : name;
    if (key !== ERROR_LABEL && key !== ERROR_DETAILS_LABEL) {
      this.metadata.put(key, value);
      return;
    }
    if (key === ERROR_LABEL) this.error = value;
    else this.errorDetails = value;
    this.#source = null;
  }

  #removeMetadata(name: string): void {
    if (this.metadata.remove(name)) this.#source = null;
  }

  /** undefined when there is no such label; an empty stream label counts as none. */
  get(name: string): string | undefined {
    const value = this.metadata.get(name) ?? this.parsed.get(name);
    if (value !== undefined) return value;
    if (this.deleted.length > 0 && this.deleted.includes(name)) return undefined;
    return this.base.get(name) || undefined;
  }

  /** What a matcher sees: '' for what is absent, and the error under its label. */
  matcherValue(name: string): string {
    return name === ERROR_LABEL ? this.error : (this.get(name) ?? '');
  }

  /** Whether a parsed label of this name must be renamed. */
  isTaken(name: string): boolean {
    return this.base.has(name) || this.metadata.has(name);
  }

  setParsed(name: string, value: string): void {
    this.#removeMetadata(name);
    if (this.parsed.put(name, value)) this.hints.recordExtracted(name);
  }

  delete(name: string): void {
    this.#removeMetadata(name);
    this.parsed.remove(name);
    this.deleted.push(name);
  }

  fail(kind: string, details: string | null): void {
    this.error = kind;
    if (details !== null) this.errorDetails = details;
    if (this.hints.preservesError) this.setParsed(PRESERVE_ERROR_LABEL, 'true');
  }

  /** Nothing but the stream's own labels. */
  get isUnchanged(): boolean {
    return (
      this.deleted.length === 0 &&
      this.parsed.names.length === 0 &&
      this.metadata.names.length === 0 &&
      this.error === ''
    );
  }

  /** The stream's labels that are left, in order. */
  streamPairs(): [string, string][] {
    return this.base
      .pairs()
      .filter(([name]) => !this.deleted.includes(name) && !this.metadata.has(name) && !this.parsed.has(name));
  }

  metadataPairs(): [string, string][] {
    return this.metadata.pairs().filter(([name]) => !this.parsed.has(name));
  }

  /** Parsed labels and, where a stage failed, its error. */
  parsedPairs(): [string, string][] {
    const pairs = this.parsed.pairs();
    if (this.error !== '') pairs.push([ERROR_LABEL, this.error]);
    if (this.errorDetails !== '' && !this.isUnchanged) pairs.push([ERROR_DETAILS_LABEL, this.errorDetails]);
    return pairs;
  }

  allPairs(): [string, string][] {
    return [...this.streamPairs(), ...this.metadataPairs(), ...this.parsedPairs()];
  }
}
