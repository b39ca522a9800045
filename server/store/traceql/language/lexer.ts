import {
  BARE_INTRINSICS,
  createAttribute,
  createIntrinsic,
  SCOPED_INTRINSICS,
  type AttributeScope,
} from './attribute.ts';
import { readNumber, readQuoted } from './literals.ts';
import { failAt } from './parse-error.ts';
import { Scanner } from './scanner.ts';
import type { Position, Token } from './token.ts';
import { ATTRIBUTE_STARTS, INTRINSIC_SCOPES, WORDS } from './words.ts';

/**
 * The words of a query as Tempo's lexer cuts them, which differs from the grammar's tokens in what an attribute's name,
 * a duration, a number and a string may be. The last entry of `positions` is where the text ends.
 *
 * @throws TraceqlError
 */
export function tokenize(query: string): { readonly tokens: readonly Token[]; readonly end: Position } {
  const scanner = new Scanner(query);
  const tokens: Token[] = [];
  for (;;) {
    scanner.skipBlanks();
    if (scanner.peek() === '') {
      const { line, column } = scanner.position();
      return { tokens, end: { line, column: query === '' ? column : column + 1 } };
    }
    tokens.push(readToken(scanner));
  }
}

const isIdentifierCharacter = (character: string) => /[\p{L}\p{Nd}_]/u.test(character);
const isDigit = (character: string) => character >= '0' && character <= '9';

function readToken(scanner: Scanner): Token {
  const at = scanner.position();
  const first = scanner.peek();
  if (first === '"' || first === '`') return { ...at, type: 'STRING', text: readQuoted(scanner, at) };
  if (isDigit(first) || (first === '.' && isDigit(scanner.peek(1)))) return { ...at, ...readNumber(scanner, at) };
  const isIdentifier = isIdentifierCharacter(first);
  const base = isIdentifier ? scanner.takeWhile(isIdentifierCharacter) : scanner.next();
  let word = base;
  // Longer words start with shorter ones: "&", "&&"; "span", "span."; "!", "!>", "!>>".
  while (scanner.peek() !== '' && WORDS.has(word + scanner.peek())) word += scanner.next();
  if (!WORDS.has(word)) return { ...at, type: 'IDENTIFIER', text: word };
  if (ATTRIBUTE_STARTS.has(word)) return readAttribute(scanner, word, at);
  if (INTRINSIC_SCOPES.has(word)) return readScopedIntrinsic(scanner, word, at);
  const intrinsic = BARE_INTRINSICS.get(word);
  if (intrinsic) return { ...at, type: 'ATTRIBUTE', attribute: createIntrinsic(intrinsic), text: word };
  // Tempo's scanner has forgotten the line after an operator of several characters.
  return { ...at, ...(!isIdentifier && word.length > 1 && { line: 0 }), type: 'WORD', text: word };
}

function readScopedIntrinsic(scanner: Scanner, scope: string, at: Position): Token {
  scanner.skipBlanks();
  const nameAt = scanner.position();
  const word = scanner.takeWhile(isIdentifierCharacter);
  const intrinsic = SCOPED_INTRINSICS.get(scope + word);
  if (intrinsic) return { ...at, type: 'ATTRIBUTE', attribute: createIntrinsic(intrinsic), text: scope + word };
  const found = word === '' ? scanner.peek() || '$end' : WORDS.has(word) ? word : 'IDENTIFIER';
  return failAt(`syntax error: unexpected ${found}`, nameAt);
}

function readAttribute(scanner: Scanner, start: string, at: Position): Token {
  let word = start;
  let scope: AttributeScope = start === '.' || start === 'parent.' ? 'none' : (start.slice(0, -1) as AttributeScope);
  if (start === 'parent.') {
    for (const inner of ['span', 'resource'] as const) {
      if (inner !== Array.from({ length: inner.length }, (_, index) => scanner.peek(index)).join('')) continue;
      if (scanner.peek(inner.length) !== '.') continue;
      word += scanner.take(inner.length + 1);
      scope = inner;
      break;
    }
  }
  if (!isAttributeCharacter(scanner.peek())) failAt('syntax error: unexpected END_ATTRIBUTE, expecting IDENTIFIER', at);
  const name = readAttributeName(scanner, at);
  const attribute = createAttribute(scope, name, start === 'parent.');
  return { ...at, type: 'ATTRIBUTE', attribute, text: word };
}

const isAttributeCharacter = (character: string) => character !== '' && !/[\s{}()=~!<>&|^,]/.test(character);

function readAttributeName(scanner: Scanner, at: Position): string {
  let name = '';
  for (;;) {
    if (scanner.peek() === '"') name += readQuotedPart(scanner, at);
    else if (isAttributeCharacter(scanner.peek())) name += scanner.next();
    else return name;
  }
}

/** A quoted part of a name knows only the escapes `\"` and `\\`. */
function readQuotedPart(scanner: Scanner, at: Position): string {
  let part = '';
  scanner.next();
  for (;;) {
    const character = scanner.next();
    if (character === '"') return part;
    if (character === '') return failAt('unexpected EOF, expecting "', at);
    if (character !== '\\') part += character;
    else if (scanner.peek() === '"' || scanner.peek() === '\\') part += scanner.next();
    else failAt('invalid escape sequence', at);
  }
}
