import type { Random } from '../../demo/random.ts';

/** One of a list that must not be empty. */
export function pickFrom<T>(random: Random, items: readonly T[]): T {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/** Somewhere in `length`, and how much from there on: mostly little, seldom all. */
export function pickSpan(random: Random, length: number): { readonly start: number; readonly end: number } {
  const start = random.below(length + 1);
  const reach = random.chance(0.8) ? 12 : length;
  return { start, end: Math.min(length, start + random.below(reach + 1)) };
}

/** Mostly one change: what has many is refused for the first of them. */
export const howOften = (random: Random): number => (random.chance(0.5) ? 1 : 1 + random.below(5));
