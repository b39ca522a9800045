import type { FieldExpression, PipelineElement, ScalarExpression } from './ast.ts';
import { attributeType } from './attribute.ts';
import { isBooleanOperator } from './operators.ts';
import type { ImpliedType } from './static.ts';

/** What an expression yields, as far as its text tells. */
export function impliedType(expression: FieldExpression): ImpliedType {
  switch (expression.kind) {
    case 'static':
      return expression.value.type;
    case 'attribute':
      return attributeType(expression.attribute);
    case 'unary':
      if (expression.op === 'exists' || expression.op === 'notExists') return 'boolean';
      return impliedType(expression.operand);
    case 'binary': {
      if (isBooleanOperator(expression.op)) return 'boolean';
      const left = impliedType(expression.left);
      return left === 'attribute' ? impliedType(expression.right) : left;
    }
  }
}

export function impliedScalarType(expression: ScalarExpression): ImpliedType {
  switch (expression.kind) {
    case 'static':
      return expression.value.type;
    case 'aggregate':
      return expression.expression ? impliedType(expression.expression) : 'int';
    case 'scalarOperation': {
      const left = impliedScalarType(expression.left);
      return left === 'attribute' ? impliedScalarType(expression.right) : left;
    }
  }
}

/** Whether the value depends on the span. */
export function referencesSpan(expression: FieldExpression): boolean {
  switch (expression.kind) {
    case 'static':
      return false;
    case 'attribute':
      return true;
    case 'unary':
      return referencesSpan(expression.operand);
    case 'binary':
      return referencesSpan(expression.left) || referencesSpan(expression.right);
  }
}

/** Whether the pipeline compares spans of a trace with each other, so that it needs them all. */
export function needsFullTrace(element: PipelineElement): boolean {
  switch (element.kind) {
    case 'pipeline':
      return element.elements.some(needsFullTrace);
    case 'operation':
    case 'scalarFilter':
      return true;
    default:
      return false;
  }
}
