import type { ArithmeticOperator, ComparisonOperator, SecondStage } from '../language/ast.ts';
import { compareLabels, type Series, type SeriesSet } from './series.ts';

export const applyStages = (input: SeriesSet, stages: readonly SecondStage[]): SeriesSet =>
  stages.reduce((series, stage) => applyStage(series, stage), input);

function applyStage(input: SeriesSet, stage: SecondStage): SeriesSet {
  switch (stage.kind) {
    case 'topk':
    case 'bottomk':
      return input.size <= stage.limit ? input : keepExtremes(input, stage.kind, stage.limit);
    case 'metricsFilter':
      return keepMatching(input, stage.op, stage.value);
    case 'scalar': {
      const { op, value, isScalarOnLeft } = stage;
      const compute = (sample: number) =>
        isScalarOnLeft ? calculate(op, value, sample) : calculate(op, sample, value);
      return mapSeries(input, ({ labels, values, exemplars }) => ({
        labels,
        values: values.map(compute),
        exemplars: exemplars.map((exemplar) => ({ ...exemplar, value: compute(exemplar.value) })),
      }));
    }
  }
}

const mapSeries = (input: SeriesSet, map: (series: Series) => Series): SeriesSet =>
  new Map([...input].map(([key, series]) => [key, map(series)]));

/** At each time on its own, the series with the greatest or least samples. */
function keepExtremes(input: SeriesSet, kind: 'topk' | 'bottomk', limit: number): SeriesSet {
  const kept = new Map<string, Series>();
  const length = [...input.values()][0]?.values.length ?? 0;
  const sign = kind === 'topk' ? -1 : 1;
  for (let index = 0; index < length; index++) {
    const samples = [...input]
      .map(([key, series]) => ({ key, series, value: series.values[index] ?? Number.NaN }))
      .filter(({ value }) => !Number.isNaN(value))
      .sort((a, b) => sign * (a.value - b.value || compareLabels(a.series.labels, b.series.labels)));
    for (const { key, series, value } of samples.slice(0, limit)) {
      const target = kept.get(key) ?? { ...series, values: new Float64Array(length).fill(Number.NaN) };
      target.values[index] = value;
      kept.set(key, target);
    }
  }
  return kept;
}

function keepMatching(input: SeriesSet, op: ComparisonOperator, operand: number): SeriesSet {
  const kept = new Map<string, Series>();
  for (const [key, { labels, values, exemplars }] of input) {
    const matching = values.map((value) => (compareNumbers(op, value, operand) ? value : Number.NaN));
    if (matching.every(Number.isNaN)) continue;
    kept.set(key, {
      labels,
      values: matching,
      exemplars: exemplars.filter(({ value }) => Number.isNaN(value) || compareNumbers(op, value, operand)),
    });
  }
  return kept;
}

function compareNumbers(op: ComparisonOperator, left: number, right: number): boolean {
  switch (op) {
    case '=':
      return left === right;
    case '!=':
      return !Number.isNaN(left) && left !== right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
  }
}

/** A division by zero is no sample. */
export function calculate(op: ArithmeticOperator, left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? Number.NaN : left / right;
  }
}
