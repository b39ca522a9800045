import {
  ALL_CHARS,
  charRange,
  complement,
  DIGITS,
  foldCase,
  NO_CHARS,
  oneChar,
  SPACE,
  WORD,
  type CharSet,
} from './char-set.ts';
import { END, START, type Body, type Node } from './pattern.ts';

interface Atom {
  /** As JavaScript writes it, with the flag `u`. */
  readonly source: string;
  readonly chars: CharSet;
}

/** Inside brackets. */
const CLASSES: Readonly<Record<string, Atom>> = {
  d: { source: '\\d', chars: DIGITS },
  w: { source: '\\w', chars: WORD },
  s: { source: '\\t\\n\\f\\r ', chars: SPACE },
};
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' };
const QUANTIFIER = /(?:[*+?]|\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*|))?\})\??/y;
const GROUP_OPEN = /\((?:\?:|\?P<([A-Za-z_]\w*)>|(?!\?))/y;
const PUNCTUATION = /^[!-/:-@[-`{-~ ]$/;
const MAX_DEPTH = 50;

export interface ParsedPattern {
  readonly body: Body;
  readonly ignoresCase: boolean;
}

/**
 * Reads what RE2 and JavaScript understand alike, or can be made to.
 *
 * @param pattern known to be valid RE2
 * @param dotIsAll whether `.` takes line ends too
 * @returns null for everything else: repeated groups, flags other than a leading `(?i)`, Unicode classes, …
 */
export function parsePattern(pattern: string, dotIsAll: boolean): ParsedPattern | null {
  const ignoresCase = pattern.startsWith('(?i)') && /^[\0-\x7f]*$/.test(pattern);
  if (!pattern.isWellFormed()) return null;
  const body = new PatternParser(ignoresCase ? pattern.slice(4) : pattern, { dotIsAll, ignoresCase }).parse();
  return body && { body, ignoresCase };
}

class PatternParser {
  readonly #text: string;
  readonly #dot: Atom;
  readonly #ignoresCase: boolean;
  #at = 0;
  #depth = 0;
  #isSupported = true;

  constructor(text: string, { dotIsAll, ignoresCase }: { readonly dotIsAll: boolean; readonly ignoresCase: boolean }) {
    this.#text = text;
    this.#ignoresCase = ignoresCase;
    this.#dot = dotIsAll ? { source: '[^]', chars: ALL_CHARS } : { source: '[^\\n]', chars: complement(oneChar('\n')) };
  }

  parse(): Body | null {
    const body = this.#alternatives();
    return this.#isSupported && this.#at === this.#text.length ? body : null;
  }

  #giveUp(): void {
    this.#isSupported = false;
    this.#at = this.#text.length;
  }

  #alternatives(): Body {
    const body: Node[][] = [[]];
    for (let char = this.#text[this.#at]; char !== undefined && char !== ')'; char = this.#text[this.#at]) {
      if (char === '|') {
        this.#at += 1;
        body.push([]);
      } else body.at(-1)?.push(this.#node());
    }
    return body;
  }

  #node(): Node {
    if (this.#text[this.#at] === '(') return this.#group();
    const assertion = /[$^]|\\[bB]/y;
    assertion.lastIndex = this.#at;
    const found = assertion.exec(this.#text)?.[0];
    if (found !== undefined) {
      this.#at += found.length;
      // With (?i) JavaScript takes ſ and K for letters of words.
      if (this.#quantifier() || (this.#ignoresCase && found !== END && found !== START)) this.#giveUp();
      return { kind: 'assertion', source: found };
    }
    const { source, chars } = this.#atom();
    const { min, max, text } = this.#quantifier() ?? { min: 1, max: 1, text: '' };
    return { kind: 'chars', chars: this.#ignoresCase ? foldCase(chars) : chars, min, max, source: source + text };
  }

  #group(): Node {
    GROUP_OPEN.lastIndex = this.#at;
    const found = GROUP_OPEN.exec(this.#text);
    if (!found || ++this.#depth > MAX_DEPTH) this.#giveUp();
    this.#at += found?.[0].length ?? 0;
    const body = this.#alternatives();
    if (this.#text[this.#at] !== ')') this.#giveUp();
    this.#at += 1;
    this.#depth -= 1;
    const quantifier = this.#quantifier();
    if (quantifier && (quantifier.min !== 0 || quantifier.max !== 1 || !quantifier.text.startsWith('?')))
      this.#giveUp();
    const open = found?.[1] === undefined ? (found?.[0] ?? '(') : `(?<${found[1]}>`;
    return { kind: 'group', open, body, isOptional: quantifier !== null, quantifier: quantifier?.text ?? '' };
  }

  #quantifier(): { readonly min: number; readonly max: number; readonly text: string } | null {
    QUANTIFIER.lastIndex = this.#at;
    const found = QUANTIFIER.exec(this.#text);
    if (!found) return null;
    const [text, least, comma, most] = found;
    this.#at += text.length;
    if (least === undefined) return { min: text[0] === '+' ? 1 : 0, max: text[0] === '?' ? 1 : Infinity, text };
    const max = comma === undefined ? Number(least) : most === '' ? Infinity : Number(most);
    return { min: Number(least), max, text };
  }

  #atom(): Atom {
    const char = this.#next();
    if (char === '.') return this.#dot;
    if (char === '[') return this.#brackets();
    if (char !== '\\') return literal(char);
    const escaped = this.#next();
    const known = this.#classOf(escaped.toLowerCase());
    if (!known) return literal(this.#escapedChar(escaped));
    const isNegated = escaped !== escaped.toLowerCase();
    const chars = isNegated ? complement(known.chars) : known.chars;
    return { source: `[${isNegated ? '^' : ''}${known.source}]`, chars };
  }

  /** A whole code point. */
  #next(): string {
    const code = this.#text.codePointAt(this.#at);
    if (code === undefined) this.#giveUp();
    const char = String.fromCodePoint(code ?? 0);
    this.#at += code === undefined ? 0 : char.length;
    return char;
  }

  #classOf(name: string): Atom | undefined {
    const known = CLASSES[name];
    if (known && this.#ignoresCase && name === 'w') this.#giveUp();
    return known;
  }

  #escapedChar(escaped: string): string {
    const control = CONTROLS[escaped];
    if (control !== undefined) return control;
    if (!PUNCTUATION.test(escaped)) this.#giveUp();
    return escaped;
  }

  /** What stands between brackets, after the first of them. */
  #brackets(): Atom {
    const isNegated = this.#text[this.#at] === '^';
    if (isNegated) this.#at += 1;
    // RE2 takes a bracket here for a character.
    if (this.#text[this.#at] === ']') this.#giveUp();
    let source = '';
    let chars = NO_CHARS;
    while (this.#isSupported && this.#text[this.#at] !== ']') {
      const item = this.#bracketItem();
      source += item.source;
      chars |= item.chars;
    }
    this.#at += 1;
    const folded = this.#ignoresCase ? foldCase(chars) : chars;
    return { source: `[${isNegated ? '^' : ''}${source}]`, chars: isNegated ? complement(folded) : folded };
  }

  #bracketItem(): Atom {
    if (this.#text.startsWith('[:', this.#at)) this.#giveUp();
    const low = this.#bracketChar();
    if (typeof low !== 'string') return low;
    const isRange = this.#text[this.#at] === '-' && this.#text[this.#at + 1] !== ']';
    if (!isRange) return { source: inBrackets(low), chars: oneChar(low) };
    this.#at += 1;
    const high = this.#bracketChar();
    if (typeof high !== 'string') {
      this.#giveUp();
      return high;
    }
    return { source: `${inBrackets(low)}-${inBrackets(high)}`, chars: charRange(low, high) };
  }

  /** A class like `\d`, or one character. */
  #bracketChar(): Atom | string {
    const char = this.#next();
    if (char !== '\\') return char;
    const escaped = this.#next();
    return this.#classOf(escaped) ?? this.#escapedChar(escaped);
  }
}

const literal = (char: string): Atom => ({ source: inBrackets(char), chars: oneChar(char) });
const inBrackets = (char: string): string => {
  if (/[\^$\\.*+?()[\]{}|/]/.test(char)) return `\\${char}`;
  if (char === '-') return '\\x2d';
  const control = Object.entries(CONTROLS).find(([, known]) => known === char);
  return control ? `\\${control[0]}` : char;
};
