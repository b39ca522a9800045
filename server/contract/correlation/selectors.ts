import type { Labels } from '../answer.ts';

export interface SelectorMatcher {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** As long as queries may be. Of a longer text nothing is said: half of a selector would select too much. */
const MAX_CHARS = 100_000;

const MATCHER =
  /\s*(?:([A-Za-z_][\w.]*)|"((?:[^"\\]|\\.)*)")\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`)\s*,?/sy;
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
    MATCHER.lastIndex = end;
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
const unquote = (text: string): string =>
  text.replace(/\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|[^])/gi, (escape) =>
    escape.length > 2
      ? String.fromCharCode(Number.parseInt(escape.slice(2), 16))
      : (ESCAPES[escape.charAt(1)] ?? escape.charAt(1)),
  );

/** Labels that every selector of a text demands by equality: they hold for all that the query gives. */
export function labelsOfQuery(text: string): Labels {
  const [first = [], ...others] = selectorsOf(text);
  const held = first.filter(
    ({ name, op, value }) =>
      op === '=' &&
      value !== '' &&
      others.every((other) => other.some((one) => one.op === '=' && one.name === name && one.value === value)),
  );
  return Object.fromEntries(held.map(({ name, value }) => [name, value]));
}
