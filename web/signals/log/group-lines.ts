/** Lines that differ only in what changes from one request to the next. */
export interface LineGroup {
  /** `<_>` stands where the lines differ. */
  readonly pattern: string;
  readonly count: number;
  /** Index of the newest line, in the order given. */
  readonly example: number;
}

/** IDs, numbers, times, addresses and quoted values: what makes two lines of one statement differ. */
const CHANGING: readonly RegExp[] = [
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
  /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/g,
  /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g,
  /\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi,
  /\d+(?:[.,]\d+)*/g,
];

/** A line's statement, its values taken out. Cut at 300 characters. */
export function patternOf(line: string): string {
  const cut = line.slice(0, 2000);
  const bare = CHANGING.reduce((text, changing) => text.replace(changing, '<_>'), cut);
  return bare
    .replace(/(?:<_>[\s,.:;/-]*){2,}/g, '<_> ')
    .trim()
    .slice(0, 300);
}

/** Most frequent first. O(characters). */
export function groupLines(lines: readonly string[]): readonly LineGroup[] {
  const groups = new Map<string, { count: number; readonly example: number }>();
  lines.forEach((line, index) => {
    const pattern = patternOf(line);
    const known = groups.get(pattern);
    if (known) known.count++;
    else groups.set(pattern, { count: 1, example: index });
  });
  return [...groups].map(([pattern, group]) => ({ pattern, ...group })).sort((a, b) => b.count - a.count);
}
