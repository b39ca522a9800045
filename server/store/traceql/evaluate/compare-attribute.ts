import type { FieldOperator } from '../language/ast.ts';
import { isServiceName, type Attribute } from '../language/attribute.ts';
import { applyBinary } from '../language/operators.ts';
import { KIND_NAMES, STATUS_NAMES, TRUE, type Static } from '../language/static.ts';
import type { Chunk } from '../storage/chunk.ts';
import { nanosBetween, u32At, u8At } from '../storage/columns.ts';
import { BOOLEAN, DOUBLE, INT32, INT64, STRING } from '../storage/packed-attributes.ts';
import { findKeyed, type ReaderContext } from './attribute-readers.ts';
import type { SpanCursor } from './span-cursor.ts';
import { readStoredValue } from './stored-value.ts';
import { createNumberTest, createStringMatcher } from './string-matcher.ts';

export type Predicate = (at: SpanCursor) => boolean;

export interface Comparison {
  readonly attribute: Attribute;
  readonly op: FieldOperator;
  readonly operand: Static;
}

/** `attribute op literal` without making values on the way; undefined when there is no short way for it. */
export function compileComparison(comparison: Comparison, context: ReaderContext): Predicate | undefined {
  const { attribute, op, operand } = comparison;
  if (attribute.intrinsic) return compileIntrinsic(comparison);
  if (isServiceName(attribute) && operand.type === 'string') {
    const matcher = createStringMatcher(op, operand.value);
    return matcher && perResource((chunk, resource) => matcher(chunk, chunk.resources[resource]?.serviceName ?? 0));
  }
  const { scope, name } = attribute;
  if (scope === 'event' || scope === 'link') return undefined;
  const key = context.findKey(name);
  if (key === -1) return () => false;
  const test = createStoredTest(comparison);
  if (!test) return undefined;
  const { attach } = context.attachment;
  const testAt = (chunk: Chunk, index: number, owner: 'span' | 'resource' | 'instrumentation') => {
    const result = test(chunk, index);
    if (result !== undefined) return result;
    return applyBinary(op, attach(owner, name, readStoredValue(chunk, index)), operand) === TRUE;
  };
  if (scope === 'span') {
    return (at) => {
      const index = findKeyed('span', key, at);
      return index !== -1 && testAt(at.chunk, index, 'span');
    };
  }
  const ofResource = perResource((chunk, resource) => {
    const owner = chunk.resources[resource];
    const index = owner ? chunk.attributes.find(key, owner.start, owner.end) : -1;
    return index !== -1 && testAt(chunk, index, 'resource');
  });
  if (scope === 'resource') return ofResource;
  if (scope === 'instrumentation') {
    return (at) => {
      const index = findKeyed('instrumentation', key, at);
      return index !== -1 && testAt(at.chunk, index, 'instrumentation');
    };
  }
  return (at) => {
    const index = findKeyed('span', key, at);
    return index === -1 ? ofResource(at) : testAt(at.chunk, index, 'span');
  };
}

/** Decides once for each resource of a chunk. */
function perResource(decide: (chunk: Chunk, resource: number) => boolean): Predicate {
  let current: Chunk | null = null;
  let memo: (boolean | undefined)[] = [];
  return ({ chunk, row }) => {
    if (chunk !== current) {
      current = chunk;
      memo = [];
    }
    const resource = chunk.resource[row] ?? 0;
    return (memo[resource] ??= decide(chunk, resource));
  };
}

/** undefined: this value needs the long way, being an array or of another type than the literal. */
type StoredTest = (chunk: Chunk, index: number) => boolean | undefined;

function createStoredTest({ op, operand }: Comparison): StoredTest | undefined {
  switch (operand.type) {
    case 'string': {
      const matcher = createStringMatcher(op, operand.value);
      if (!matcher) return undefined;
      return (chunk, index) =>
        chunk.attributes.typeAt(index) === STRING ? matcher(chunk, chunk.attributes.payloadAt(index)) : undefined;
    }
    case 'int':
    case 'float': {
      const test = createNumberTest(op, operand.value);
      if (!test) return undefined;
      const isInt = operand.type === 'int';
      return ({ attributes }, index) => {
        const type = attributes.typeAt(index);
        const payload = attributes.payloadAt(index);
        if (isInt && type === INT32) return test(payload | 0);
        if (isInt && type === INT64) return test(Number(attributes.bigInts[payload] ?? 0n));
        if (!isInt && type === DOUBLE) return test(attributes.doubles[payload] ?? 0);
        return undefined;
      };
    }
    case 'boolean': {
      if (op !== '=' && op !== '!=') return undefined;
      const wanted = (op === '=') === operand.value ? 1 : 0;
      return ({ attributes }, index) =>
        attributes.typeAt(index) === BOOLEAN ? attributes.payloadAt(index) === wanted : undefined;
    }
    default:
      return undefined;
  }
}

function compileIntrinsic({ attribute, op, operand }: Comparison): Predicate | undefined {
  switch (attribute.intrinsic) {
    case 'name':
    case 'statusMessage': {
      const matcher = operand.type === 'string' ? createStringMatcher(op, operand.value) : undefined;
      if (!matcher) return undefined;
      if (attribute.intrinsic === 'name') return ({ chunk, row }) => matcher(chunk, u32At(chunk.name, row));
      return ({ chunk, row }) => matcher(chunk, u32At(chunk.statusMessage, row));
    }
    case 'duration': {
      const isNumber = operand.type === 'duration' || operand.type === 'int' || operand.type === 'float';
      const test = isNumber ? createNumberTest(op, operand.value) : undefined;
      return test && (({ chunk, row }) => test(nanosBetween(chunk.end, chunk.start, row)));
    }
    case 'kind': {
      const code = operand.type === 'kind' ? KIND_NAMES.indexOf(operand.value) : -1;
      if (code === -1 || (op !== '=' && op !== '!=')) return undefined;
      const isEqual = op === '=';
      return ({ chunk, row }) => (u8At(chunk.kind, row) === code) === isEqual;
    }
    case 'status': {
      const code = operand.type === 'status' ? STATUS_NAMES.indexOf(operand.value) : -1;
      if (code === -1 || (op !== '=' && op !== '!=')) return undefined;
      const isEqual = op === '=';
      return ({ chunk, row }) => (u8At(chunk.status, row) === code) === isEqual;
    }
    default:
      return undefined;
  }
}
