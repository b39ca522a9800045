import type { FieldOperator } from '../language/ast.ts';
import { regexOf } from '../language/operators.ts';
import type { Chunk } from '../storage/chunk.ts';
import { u8At } from '../storage/columns.ts';

/** Tests a string by its number in a chunk's dictionary. */
export type StringMatcher = (chunk: Chunk, id: number) => boolean;

const UNKNOWN = 0;
const YES = 1;
const NO = 2;

/** `op operand` over strings, decided once for each distinct string of a chunk; undefined for other operators. */
export function createStringMatcher(op: FieldOperator, operand: string): StringMatcher | undefined {
  const test = toTest(op, operand);
  if (!test) return undefined;
  let current: Chunk | null = null;
  let memo = new Uint8Array(0);
  return (chunk, id) => {
    if (chunk !== current || id >= memo.length) {
      current = chunk;
      memo = new Uint8Array(Math.max(chunk.strings.size(), id + 1));
    }
    const known = u8At(memo, id);
    if (known !== UNKNOWN) return known === YES;
    const result = test(chunk.strings.text(id));
    memo[id] = result ? YES : NO;
    return result;
  };
}

function toTest(op: FieldOperator, operand: string): ((text: string) => boolean) | undefined {
  switch (op) {
    case '=':
      return (text) => text === operand;
    case '!=':
      return (text) => text !== operand;
    case '>':
      return (text) => text > operand;
    case '>=':
      return (text) => text >= operand;
    case '<':
      return (text) => text < operand;
    case '<=':
      return (text) => text <= operand;
    case '=~':
    case '!~': {
      const regex = regexOf(operand);
      return op === '=~' ? (text) => regex.test(text) : (text) => !regex.test(text);
    }
    default:
      return undefined;
  }
}

/** `op operand` over numbers; undefined for other operators. */
export function createNumberTest(op: FieldOperator, operand: number): ((value: number) => boolean) | undefined {
  switch (op) {
    case '=':
      return (value) => value === operand;
    case '!=':
      return (value) => value !== operand;
    case '>':
      return (value) => value > operand;
    case '>=':
      return (value) => value >= operand;
    case '<':
      return (value) => value < operand;
    case '<=':
      return (value) => value <= operand;
    default:
      return undefined;
  }
}
