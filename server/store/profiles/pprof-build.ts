import type { MessageInit } from './message-codec.ts';
import type { MergedStacks } from './merge.ts';
import type { Profile } from './messages.ts';
import { minimumTotal } from './name-tree.ts';
import type { ValueType } from './pprof-decode.ts';
import { ROOT, type StackFrame } from './symbol-table.ts';

export type PprofMessage = MessageInit<typeof Profile>;

export interface PprofHeader {
  readonly sampleTypes: readonly ValueType[];
  readonly periodType: ValueType;
  readonly period: number;
  readonly timeNanos: number;
  readonly durationNanos: number;
}

/** Builds profile.proto out of stacks, each frame a location of its own in one nameless mapping. */
export class PprofBuilder {
  readonly #strings: string[] = [''];
  readonly #stringIds = new Map<string, number>([['', 0]]);
  readonly #functions: { id: number; name: number; systemName: number; filename: number; startLine: number }[] = [];
  readonly #functionIds = new Map<string, number>();
  readonly #locations: { id: number; mappingId: number; line: { functionId: number; line: number }[] }[] = [];
  readonly #locationIds = new Map<string, number>();
  readonly #samples: { locationId: readonly number[]; value: readonly number[] }[] = [];

  /** `stack` is leaf first, `values` one per sample type. */
  addSample(stack: readonly StackFrame[], values: readonly number[]): void {
    this.#samples.push({ locationId: stack.map((frame) => this.#location(frame)), value: values });
  }

  #string(text: string): number {
    return intern(this.#stringIds, text, () => this.#strings.push(text) - 1);
  }

  #function({ name, file, startLine }: StackFrame): number {
    return intern(this.#functionIds, `${name}\0${file}\0${startLine}`, () => {
      const id = this.#functions.length + 1;
      const nameIndex = this.#string(name);
      this.#functions.push({ id, name: nameIndex, systemName: nameIndex, filename: this.#string(file), startLine });
      return id;
    });
  }

  #location(frame: StackFrame): number {
    const functionId = this.#function(frame);
    return intern(this.#locationIds, `${functionId}:${frame.line}`, () => {
      const id = this.#locations.length + 1;
      this.#locations.push({ id, mappingId: 1, line: [{ functionId, line: frame.line }] });
      return id;
    });
  }

  finish(header: PprofHeader): PprofMessage {
    const valueType = ({ type, unit }: ValueType) => ({ type: this.#string(type), unit: this.#string(unit) });
    return {
      sampleType: header.sampleTypes.map(valueType),
      sample: this.#samples,
      mapping: [{ id: 1, hasFunctions: true, hasFilenames: true, hasLineNumbers: true }],
      location: this.#locations,
      function: this.#functions,
      periodType: valueType(header.periodType),
      period: header.period,
      timeNanos: header.timeNanos,
      durationNanos: header.durationNanos,
      stringTable: this.#strings,
    };
  }
}

function intern(known: Map<string, number>, key: string, create: () => number): number {
  let id = known.get(key);
  if (id === undefined) {
    id = create();
    known.set(key, id);
  }
  return id;
}

const OTHER: StackFrame = { name: 'other', file: '', line: 0, startLine: 0 };

/** A merged profile with files and lines. `maxNodes` > 0 cuts stacks where they leave the largest nodes. */
export function buildMergedPprof(stacks: MergedStacks, header: PprofHeader, maxNodes: number): PprofMessage {
  const builder = new PprofBuilder();
  const { symbols } = stacks;
  const totals = maxNodes > 0 ? totalsByNode(stacks) : new Map<number, number>();
  const minimum = minimumTotal([...totals.values()], maxNodes);
  const cut = new Map<number, number>();
  for (const node of stacks.nodes) {
    const value = stacks.self[node] ?? 0;
    let kept = node;
    while (minimum > 0 && kept !== ROOT && (totals.get(kept) ?? 0) < minimum) kept = symbols.parentOf(kept);
    if (kept === node) builder.addSample(stackOf(stacks, node), [value]);
    else cut.set(kept, (cut.get(kept) ?? 0) + value);
  }
  for (const [node, value] of cut) builder.addSample([OTHER, ...stackOf(stacks, node)], [value]);
  return builder.finish(header);
}

function stackOf({ symbols }: MergedStacks, leaf: number): readonly StackFrame[] {
  const stack: StackFrame[] = [];
  for (let node = leaf; node !== ROOT; node = symbols.parentOf(node)) {
    stack.push(symbols.frame(symbols.frameIdOf(node)));
  }
  return stack;
}

/** Of the nodes that samples reach. */
function totalsByNode({ symbols, self, nodes }: MergedStacks): Map<number, number> {
  const totals = new Map<number, number>();
  for (const leaf of nodes) {
    for (let node = leaf; node !== ROOT; node = symbols.parentOf(node)) {
      totals.set(node, (totals.get(node) ?? 0) + (self[leaf] ?? 0));
    }
  }
  return totals;
}
