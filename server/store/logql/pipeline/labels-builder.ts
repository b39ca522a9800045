import type { Hints } from './hints.ts';
import { LabelSet } from './label-set.ts';

export const ERROR_LABEL = '__error__';
export const ERROR_DETAILS_LABEL = '__error_details__';
export const PRESERVE_ERROR_LABEL = '__preserve_error__';
export const DUPLICATE_SUFFIX = '_extracted';

/** Structured metadata of one line; the same object for equal metadata where the store could share it. */
export interface Metadata {
  readonly names: readonly string[];
  readonly values: readonly string[];
}
export const NO_METADATA: Metadata = { names: [], values: [] };

/**
 * The labels of the line under work, in the three categories that Loki keeps apart: those of the stream, structured
 * metadata, and what stages parsed. Reused for every line of a stream.
 */
export class LabelsBuilder {
  readonly hints: Hints;
  base: LabelSet = LabelSet.empty;
  metadataNames: string[] = [];
  metadataValues: string[] = [];
  parsedNames: string[] = [];
  parsedValues: string[] = [];
  readonly deleted: string[] = [];
  /** '' when no stage failed. */
  error = '';
  errorDetails = '';

  constructor(hints: Hints) {
    this.hints = hints;
  }

  reset(base: LabelSet, metadata: Metadata): void {
    this.base = base;
    this.deleted.length = 0;
    this.parsedNames.length = 0;
    this.parsedValues.length = 0;
    this.error = '';
    this.errorDetails = '';
    this.hints.reset();
    this.metadataNames.length = 0;
    this.metadataValues.length = 0;
    for (let index = 0; index < metadata.names.length; index++)
      this.#addMetadata(metadata.names[index] ?? '', metadata.values[index] ?? '');
  }

  #addMetadata(name: string, value: string): void {
    const key = this.base.has(name) ? name + DUPLICATE_SUFFIX : name;
    if (key === ERROR_LABEL) this.error = value;
    else if (key === ERROR_DETAILS_LABEL) this.errorDetails = value;
    else put(this.metadataNames, this.metadataValues, key, value);
  }

  /** undefined when there is no such label; an empty stream label counts as none. */
  get(name: string): string | undefined {
    const metadata = this.metadataNames.indexOf(name);
    if (metadata >= 0) return this.metadataValues[metadata];
    const parsed = this.parsedNames.indexOf(name);
    if (parsed >= 0) return this.parsedValues[parsed];
    if (this.deleted.length > 0 && this.deleted.includes(name)) return undefined;
    const value = this.base.get(name);
    return value === '' ? undefined : value;
  }

  /** What a matcher sees: '' for what is absent, and the error under its label. */
  matcherValue(name: string): string {
    return name === ERROR_LABEL ? this.error : (this.get(name) ?? '');
  }

  /** Whether a parsed label of this name must be renamed. */
  isTaken(name: string): boolean {
    return this.base.has(name) || this.metadataNames.includes(name);
  }

  setParsed(name: string, value: string): void {
    const metadata = this.metadataNames.indexOf(name);
    if (metadata >= 0) remove(this.metadataNames, this.metadataValues, metadata);
    if (put(this.parsedNames, this.parsedValues, name, value)) this.hints.recordExtracted(name);
  }

  delete(name: string): void {
    const metadata = this.metadataNames.indexOf(name);
    if (metadata >= 0) remove(this.metadataNames, this.metadataValues, metadata);
    const parsed = this.parsedNames.indexOf(name);
    if (parsed >= 0) remove(this.parsedNames, this.parsedValues, parsed);
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
      this.deleted.length === 0 && this.parsedNames.length === 0 && this.metadataNames.length === 0 && this.error === ''
    );
  }

  /** The stream's labels that are left, in order. */
  streamPairs(): [string, string][] {
    return this.base
      .pairs()
      .filter(
        ([name]) =>
          !this.deleted.includes(name) && !this.metadataNames.includes(name) && !this.parsedNames.includes(name),
      );
  }

  metadataPairs(): [string, string][] {
    return this.metadataNames
      .map((name, index): [string, string] => [name, this.metadataValues[index] ?? ''])
      .filter(([name]) => !this.parsedNames.includes(name));
  }

  /** Parsed labels and, where a stage failed, its error. */
  parsedPairs(): [string, string][] {
    const pairs = this.parsedNames.map((name, index): [string, string] => [name, this.parsedValues[index] ?? '']);
    if (this.error !== '') pairs.push([ERROR_LABEL, this.error]);
    if (this.errorDetails !== '' && !this.isUnchanged) pairs.push([ERROR_DETAILS_LABEL, this.errorDetails]);
    return pairs;
  }

  allPairs(): [string, string][] {
    return [...this.streamPairs(), ...this.metadataPairs(), ...this.parsedPairs()];
  }
}

/** Whether the name is new. */
function put(names: string[], values: string[], name: string, value: string): boolean {
  const index = names.indexOf(name);
  if (index >= 0) {
    values[index] = value;
    return false;
  }
  names.push(name);
  values.push(value);
  return true;
}

function remove(names: string[], values: string[], index: number): void {
  names.splice(index, 1);
  values.splice(index, 1);
}
