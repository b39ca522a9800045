import { durationProblem, parseDuration } from '../model/durations.ts';
import { parseNumber } from '../model/numbers.ts';
import { quote } from '../model/quote.ts';
import { ParseError } from './parse-error.ts';
import { SIGNATURES } from './signatures.ts';
import { describeToken, tokenise, type Token, type Tokens } from './tokens.ts';

/** Deeper queries are refused: every pass over the tree recurses. */
export const MAX_DEPTH = 500;
export const TOO_DEEP = 'query is nested too deeply';

/**
 * Says what is wrong with a query that the grammar refused, in Prometheus' words: walks its tokens by Prometheus' own
 * grammar to the first that does not fit.
 *
 * @param failedAt where the grammar gave up, for what this walk would let through
 */
export function explainSyntaxError(query: string, failedAt: number): ParseError {
  try {
    const lexed = tokenise(query);
    const { tokens } = lexed;
    if (tokens[0]?.kind === 'end') return new ParseError(query, { start: 0, end: 0 }, 'no expression found in input');
    const reader = createReader(query, lexed);
    readExpression(reader);
    if (reader.peek().kind !== 'end') reader.unexpected('', '');
    const token = tokens.find(({ position }) => position.end > failedAt) ?? reader.peek();
    return new ParseError(query, token.position, `unexpected ${describeToken(token)}`);
  } catch (error) {
    if (error instanceof ParseError) return error;
    throw error;
  }
}

/** @throws ParseError at the first token that does not belong to one selector without modifiers */
export function refuseAllButSelector(query: string): void {
  const reader = createReader(query, tokenise(query));
  const { kind } = reader.peek();
  const isName = kind === 'identifier' || kind === 'metric identifier' || kind === 'aggregator';
  if (isName || isWordMetric(reader.peek())) {
    reader.next();
    if (reader.peek().word === '{') readMatchers(reader);
  } else if (reader.peek().word === '{') readMatchers(reader);
  else reader.unexpected('', '');
  if (reader.peek().kind !== 'end') reader.unexpected('', '');
}

interface Reader {
  readonly peek: () => Token;
  readonly next: () => Token;
  readonly accept: (...words: readonly string[]) => boolean;
  readonly unexpected: (context: string, expected: string) => never;
  readonly fail: (token: Token, reason: string) => never;
  /** Reads what stands in parentheses. */
  readonly nested: (read: () => void) => void;
}

function createReader(query: string, { tokens, failure }: Tokens): Reader {
  let at = 0;
  let depth = 0;
  const peek = () => {
    const token = tokens[failure ? at : Math.min(at, tokens.length - 1)];
    if (token) return token;
    throw failure ?? new Error('no tokens');
  };
  const next = () => {
    const token = peek();
    at++;
    return token;
  };
  const fail = (token: Token, reason: string): never => {
    throw new ParseError(query, token.position, reason);
  };
  return {
    peek,
    next,
    fail,
    nested(read) {
      if (++depth > MAX_DEPTH) fail(peek(), TOO_DEEP);
      read();
      depth--;
    },
    accept(...words) {
      const { kind, word } = peek();
      if (kind === 'string' || !words.includes(word)) return false;
      at++;
      return true;
    },
    unexpected(context, expected) {
      const place = context === '' ? '' : ` in ${context}`;
      return fail(
        peek(),
        `unexpected ${describeToken(peek())}${place}${expected === '' ? '' : `, expected ${expected}`}`,
      );
    },
  };
}

const BINARY = '== != < > <= >= </ >/ + - * / % ^ and or unless atan2'.split(' ');

function readExpression(reader: Reader): void {
  for (;;) {
    while (reader.accept('+', '-'));
    readOperand(reader);
    while (readModifier(reader));
    if (!reader.accept(...BINARY)) return;
    readBinaryModifiers(reader);
  }
}

function readOperand(reader: Reader): void {
  const token = reader.peek();
  if (token.kind === 'number' || token.kind === 'string' || token.kind === 'duration') readLiteral(reader);
  else if (token.kind === 'aggregator') readAggregate(reader);
  else if (reader.accept('(')) {
    reader.nested(() => readExpression(reader));
    if (!reader.accept(')')) reader.unexpected('', '');
  } else if (token.word === '{') readMatchers(reader);
  else if (token.kind === 'identifier' || token.kind === 'metric identifier' || isWordMetric(token)) readNamed(reader);
  else reader.unexpected('', '');
}

function readLiteral(reader: Reader): void {
  const token = reader.next();
  if (token.kind === 'number' && parseNumber(token.text) === null)
    reader.fail(token, `error parsing number: strconv.ParseFloat: parsing ${quote(token.text)}: invalid syntax`);
  if (token.kind !== 'duration' || parseDuration(token.text) !== null) return;
  const unit = /\d(?!ms)([a-z]{2,})/.exec(token.text)?.[1];
  if (unit) reader.fail(token, `unknown unit ${quote(unit)} in duration ${quote(token.text)}`);
  reader.fail(token, durationProblem(token.text));
}

const WORD_METRICS = new Set(
  'by without offset start end step range max_of min_of anchored smoothed and or unless'.split(' '),
);
const isWordMetric = ({ word }: Token): boolean => WORD_METRICS.has(word);

function readNamed(reader: Reader): void {
  const name = reader.next();
  if (reader.peek().word === '(') {
    readArguments(reader);
    if (!SIGNATURES.has(name.text)) reader.fail(name, `unknown function with name ${quote(name.text)}`);
  } else if (reader.peek().word === '{') readMatchers(reader);
}

function readArguments(reader: Reader): void {
  reader.accept('(');
  if (reader.accept(')')) return;
  for (;;) {
    reader.nested(() => readExpression(reader));
    const comma = reader.peek();
    if (reader.accept(')')) return;
    if (!reader.accept(',')) reader.unexpected('', '');
    if (reader.peek().word === ')') reader.fail(comma, 'trailing commas not allowed in function call args');
  }
}

function readAggregate(reader: Reader): void {
  reader.next();
  const { word } = reader.peek();
  if (word === '{') return readMatchers(reader);
  const hadModifier = readGroupingModifier(reader);
  if (reader.peek().word !== '(') {
    // Without parentheses the word is a metric's name.
    if (!hadModifier) return;
    reader.unexpected('aggregation', '');
  }
  readArguments(reader);
  if (!hadModifier) readGroupingModifier(reader);
}

function readGroupingModifier(reader: Reader): boolean {
  if (!reader.accept('by', 'without')) return false;
  readGroupingLabels(reader);
  return true;
}

function readGroupingLabels(reader: Reader): void {
  if (!reader.accept('(')) reader.unexpected('grouping opts', '"("');
  if (reader.accept(')')) return;
  for (;;) {
    const { kind, text } = reader.peek();
    const isLabel = kind === 'string' || /^[a-zA-Z_]/.test(text);
    if (!isLabel) reader.unexpected('grouping opts', 'label');
    reader.next();
    if (reader.accept(')')) return;
    if (!reader.accept(',')) reader.unexpected('grouping opts', '"," or ")"');
    if (reader.accept(')')) return;
  }
}

function readMatchers(reader: Reader): void {
  reader.accept('{');
  if (reader.accept('}')) return;
  for (;;) {
    readMatcher(reader);
    if (reader.accept('}')) return;
    if (!reader.accept(',')) reader.unexpected('label matching', '"," or "}"');
    if (reader.accept('}')) return;
  }
}

function readMatcher(reader: Reader): void {
  const { kind } = reader.peek();
  if (kind !== 'identifier' && kind !== 'string') reader.unexpected('label matching', 'identifier or "}"');
  reader.next();
  if (!reader.accept('=', '!=', '=~', '!~')) {
    if (kind === 'string') return;
    reader.unexpected('label matching', 'label matching operator');
  }
  if (reader.peek().kind !== 'string') reader.unexpected('label matching', 'string');
  reader.next();
}

function readModifier(reader: Reader): boolean {
  if (reader.accept('anchored', 'smoothed')) return true;
  if (reader.accept('offset')) {
    reader.accept('+', '-');
    readDuration(reader, 'offset', 'number, duration, step(), or range()');
    return true;
  }
  if (reader.accept('@')) {
    if (reader.accept('start', 'end')) {
      if (!reader.accept('(') || !reader.accept(')')) reader.unexpected('@', 'timestamp');
      return true;
    }
    reader.accept('+', '-');
    readDuration(reader, '@', 'timestamp');
    return true;
  }
  if (!reader.accept('[')) return false;
  readRange(reader);
  return true;
}

function readRange(reader: Reader): void {
  readDuration(reader, 'subquery or range selector', 'number, duration, step(), or range()');
  if (reader.accept(']')) return;
  if (!reader.accept(':')) reader.unexpected('subquery or range', '":" or "]"');
  if (reader.accept(']')) return;
  readDuration(reader, 'subquery selector', 'number, duration, step(), range(), or "]"');
  if (!reader.accept(']')) reader.unexpected('subquery selector', '"]"');
}

/** One duration, or an expression of several: signs, parentheses and arithmetic. */
function readDuration(reader: Reader, context: string, expected: string): void {
  const isInBrackets = context.startsWith('subquery');
  for (;;) {
    while (isInBrackets && reader.accept('+', '-'));
    const { kind } = reader.peek();
    if (kind === 'number' || kind === 'duration') readLiteral(reader);
    else if (reader.accept('step', 'range')) {
      if (!reader.accept('(') || !reader.accept(')')) reader.unexpected(context, expected);
    } else if (reader.accept('(')) {
      reader.nested(() => readDuration(reader, 'subquery', expected));
      if (!reader.accept(')')) reader.unexpected(context, expected);
    } else reader.unexpected(context, expected);
    if (!isInBrackets || !reader.accept('+', '-', '*', '/', '%', '^')) return;
  }
}

function readBinaryModifiers(reader: Reader): void {
  reader.accept('bool');
  if (reader.accept('on', 'ignoring')) {
    readGroupingLabels(reader);
    if (reader.accept('group_left', 'group_right') && reader.peek().word === '(') readGroupingLabels(reader);
  }
  while (reader.accept('fill', 'fill_left', 'fill_right')) {
    if (!reader.accept('(')) reader.unexpected('', '');
    reader.accept('+', '-');
    if (reader.peek().kind !== 'number') reader.unexpected('', '');
    reader.next();
    if (!reader.accept(')')) reader.unexpected('', '');
  }
}
