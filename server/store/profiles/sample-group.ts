import { LIMITS } from './limits.ts';
import { MalformedProfile, type PprofProfile } from './pprof-decode.ts';
import { ROOT, type SymbolTable } from './symbol-table.ts';

/** The samples of a profile that have the same labels. */
export interface SampleGroup {
  readonly labels: ReadonlyMap<string, string>;
  /** Row of `link * 2^32 + node`. */
  readonly rows: Map<number, number>;
  readonly nodes: number[];
  readonly links: number[];
  /** By sample type, then row. */
  readonly values: readonly number[][];
}

/** Turns location lists into nodes of the symbol table, callers first. */
export class StackReader {
  readonly #profile: PprofProfile;
  readonly #symbols: SymbolTable;
  readonly #frames = new Map<number, readonly number[]>();
  #steps = 0;

  constructor(profile: PprofProfile, symbols: SymbolTable) {
    this.#profile = profile;
    this.#symbols = symbols;
  }

  read(locationIds: readonly number[]): number {
    let node = ROOT;
    let depth = 0;
    for (let i = locationIds.length - 1; i >= 0 && depth < LIMITS.stackDepth; i--) {
      for (const frame of this.#framesOf(locationIds[i] ?? 0)) {
        if (depth >= LIMITS.stackDepth) break;
        node = this.#symbols.child(node, frame);
        depth += 1;
      }
    }
    this.#steps += depth;
    // A few bytes of pprof can name a long inlined location many times over.
    if (this.#steps > LIMITS.stackSteps) throw new MalformedProfile('the stacks of the profile are too deep');
    return node;
  }

  #framesOf(locationId: number): readonly number[] {
    let frames = this.#frames.get(locationId);
    if (!frames) {
      const inlined = this.#profile.locations.get(locationId) ?? [];
      frames = inlined.slice(-LIMITS.stackDepth).map((frame) => this.#symbols.internFrame(frame));
      frames = frames.toReversed();
      this.#frames.set(locationId, frames);
    }
    return frames;
  }
}

export function addRow(group: SampleGroup, sample: { node: number; link: number; values: readonly number[] }): void {
  const key = sample.link * 2 ** 32 + sample.node;
  let row = group.rows.get(key);
  if (row === undefined) {
    row = group.nodes.length;
    group.rows.set(key, row);
    group.nodes.push(sample.node);
    group.links.push(sample.link);
  }
  for (const [type, value] of sample.values.entries()) {
    const column = group.values[type];
    if (column) column[row] = (column[row] ?? 0) + Math.max(0, value);
  }
}

export function compactRows(group: SampleGroup, column: readonly number[]) {
  const rows: number[] = [];
  let total = 0;
  let isSmall = true;
  for (const [row, value] of column.entries()) {
    if (!(value > 0)) continue;
    rows.push(row);
    total += value;
    if (value > 0xffffffff) isSmall = false;
  }
  if (rows.length === 0) return null;
  const nodes = Uint32Array.from(rows, (row) => group.nodes[row] ?? ROOT);
  const kept = rows.map((row) => column[row] ?? 0);
  const values = isSmall ? Uint32Array.from(kept) : Float64Array.from(kept);
  const isLinked = rows.some((row) => group.links[row] !== 0);
  const links = isLinked ? Uint32Array.from(rows, (row) => group.links[row] ?? 0) : null;
  return { nodes, values, links, total };
}
