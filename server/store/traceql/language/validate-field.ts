import { compileRegex } from '../../regex.ts';
import type { BinaryOperation, FieldExpression, UnaryOperation } from './ast.ts';
import { isServiceName, type Attribute } from './attribute.ts';
import { impliedType } from './expression-type.ts';
import { formatField } from './format.ts';
import { areTypesValid } from './operators.ts';
import { TraceqlError } from './parse-error.ts';
import { isMatchingOperand, isNumeric } from './static.ts';

/** @throws TraceqlError with Tempo's words when the types do not go together */
export function validateField(expression: FieldExpression): void {
  switch (expression.kind) {
    case 'static':
      return;
    case 'attribute':
      return validateAttribute(expression.attribute);
    case 'unary':
      return validateUnary(expression);
    case 'binary':
      return validateBinary(expression);
  }
}

export function validateAttribute({ parent, intrinsic }: Attribute): void {
  if (parent) throw new TraceqlError('parent not yet supported');
  if (intrinsic === 'parent') throw new TraceqlError('intrinsic (parent) not yet supported');
}

function validateBinary(operation: BinaryOperation): void {
  const { op, left, right } = operation;
  validateField(left);
  validateField(right);
  const leftType = impliedType(left);
  const rightType = impliedType(right);
  if (!isMatchingOperand(leftType, rightType))
    throw new TraceqlError(`binary operations must operate on the same type: ${formatField(operation)}`);
  if (!areTypesValid(op, leftType, rightType))
    throw new TraceqlError(`illegal operation for the given types: ${formatField(operation)}`);
  if (op !== '=~' && op !== '!~') return;
  if (right.kind !== 'static' || right.value.type !== 'string')
    throw new TraceqlError(`invalid type for =~ or !~: ${formatField(right)}`);
  try {
    compileRegex(right.value.value, true);
  } catch {
    throw new TraceqlError(`invalid regex: ${formatField(right)}`);
  }
}

function validateUnary(operation: UnaryOperation): void {
  const { op, operand } = operation;
  validateField(operand);
  if (op === 'notExists' && operand.kind === 'attribute') {
    const name = formatField(operand);
    if (operand.attribute.intrinsic)
      throw new TraceqlError(`${name}=nil is not valid because intrinsics cannot be nil`);
    if (isServiceName(operand.attribute))
      throw new TraceqlError(`${name}=nil is not valid because resource.service.name cannot be nil`);
  }
  const type = impliedType(operand);
  if (type === 'attribute' || op === 'exists' || op === 'notExists') return;
  if (op === '-' ? !isNumeric(type) : type !== 'boolean')
    throw new TraceqlError(`illegal operation for the given type: ${formatField(operation)}`);
}
