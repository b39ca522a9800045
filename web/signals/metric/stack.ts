/** `percent` stacks shares of each time's total, 0 to 1. */
export type StackMode = 'none' | 'normal' | 'percent';

export interface StackInput {
  readonly values: Float64Array;
  readonly mode: StackMode;
  /** Only series of one group, mode and sign pile up. */
  readonly group: string;
}

export interface Stacked {
  /** One column per input: its upper edge when stacked, else the input itself. */
  readonly tops: readonly Float64Array[];
  /** Input index of the series right below each one in its pile, or -1. */
  readonly below: readonly number[];
}

/**
 * Piles columns up in order. A hole is flat, as thick as zero, so that the areas above keep something to stand on; where
 * a whole pile has no number, the hole shows. Columns whose numbers are all ≤ 0 pile downwards on their own.
 */
export function stackColumns(inputs: readonly StackInput[]): Stacked {
  const tops: Float64Array[] = [];
  const below: number[] = [];
  const piles = new Map<string, { sums: Float64Array; last: number }>();
  const totals = percentTotals(inputs);
  const filled = filledTimes(inputs);
  inputs.forEach((input, index) => {
    if (input.mode === 'none') {
      tops.push(input.values);
      below.push(-1);
      return;
    }
    const id = pileId(input);
    const pile = piles.get(id) ?? { sums: new Float64Array(input.values.length), last: -1 };
    const total = totals.get(id);
    const isFilled = filled.get(id);
    const top = new Float64Array(input.values.length);
    input.values.forEach((value, i) => {
      const part = total ? share(value, total[i] ?? 0) : value;
      if (!Number.isNaN(part)) pile.sums[i] = (pile.sums[i] ?? 0) + part;
      top[i] = isFilled?.[i] ? (pile.sums[i] ?? NaN) : NaN;
    });
    tops.push(top);
    below.push(pile.last);
    piles.set(id, { sums: pile.sums, last: index });
  });
  return { tops, below };
}

const pileId = (input: StackInput): string =>
  `${input.mode}\n${input.group}\n${isNegative(input.values) ? 'down' : 'up'}`;

function isNegative(values: Float64Array): boolean {
  let seen = false;
  for (const value of values) {
    if (value > 0) return false;
    if (value < 0) seen = true;
  }
  return seen;
}

/** Per pile, 1 at each time at which any of its columns has a number. */
function filledTimes(inputs: readonly StackInput[]): Map<string, Uint8Array> {
  const filled = new Map<string, Uint8Array>();
  for (const input of inputs) {
    const id = pileId(input);
    const marks = filled.get(id) ?? new Uint8Array(input.values.length);
    input.values.forEach((value, i) => {
      if (!Number.isNaN(value)) marks[i] = 1;
    });
    filled.set(id, marks);
  }
  return filled;
}

function percentTotals(inputs: readonly StackInput[]): Map<string, Float64Array> {
  const totals = new Map<string, Float64Array>();
  for (const input of inputs) {
    if (input.mode !== 'percent') continue;
    const id = pileId(input);
    const total = totals.get(id) ?? new Float64Array(input.values.length);
    input.values.forEach((value, i) => {
      if (!Number.isNaN(value)) total[i] = (total[i] ?? 0) + Math.abs(value);
    });
    totals.set(id, total);
  }
  return totals;
}

const share = (value: number, total: number): number => {
  if (Number.isNaN(value)) return NaN;
  return total === 0 ? 0 : value / total;
};
