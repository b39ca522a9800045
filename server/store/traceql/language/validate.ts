import type {
  FirstStage,
  MetricsExpression,
  Pipeline,
  PipelineElement,
  Query,
  ScalarExpression,
  ScalarFilter,
  SecondStage,
} from './ast.ts';
import { impliedScalarType, impliedType, referencesSpan } from './expression-type.ts';
import { formatElement, formatGoFloat, formatScalar } from './format.ts';
import { areTypesValid } from './operators.ts';
import { TraceqlError } from './parse-error.ts';
import { isMatchingOperand, isNumeric } from './static.ts';
import { validateAttribute, validateField } from './validate-field.ts';

const MAX_GROUP_BY = 5;
const MAX_COMPARE_TOP_N = 1000;

/** @throws TraceqlError with Tempo's words */
export function validateQuery(query: Query): void {
  if (query.kind === 'search') return validatePipeline(query.pipeline);
  validateMetrics(query.expression);
  if (hasCompare(query.expression) && (query.expression.kind === 'math' || query.expression.stages.length > 0))
    throw new TraceqlError('`compare()` cannot be used with second stage functions');
}

function validateMetrics(expression: MetricsExpression): void {
  if (expression.kind === 'math') {
    validateMetrics(expression.left);
    validateMetrics(expression.right);
  } else {
    validatePipeline(expression.pipeline);
    validateFirstStage(expression.first);
  }
  expression.stages.forEach(validateSecondStage);
}

const hasCompare = (expression: MetricsExpression): boolean =>
  expression.kind === 'math'
    ? hasCompare(expression.left) || hasCompare(expression.right)
    : expression.first.kind === 'compare';

const validatePipeline = (pipeline: Pipeline): void => pipeline.elements.forEach(validateElement);

function validateElement(element: PipelineElement): void {
  switch (element.kind) {
    case 'filter': {
      validateField(element.expression);
      const type = impliedType(element.expression);
      if (type !== 'attribute' && type !== 'boolean')
        throw new TraceqlError(`span filter field expressions must resolve to a boolean: ${formatElement(element)}`);
      return;
    }
    case 'operation':
      validateElement(element.left);
      return validateElement(element.right);
    case 'scalarFilter':
      return validateScalarFilter(element);
    case 'group':
      if (!referencesSpan(element.expression))
        throw new TraceqlError(`grouping field expressions must reference the span: ${formatElement(element)}`);
      return validateField(element.expression);
    case 'select':
      return element.attributes.forEach(validateAttribute);
    case 'pipeline':
      return validatePipeline(element);
    case 'coalesce':
      return;
  }
}

function validateScalarFilter(filter: ScalarFilter): void {
  validateScalar(filter.left);
  validateScalar(filter.right);
  const left = impliedScalarType(filter.left);
  const right = impliedScalarType(filter.right);
  if (!isMatchingOperand(left, right))
    throw new TraceqlError(`binary operations must operate on the same type: ${formatElement(filter)}`);
  if (!areTypesValid(filter.op, left, right))
    throw new TraceqlError(`illegal operation for the given types: ${formatElement(filter)}`);
  if (filter.left.kind !== 'aggregate') throw new TraceqlError('scalar filter lhs of type (%v) not yet supported');
  if (filter.right.kind !== 'static') throw new TraceqlError('scalar filter rhs of type (%v) not yet supported');
}

function validateScalar(expression: ScalarExpression): void {
  if (expression.kind === 'scalarOperation') {
    validateScalar(expression.left);
    validateScalar(expression.right);
    const left = impliedScalarType(expression.left);
    const right = impliedScalarType(expression.right);
    if (!isMatchingOperand(left, right))
      throw new TraceqlError(`binary operations must operate on the same type: ${formatScalar(expression)}`);
    if (!areTypesValid(expression.op, left, right))
      throw new TraceqlError(`illegal operation for the given types: ${formatScalar(expression)}`);
  }
  if (expression.kind !== 'aggregate' || !expression.expression) return;
  validateField(expression.expression);
  const type = impliedType(expression.expression);
  if (type !== 'attribute' && !isNumeric(type))
    throw new TraceqlError(`aggregate field expressions must resolve to a number type: ${formatScalar(expression)}`);
  if (!referencesSpan(expression.expression))
    throw new TraceqlError(`aggregate field expressions must reference the span: ${formatScalar(expression)}`);
}

function validateFirstStage(stage: FirstStage): void {
  if (stage.kind === 'compare') return validateCompare(stage);
  // The bucket of a histogram and the count of an average take up one of the places.
  const isShort = ['histogram_over_time', 'quantile_over_time', 'avg_over_time'].includes(stage.op);
  if (stage.by.length > (isShort ? MAX_GROUP_BY - 1 : MAX_GROUP_BY))
    throw new TraceqlError(`metrics group by ${stage.by.length} values not yet supported`);
  const outside = stage.quantiles.find((quantile) => quantile < 0 || quantile > 1);
  if (outside !== undefined) throw new TraceqlError(`quantile must be between 0 and 1: ${formatGoFloat(outside)}`);
}

function validateCompare({ filter, topN, start, end }: FirstStage & { kind: 'compare' }): void {
  validateElement(filter);
  if (topN <= 0 || topN > MAX_COMPARE_TOP_N)
    throw new TraceqlError(`compare() top number of values must be an integer between 1 and ${MAX_COMPARE_TOP_N}`);
  if (start === 0 && end === 0) return;
  if (start <= 0 || end <= 0) throw new TraceqlError('compare() timestamps must be positive integer unix nanoseconds');
  if (end <= start) throw new TraceqlError('compare() end timestamp must be greater than start timestamp');
}

function validateSecondStage(stage: SecondStage): void {
  if ((stage.kind === 'topk' || stage.kind === 'bottomk') && stage.limit <= 0)
    throw new TraceqlError('limit must be greater than 0');
}
