/** Offsets in ns at round times, about `count` of them, from 0 up to and not past `durationNs`. */
export function timeTicks(durationNs: number, count: number): readonly number[] {
  if (!(durationNs > 0) || count < 1) return [0];
  const rough = durationNs / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  return Array.from({ length: Math.floor(durationNs / step) + 1 }, (_, index) => index * step);
}
