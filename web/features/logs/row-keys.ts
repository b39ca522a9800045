const PAGE = 20;

/** The row that a key leads to, or null for a key that moves nothing. `at` is -1 before the first move. */
export function moveRow(key: string, at: number, count: number): number | null {
  const last = count - 1;
  const to = (position: number): number => Math.min(Math.max(position, 0), last);
  if (count === 0) return null;
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return to(at + 1);
    case 'k':
    case 'ArrowUp':
      return to(at < 0 ? 0 : at - 1);
    case 'PageDown':
      return to(at + PAGE);
    case 'PageUp':
      return to(at - PAGE);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
