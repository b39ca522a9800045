import { nameOf, stackOf, type FlameTree } from './flame-tree.ts';
import { topFunctions } from './top-functions.ts';

/** A function in two profiles. Shares are parts of each profile's total, 0 … 1, so that unequal lengths compare. */
export interface FunctionChange {
  readonly name: string;
  readonly leftSelf: number;
  readonly rightSelf: number;
  readonly leftTotal: number;
  readonly rightTotal: number;
  readonly leftShare: number;
  readonly rightShare: number;
  /** `rightShare` - `leftShare`, of totals. */
  readonly change: number;
}

/** Functions of either profile, those whose share of the total changed most first. */
export function compareFunctions(left: FlameTree, right: FlameTree): readonly FunctionChange[] {
  const leftByName = new Map(topFunctions(left).map((item) => [item.name, item]));
  const rightByName = new Map(topFunctions(right).map((item) => [item.name, item]));
  const changes = [...new Set([...leftByName.keys(), ...rightByName.keys()])].map((name): FunctionChange => {
    const [before, after] = [leftByName.get(name), rightByName.get(name)];
    const leftShare = share(before?.total ?? 0, left);
    const rightShare = share(after?.total ?? 0, right);
    return {
      name,
      leftSelf: before?.self ?? 0,
      rightSelf: after?.self ?? 0,
      leftTotal: before?.total ?? 0,
      rightTotal: after?.total ?? 0,
      leftShare,
      rightShare,
      change: rightShare - leftShare,
    };
  });
  return changes.sort((a, b) => Math.abs(b.change) - Math.abs(a.change) || (a.name < b.name ? -1 : 1));
}

const share = (value: number, tree: FlameTree): number => {
  const whole = tree.total[0] ?? 0;
  return whole === 0 ? 0 : value / whole;
};

/** By row of `right`: how much more (or, below 0, less) of its profile the same stack takes than in `left`, -1 … 1. */
export function compareStacks(left: FlameTree, right: FlameTree): Float64Array {
  const key = (tree: FlameTree, row: number) =>
    stackOf(tree, row)
      .map((at) => nameOf(tree, at))
      .join('\n');
  const before = new Map<string, number>();
  for (let row = 0; row < left.length; row++) before.set(key(left, row), share(left.total[row] ?? 0, left));
  return Float64Array.from({ length: right.length }, (_, row) => {
    return share(right.total[row] ?? 0, right) - (before.get(key(right, row)) ?? 0);
  });
}
