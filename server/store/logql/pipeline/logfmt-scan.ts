import { unquoteLogfmt } from './logfmt-unquote.ts';

const EQUALS = 61;
const QUOTE = 34;
const BACKSLASH = 92;
const SPACE = 32;

/** Reads `key=value` pairs one by one, as lenient as Loki's decoder. Positions are indices into the text. */
export class LogfmtScanner {
  key = '';
  value = '';
  /** What was wrong with the pair last skipped; null when nothing was. */
  error: string | null = null;
  #text = '';
  #at = 0;
  #start = 0;
  #end = 0;

  reset(text: string, start: number, end: number): void {
    this.#text = text;
    this.#at = start;
    this.#start = start;
    this.#end = end;
    this.error = null;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#end;
  }

  /** False when there is no pair or the one there is malformed; the scanner then stands behind it. */
  next(): boolean {
    this.key = '';
    this.value = '';
    while (this.#at < this.#end && this.#code() <= SPACE) this.#at++;
    if (this.#at >= this.#end) return false;
    const start = this.#at;
    for (; this.#at < this.#end; this.#at++) {
      const code = this.#code();
      if (code === EQUALS) return this.#keyEnds(start) && this.#scanValue();
      if (code === QUOTE) return this.#unexpected();
      if (code <= SPACE) break;
    }
    return this.#keyEnds(start);
  }

  #code(): number {
    return this.#text.charCodeAt(this.#at);
  }

  #keyEnds(start: number): boolean {
    if (this.#at === start) return this.#unexpected();
    this.key = this.#text.slice(start, this.#at);
    if (!this.key.includes('\ufffd')) return true;
    this.#fail('invalid key');
    return this.#skipWord();
  }

  #scanValue(): boolean {
    this.#at++;
    if (this.#at >= this.#end || this.#code() <= SPACE) return true;
    if (this.#code() === QUOTE) return this.#scanQuoted();
    const start = this.#at;
    for (; this.#at < this.#end; this.#at++) {
      const code = this.#code();
      if (code === EQUALS || code === QUOTE) return this.#unexpected();
      if (code <= SPACE) break;
    }
    this.value = this.#text.slice(start, this.#at);
    return true;
  }

  #scanQuoted(): boolean {
    const start = this.#at;
    let hasEscape = false;
    for (let at = start + 1; at < this.#end; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === BACKSLASH) {
        hasEscape = true;
        at++;
      } else if (code === QUOTE) {
        this.#at = at + 1;
        const raw = this.#text.slice(start + 1, at);
        const value = hasEscape ? unquoteLogfmt(raw) : raw;
        if (value === null) this.#fail('invalid quoted value');
        else this.value = value;
        return value !== null;
      }
    }
    this.#at = this.#end;
    this.#fail('unterminated quoted value');
    return false;
  }

  #unexpected(): boolean {
    this.#fail(`unexpected '${this.#text[this.#at]}'`);
    return this.#skipWord();
  }

  #skipWord(): false {
    while (this.#at < this.#end && this.#code() > SPACE) this.#at++;
    return false;
  }

  #fail(message: string): void {
    this.error = `logfmt syntax error at pos ${this.#at - this.#start + 1} : ${message}`;
  }
}
