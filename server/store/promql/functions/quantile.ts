/** The quantile of plain values, on the line between the two it falls between. Sorts `values`; NaN sorts first. */
export function quantile(q: number, values: Float64Array): number {
  if (values.length === 0 || Number.isNaN(q)) return Number.NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  sortNanFirst(values);
  const rank = q * (values.length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(values.length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return (values[lower] ?? 0) * (1 - weight) + (values[upper] ?? 0) * weight;
}

/** Typed arrays sort NaN last. */
function sortNanFirst(values: Float64Array): void {
  values.sort();
  const firstNaN = values.findIndex(Number.isNaN);
  if (firstNaN <= 0) return;
  const count = values.length - firstNaN;
  values.copyWithin(count, 0, firstNaN);
  values.fill(Number.NaN, 0, count);
}
