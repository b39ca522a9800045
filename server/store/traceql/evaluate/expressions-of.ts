import type { FieldExpression, PipelineElement, ScalarExpression } from '../language/ast.ts';

/** Every field expression of a pipeline. */
export function expressionsOf(element: PipelineElement): readonly FieldExpression[] {
  switch (element.kind) {
    case 'pipeline':
      return element.elements.flatMap(expressionsOf);
    case 'filter':
    case 'group':
      return [element.expression];
    case 'operation':
      return [...expressionsOf(element.left), ...expressionsOf(element.right)];
    case 'scalarFilter':
      return [...expressionsOfScalar(element.left), ...expressionsOfScalar(element.right)];
    case 'coalesce':
    case 'select':
      return [];
  }
}

function expressionsOfScalar(expression: ScalarExpression): readonly FieldExpression[] {
  switch (expression.kind) {
    case 'static':
      return [];
    case 'aggregate':
      return expression.expression ? [expression.expression] : [];
    case 'scalarOperation':
      return [...expressionsOfScalar(expression.left), ...expressionsOfScalar(expression.right)];
  }
}
