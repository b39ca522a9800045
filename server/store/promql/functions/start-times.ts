/** A sample's time and when its counting began, ms; 0 unknown. */
interface Counted {
  readonly time: number;
  readonly start: number;
}

/** Whether counting began anew between two samples, going by what they say themselves. */
export function isStartReset(before: Counted, now: Counted): boolean {
  if (now.start === 0 || now.start >= now.time || now.start < before.time) return false;
  if (now.start > before.time) return true;
  // Counting from the sample before on: a delta, unless that sample did not know its own start.
  return before.start <= before.time && before.start !== 0 && before.start !== before.time;
}

/** Counting is said to have begun before the sample before, but not when that one's did. */
export const overlapsStart = (before: Counted, now: Counted): boolean =>
  now.start !== 0 && now.start < before.time && now.start !== before.start;
