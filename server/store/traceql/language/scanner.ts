import { failAt } from './parse-error.ts';
import type { Position } from './token.ts';

/** A cursor over the characters of a query, counting lines and columns. */
export class Scanner {
  readonly text: readonly string[];
  offset = 0;
  line = 1;
  column = 0;

  constructor(text: string) {
    this.text = Array.from(text);
  }

  /** The character `ahead` of the next one; '' at the end. */
  peek(ahead = 0): string {
    return this.text[this.offset + ahead] ?? '';
  }

  next(): string {
    const character = this.peek();
    if (character === '') return '';
    this.offset++;
    if (character === '\n') {
      this.line++;
      this.column = 0;
    } else this.column++;
    return character;
  }

  take(count: number): string {
    let taken = '';
    for (let index = 0; index < count; index++) taken += this.next();
    return taken;
  }

  takeWhile(accept: (character: string) => boolean): string {
    let taken = '';
    while (this.peek() !== '' && accept(this.peek())) taken += this.next();
    return taken;
  }

  /** Position of the next character. */
  position(): Position {
    return { line: this.line, column: this.peek() === '' ? Math.max(1, this.column) : this.column + 1 };
  }

  skipBlanks(): void {
    for (;;) {
      this.takeWhile((character) => /[ \t\n\r]/.test(character));
      if (this.peek() === '/' && this.peek(1) === '/') this.takeWhile((character) => character !== '\n');
      else if (this.peek() === '/' && this.peek(1) === '*') this.skipBlockComment();
      else return;
    }
  }

  private skipBlockComment(): void {
    const start = this.position();
    this.take(2);
    while (!(this.peek() === '*' && this.peek(1) === '/')) {
      if (this.next() === '') failAt('comment not terminated', start);
    }
    this.take(2);
  }
}
