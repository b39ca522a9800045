/**
 * The course of a column as an SVG path over the whole width, from the first to the last number, lowest at the bottom.
 * Holes are drawn over. '' for fewer than two numbers. At most 120 points: more cannot be seen.
 */
export function sparkline(values: ArrayLike<number>, box: { readonly width: number; readonly height: number }): string {
  const points: { readonly x: number; readonly y: number }[] = [];
  const stride = Math.max(1, Math.ceil(values.length / 120));
  for (let i = 0; i < values.length; i += stride) {
    const y = values[i] ?? NaN;
    if (Number.isFinite(y)) points.push({ x: i, y });
  }
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || first === last) return '';
  const low = Math.min(...points.map(({ y }) => y));
  const high = Math.max(...points.map(({ y }) => y));
  const place = ({ x, y }: { readonly x: number; readonly y: number }): string => {
    const left = ((x - first.x) / (last.x - first.x)) * box.width;
    // A flat course runs through the middle.
    const top = high === low ? box.height / 2 : box.height - ((y - low) / (high - low)) * box.height;
    return `${round(left)},${round(top)}`;
  };
  return `M${points.map(place).join('L')}`;
}

const round = (value: number): number => Math.round(value * 100) / 100;
