import { addHistograms } from '../histograms/add.ts';
import type { FloatHistogram } from '../histograms/histogram.ts';
import { compact, divide, equalHistograms, multiply, withCounterReset } from '../histograms/histogram.ts';
import { trimHistogram } from '../histograms/trim.ts';
import type { BinaryOperator, Position } from '../parser/ast.ts';
import { isComparison } from '../parser/ast.ts';
import { remarks, type Annotations } from './annotations.ts';
import type { Sample } from './rows.ts';
import { arithmetic, compare, isArithmetic } from './scalar-operators.ts';

/** What an operator makes of two samples. `keep` is false where a comparison does not hold. */
export interface OperatorResult {
  readonly sample: Sample;
  readonly keep: boolean;
}

export interface OperatorPlace {
  readonly operator: BinaryOperator;
  readonly annotations: Annotations;
  readonly position: Position;
}

/** undefined where the operator has no meaning for such samples; a remark says so. */
export function combineSamples(left: Sample, right: Sample, place: OperatorPlace): OperatorResult | undefined {
  if (typeof left === 'number' && typeof right === 'number') return combineFloats(left, right, place);
  if (typeof left === 'number') return typeof right === 'number' ? undefined : floatWithHistogram(left, right, place);
  return typeof right === 'number' ? histogramWithFloat(left, right, place) : combineHistograms(left, right, place);
}

function combineFloats(left: number, right: number, place: OperatorPlace): OperatorResult | undefined {
  const { operator } = place;
  if (isArithmetic(operator)) return { sample: arithmetic(operator, left, right), keep: true };
  if (isComparison(operator)) return { sample: left, keep: compare(operator, left, right) };
  return incompatible('float', 'float', place);
}

function floatWithHistogram(left: number, right: FloatHistogram, place: OperatorPlace): OperatorResult | undefined {
  if (place.operator === '*') return { sample: compact(multiply(right, left)), keep: true };
  return incompatible('float', 'histogram', place);
}

function histogramWithFloat(left: FloatHistogram, right: number, place: OperatorPlace): OperatorResult | undefined {
  switch (place.operator) {
    case '*':
      return { sample: compact(multiply(left, right)), keep: true };
    case '/':
      return { sample: compact(divide(left, right)), keep: true };
    case '</':
      return { sample: trimHistogram(left, right, true), keep: true };
    case '>/':
      return { sample: trimHistogram(left, right, false), keep: true };
    default:
      return incompatible('histogram', 'float', place);
  }
}

function combineHistograms(
  left: FloatHistogram,
  right: FloatHistogram,
  place: OperatorPlace,
): OperatorResult | undefined {
  switch (place.operator) {
    case '+':
    case '-':
      return addOrSubtract(left, right, place);
    case '==':
      return { sample: left, keep: equalHistograms(left, right) };
    case '!=':
      return { sample: left, keep: !equalHistograms(left, right) };
    default:
      return incompatible('histogram', 'histogram', place);
  }
}

function addOrSubtract(
  left: FloatHistogram,
  right: FloatHistogram,
  { operator, annotations, position }: OperatorPlace,
): OperatorResult | undefined {
  const isSum = operator === '+';
  const operation = isSum ? 'addition' : 'subtraction';
  const combined = addHistograms(left, right, isSum ? 1 : -1);
  if (!combined) {
    annotations.warn(remarks.incompatibleBuckets(operator), position);
    return undefined;
  }
  if (combined.resetsCollide) {
    annotations.warn(remarks.resetCollision(operation), position);
    return undefined;
  }
  if (combined.boundsReconciled) annotations.info(remarks.boundsReconciled(operation), position);
  const sample = isSum ? combined.histogram : withCounterReset(combined.histogram, 'gauge');
  return { sample: compact(sample), keep: true };
}

function incompatible(left: string, right: string, { operator, annotations, position }: OperatorPlace): undefined {
  annotations.info(remarks.incompatibleTypes(left, operator, right), position);
  return undefined;
}
