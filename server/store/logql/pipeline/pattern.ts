/** A pattern `<method> <_> <status>` taken apart: text alternating with captures. */
export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `name` is null for `<_>`. */
  | { readonly kind: 'capture'; readonly name: string | null };

const CAPTURE = /<([A-Za-z_]\w*)>/g;

export function parsePattern(pattern: string): PatternPart[] {
  const parts: PatternPart[] = [];
  let from = 0;
  for (const capture of pattern.matchAll(CAPTURE)) {
    if (capture.index > from) parts.push({ kind: 'text', text: pattern.slice(from, capture.index) });
    parts.push({ kind: 'capture', name: capture[1] === '_' ? null : (capture[1] ?? null) });
    from = capture.index + capture[0].length;
  }
  if (from < pattern.length) parts.push({ kind: 'text', text: pattern.slice(from) });
  return parts;
}

const captureText = (part: PatternPart) => (part.kind === 'capture' ? `<${part.name ?? '_'}>` : part.text);

/** Why this is no pattern to extract labels with; null when it is one. */
export function checkExtraction(parts: readonly PatternPart[]): string | null {
  const names = parts.flatMap((part) => (part.kind === 'capture' && part.name !== null ? [part.name] : []));
  if (parts.length === 0)
    return 'parse error at line 1, col 1: syntax error: unexpected $end, expecting IDENTIFIER or LITERAL';
  if (names.length === 0) return 'at least one capture is required';
  const consecutive = checkConsecutive(parts);
  if (consecutive) return consecutive;
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  return duplicate === undefined ? null : `duplicate capture name (${duplicate}): invalid expression`;
}

/** Why this is no pattern to filter lines with; null when it is one. */
export function checkLineFilter(parts: readonly PatternPart[]): string | null {
  const consecutive = checkConsecutive(parts);
  if (consecutive) return consecutive;
  const named = parts.find((part) => part.kind === 'capture' && part.name !== null);
  return named ? `named captures are not allowed: found '${captureText(named)}'` : null;
}

function checkConsecutive(parts: readonly PatternPart[]): string | null {
  const index = parts.findIndex((part, at) => part.kind === 'capture' && parts[at + 1]?.kind === 'capture');
  const [first, second] = parts.slice(index);
  if (index < 0 || !first || !second) return null;
  return `found consecutive capture '${captureText(first)}${captureText(second)}': invalid expression`;
}

/**
 * Whether the whole line is of this pattern. Captures must not be empty; an empty pattern is for empty lines only.
 */
export function testPattern(parts: readonly PatternPart[], line: string): boolean {
  if (line === '' || parts.length === 0) return line === '' && parts.length === 0;
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'capture') continue;
    const found = line.indexOf(part.text, at);
    if (found < 0 || (index !== 0 && found === at)) return false;
    // The first text may be found anywhere, as in Loki.
    at = found + part.text.length;
  }
  const endsInCapture = parts.at(-1)?.kind === 'capture';
  return endsInCapture === (at !== line.length);
}

/** What the captures of the pattern hold, in order, those named `_` left out; fewer when the line ends early. */
export function matchPattern(parts: readonly PatternPart[], line: string): string[] {
  const captures: string[] = [];
  if (line === '') return captures;
  let at = 0;
  let index = 0;
  const [first] = parts;
  if (first?.kind === 'text') {
    if (!line.startsWith(first.text)) return captures;
    at = first.text.length;
    index = 1;
  }
  for (; index < parts.length; index += 2) {
    const part = parts[index];
    const next = parts[index + 1];
    const found = next?.kind === 'text' ? line.indexOf(next.text, at) : -1;
    if (part?.kind === 'capture' && part.name !== null)
      captures.push(found < 0 ? line.slice(at) : line.slice(at, found));
    if (found < 0 || next?.kind !== 'text') return captures;
    at = found + next.text.length;
  }
  return captures;
}
