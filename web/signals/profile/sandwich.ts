import type { FlameGraphAnswer } from '../../../server/contract/profiles.ts';
import { nameOf, stackOf, type FlameTree } from './flame-tree.ts';
import { StackMerger } from './stack-merger.ts';

/** A function between those who call it and those it calls; the root of both is the function itself. */
export interface Sandwich {
  /** Upside down: below the function its callers, below those theirs. */
  readonly callers: FlameGraphAnswer;
  readonly callees: FlameGraphAnswer;
}

/** All places where the function is called, merged; recursion counts from the outermost call. O(rows × depth). */
export function sandwich(tree: FlameTree, functionName: string, sampleUnit: string): Sandwich {
  const callers = new StackMerger(functionName);
  const callees = new StackMerger(functionName);
  let covered = 0;
  for (let row = 1; row < tree.length; row++) {
    if (row < covered || nameOf(tree, row) !== functionName) continue;
    const end = tree.end[row] ?? tree.length;
    covered = end;
    const above = stackOf(tree, row).slice(1, -1).reverse();
    callers.add(
      above.map((at) => nameOf(tree, at)),
      tree.total[row] ?? 0,
    );
    for (let below = row; below < end; below++) {
      const self = tree.self[below] ?? 0;
      if (self === 0) continue;
      const path = stackOf(tree, below).slice((tree.depth[row] ?? 0) + 1);
      callees.add(
        path.map((at) => nameOf(tree, at)),
        self,
      );
    }
  }
  return { callers: callers.finish(sampleUnit), callees: callees.finish(sampleUnit) };
}
