import type { Hints } from './hints.ts';
import { LabelSet } from './label-set.ts';
import { MetadataList, type Metadata } from './metadata-list.ts';
import { PairList } from './pair-list.ts';
import { ERROR_LABEL, ERROR_DETAILS_LABEL, PRESERVE_ERROR_LABEL } from './special-labels.ts';

/**
 * The labels of the line under work, in the three categories that Loki keeps apart: those of the stream, structured
 * metadata, and what stages parsed. Reused for every line of a stream.
 */
export class LabelsBuilder {
  readonly hints: Hints<LabelsBuilder>;
  base: LabelSet = LabelSet.empty;
  readonly metadata = new MetadataList();
  readonly parsed = new PairList();
  readonly deleted: string[] = [];
  /** '' when no stage failed. */
  error = '';
  errorDetails = '';
  /** Whether `metadata` is as it was made, so that another line's of the same names can take its place. */
  #isIntact = false;

  constructor(hints: Hints<LabelsBuilder>) {
    this.hints = hints;
  }

  reset(base: LabelSet, metadata: Metadata): void {
    if (this.deleted.length > 0) this.deleted.length = 0;
    this.parsed.clear();
    this.errorDetails = '';
    this.error = '';
    this.hints.reset();
    if (this.#isIntact && this.base === base && this.metadata.replace(metadata)) return;
    this.base = base;
    this.metadata.load(metadata, base);
    this.#isIntact = true;
    if (metadata.names.includes(ERROR_LABEL) || metadata.names.includes(ERROR_DETAILS_LABEL)) this.#takeErrors();
  }

  /** A line may come with an error. */
  #takeErrors(): void {
    this.error = this.metadata.get(ERROR_LABEL) ?? '';
    this.errorDetails = this.metadata.get(ERROR_DETAILS_LABEL) ?? '';
    this.#removeMetadata(ERROR_LABEL);
    this.#removeMetadata(ERROR_DETAILS_LABEL);
  }

  #removeMetadata(name: string): void {
    if (this.metadata.remove(name)) this.#isIntact = false;
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
    return this.deleted.length === 0 && this.parsed.size === 0 && this.metadata.size === 0 && this.error === '';
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
