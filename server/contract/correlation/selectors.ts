export interface SelectorMatcher {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
  /** As it was written, where it is no matcher of this form. */
  readonly text?: string;
}

/** As long as queries may be. Of a longer text nothing is said: half of a selector would select too much. */
const MAX_CHARS = 100_000;

/** What may stand between matchers: space, comments, commas, and a quoted name of a metric. */
const BETWEEN = /(?:[\s,]|#[^\n]*(?:\n|$)|"(?:[^"\\]|\\.)*"(?=\s*[,}]))*/sy;
const MATCHER =
  /(?:([A-Za-z_][\w.]*)|"((?:[^"\\]|\\.)*)")\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`)/sy;
const STRING_OR_COMMENT = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|#[^\n]*/sy;

/** The matchers of each `{…}` selector of a PromQL, LogQL or Pyroscope text, in order. O(length). */
export function selectorsOf(text: string): readonly (readonly SelectorMatcher[])[] {
  if (text.length > MAX_CHARS) return [];
  const selectors: SelectorMatcher[][] = [];
  for (let at = 0; at < text.length;) {
    if (text[at] === '{') {
      const { matchers, end } = readMatchers(text, at + 1);
      selectors.push(matchers);
      at = end;
      continue;
    }
    STRING_OR_COMMENT.lastIndex = at;
    at = STRING_OR_COMMENT.test(text) ? STRING_OR_COMMENT.lastIndex : at + 1;
  }
  return selectors;
}

function readMatchers(source: string, from: number): { readonly matchers: SelectorMatcher[]; readonly end: number } {
  const matchers: SelectorMatcher[] = [];
  let end = from;
  for (;;) {
    BETWEEN.lastIndex = end;
    BETWEEN.test(source);
    MATCHER.lastIndex = BETWEEN.lastIndex;
    const match = MATCHER.exec(source);
    if (!match) return { matchers, end };
    const [, word, quoted, op, double, single, raw] = match;
    const name = word ?? unquote(quoted ?? '');
    const value = raw ?? unquote(double ?? single ?? '');
    matchers.push({ name, op: op as SelectorMatcher['op'], value });
    end = MATCHER.lastIndex;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\u0007', b: '\b', f: '\f', v: '\v' };

/** Go's string escapes, as PromQL, LogQL and TraceQL share them. */
export const unquote = (text: string): string =>
  text.replace(
    /((?:\\x[0-9a-fA-F]{2}|\\[0-7]{3})+)|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\([^])/g,
    (_whole, bytes: string | undefined, ...[short, long, char = '']: (string | undefined)[]) => {
      if (bytes !== undefined) return textOfBytes(bytes);
      const code = Number.parseInt(long ?? short ?? '', 16);
      if (code <= 0x10_ff_ff) return String.fromCodePoint(code);
      return Number.isNaN(code) ? (ESCAPES[char] ?? char) : '\ufffd';
    },
  );

/** `\x` and octal escapes are bytes of UTF-8. */
function textOfBytes(escapes: string): string {
  const bytes = Array.from(escapes.matchAll(/\\x(..)|\\(\d{3})/g), ([, hex, octal]) =>
    hex === undefined ? Number.parseInt(octal ?? '', 8) & 0xff : Number.parseInt(hex, 16),
  );
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return String.fromCharCode(...bytes);
  }
}
