/**
 * What can be told of an RE2 pattern by its text alone. Patterns come from queries and are fully anchored, as the
 * matchers of Prometheus, Loki and Pyroscope are, and Tempo's since it matches with Prometheus' own. Linear in length.
 */

const GROUP = /^\((?:\?:)?([^()]*)\)$/;
const withoutGroup = (pattern: string): string => GROUP.exec(pattern)?.[1] ?? pattern;

/** The texts that a pattern matches where it is nothing but alternatives of plain text, else null. */
export function plainAlternatives(pattern: string): readonly string[] | null {
  const texts: string[] = [];
  let text = '';
  const body = withoutGroup(pattern);
  for (let at = 0; at < body.length; at++) {
    const char = body.charAt(at);
    if (char === '|') {
      texts.push(text);
      text = '';
    } else if (char === '\\') {
      at += 1;
      // RE2 takes a backslash before ASCII punctuation for that character, before anything else for something special.
      if (!/^[!-/:-@[-`{-~]$/.test(body.charAt(at))) return null;
      text += body.charAt(at);
    } else if ('^$.*+?()[]{}'.includes(char)) return null;
    else text += char;
  }
  return [...texts, text];
}

const WORD_FIRST = /^[\w-](?![*?{])[^|()[\]\\]*(?:\|[\w-](?![*?{])[^|()[\]\\]*)*$/;

/** Whether a pattern surely matches no empty text; false where that cannot be told. */
export function refusesEmpty(pattern: string): boolean {
  const plain = plainAlternatives(pattern);
  return plain ? !plain.includes('') : pattern === '.+' || WORD_FIRST.test(withoutGroup(pattern));
}

export interface WholeNumbers {
  readonly min: number;
  readonly max: number;
}

const DIGITS = /^(?:([1-9]\d{0,8})|\[([1-9])-?([1-9])\])((?:\.|\\d|\[0-9\]){0,6})$/;

/** The whole numbers whose digits a pattern matches (`5..`, `404|4[0-9]\d`, `[45]..`), else null. */
export function wholeNumbers(pattern: string): readonly WholeNumbers[] | null {
  const ranges: WholeNumbers[] = [];
  for (const alternative of withoutGroup(pattern).split('|')) {
    if (alternative === '0') {
      ranges.push({ min: 0, max: 0 });
      continue;
    }
    const [, digits, first, last, any = ''] = DIGITS.exec(alternative) ?? [];
    if (digits === undefined && first === undefined) return null;
    const wild = any.replace(/\\d|\[0-9\]/g, '.').length;
    const isList = first !== undefined && !alternative.startsWith(`[${first}-`);
    const leads = digits
      ? [[digits, digits]]
      : isList
        ? [
            [first, first],
            [last, last],
          ]
        : [[first, last]];
    for (const [from = '', to = ''] of leads) {
      ranges.push({ min: Number(from + '0'.repeat(wild)), max: Number(to + '9'.repeat(wild)) });
    }
  }
  return ranges;
}
