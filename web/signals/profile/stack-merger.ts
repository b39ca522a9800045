import type { FlameGraphAnswer } from '../../../server/contract/profiles.ts';

interface MergedFrame {
  readonly name: string;
  self: number;
  readonly children: Map<string, MergedFrame>;
}

/** Puts stacks together into one flame graph, functions in order of name. */
export class StackMerger {
  readonly #root: MergedFrame;

  constructor(rootName: string) {
    this.#root = { name: rootName, self: 0, children: new Map() };
  }

  /** `stack` is outermost first, without the root. */
  add(stack: readonly string[], value: number): void {
    let frame = this.#root;
    for (const name of stack) {
      let child = frame.children.get(name);
      if (!child) {
        child = { name, self: 0, children: new Map() };
        frame.children.set(name, child);
      }
      frame = child;
    }
    frame.self += value;
  }

  finish(sampleUnit: string): FlameGraphAnswer {
    const names: string[] = [];
    const nameIds = new Map<string, number>();
    const nameIndex: number[] = [];
    const depth: number[] = [];
    const self: number[] = [];
    const pending = [{ frame: this.#root, level: 0 }];
    for (let next = pending.pop(); next; next = pending.pop()) {
      const { frame, level } = next;
      let id = nameIds.get(frame.name);
      if (id === undefined) {
        id = names.push(frame.name) - 1;
        nameIds.set(frame.name, id);
      }
      nameIndex.push(id);
      depth.push(level);
      self.push(frame.self);
      const children = [...frame.children.values()].sort((a, b) => (a.name < b.name ? 1 : -1));
      for (const child of children) pending.push({ frame: child, level: level + 1 });
    }
    return { names, nameIndex, depth, self, total: totals(depth, self), sampleUnit, meta: {} };
  }
}

/** Sums each row and all rows below it, from the last up. */
function totals(depth: readonly number[], self: readonly number[]): number[] {
  const total = [...self];
  const waiting: number[] = [];
  for (let row = total.length - 1; row >= 0; row--) {
    const level = depth[row] ?? 0;
    total[row] = (self[row] ?? 0) + (waiting[level + 1] ?? 0);
    waiting[level + 1] = 0;
    waiting[level] = (waiting[level] ?? 0) + (total[row] ?? 0);
  }
  return total;
}
