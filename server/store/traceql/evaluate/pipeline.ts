import type { Aggregate, Pipeline, PipelineElement, ScalarFilter, SpansetOperation } from '../language/ast.ts';
import { EvaluationError } from '../language/evaluation-error.ts';
import { formatElement, formatScalar } from '../language/format.ts';
import { staticKey, type Static } from '../language/static.ts';
import { aggregateValues, compareScalars } from './aggregates.ts';
import { compilePredicate, compileValue } from './compile.ts';
import type { QueryContext } from './query-context.ts';
import type { SpanCursor } from './span-cursor.ts';
import type { Spanset, Stage } from './spanset.ts';
import { isStructural, relateSpans } from './structure.ts';

/** Compiles a pipeline; each call of the result takes span sets of one trace. */
export function compilePipeline(pipeline: Pipeline, context: QueryContext, cursor: SpanCursor): Stage {
  const stages = pipeline.elements.map((element) => compileElement(element, context, cursor));
  return (input) => {
    let spansets = input;
    for (const stage of stages) {
      spansets = stage(spansets);
      if (spansets.length === 0) break;
    }
    return spansets;
  };
}

function compileElement(element: PipelineElement, context: QueryContext, cursor: SpanCursor): Stage {
  switch (element.kind) {
    case 'pipeline':
      return compilePipeline(element, context, cursor);
    case 'filter': {
      const matches = compilePredicate(element.expression, context);
      const isMatch = (row: number) => {
        cursor.moveTo(row);
        return matches(cursor);
      };
      return (input) => input.map((set) => ({ ...set, rows: set.rows.filter(isMatch) })).filter(isNotEmpty);
    }
    case 'operation':
      return compileOperation(element, context, cursor);
    case 'scalarFilter':
      return compileScalarFilter(element, context, cursor);
    case 'group': {
      const read = compileValue(element.expression, context);
      const key = formatElement(element);
      return (input) => input.flatMap((set) => groupSpans(set, { key, valueOf: at(cursor, read) }));
    }
    case 'select':
      return (input) => input;
    case 'coalesce':
      return (input) => [{ rows: input.flatMap(({ rows }) => rows), attributes: [] }];
  }
}

const isNotEmpty = ({ rows }: Spanset) => rows.length > 0;

const at = (cursor: SpanCursor, read: (cursor: SpanCursor) => Static) => (row: number) => {
  cursor.moveTo(row);
  return read(cursor);
};

function compileOperation({ op, left, right }: SpansetOperation, context: QueryContext, cursor: SpanCursor): Stage {
  const evaluateLeft = compileElement(left, context, cursor);
  const evaluateRight = compileElement(right, context, cursor);
  // Nothing on the left decides these before the right is looked at.
  const needsLeft = op !== '||' && !op.startsWith('!');
  return (input) =>
    input.flatMap((set) => {
      const lefts = evaluateLeft([set]);
      if (needsLeft && lefts.length === 0) return [];
      const rights = evaluateRight([set]);
      const rows = isStructural(op)
        ? relateSpans(op, onlySets(lefts, rights), cursor)
        : op === '&&' && rights.length === 0
          ? []
          : uniteSpans(lefts, rights);
      return rows.length > 0 ? [{ ...set, rows }] : [];
    });
}

function onlySets(lefts: readonly Spanset[], rights: readonly Spanset[]) {
  if (rights.length > 0 && (lefts.length > 1 || rights.length > 1)) {
    throw new EvaluationError(
      'spanset operators are not supported for multiple spansets per trace. consider using coalesce()',
    );
  }
  return { left: lefts[0]?.rows ?? [], right: rights[0]?.rows ?? [] };
}

/** The smaller side first, then what the larger adds. */
function uniteSpans(lefts: readonly Spanset[], rights: readonly Spanset[]): readonly number[] {
  const left = lefts.flatMap(({ rows }) => rows);
  const right = rights.flatMap(({ rows }) => rows);
  return [...new Set(left.length < right.length ? [...left, ...right] : [...right, ...left])];
}

function compileScalarFilter({ op, left, right }: ScalarFilter, context: QueryContext, cursor: SpanCursor): Stage {
  if (left.kind !== 'aggregate' || right.kind !== 'static')
    throw new EvaluationError(`scalar filter (${formatScalar(left)}) not supported`);
  const key = formatScalar(left);
  const compute = compileAggregate(left, context, cursor);
  return (input) =>
    input.flatMap((set) => {
      const value = compute(set);
      if (!value || !compareScalars(op, value, right.value)) return [];
      return [{ rows: set.rows, attributes: [...set.attributes, { key, value }] }];
    });
}

function compileAggregate(
  { op, expression }: Aggregate,
  context: QueryContext,
  cursor: SpanCursor,
): (set: Spanset) => Static | null {
  if (op === 'count' || !expression) return ({ rows }) => ({ type: 'int', value: rows.length });
  const valueOf = at(cursor, compileValue(expression, context));
  return ({ rows }) => aggregateValues(op, rows.map(valueOf));
}

interface Grouping {
  readonly key: string;
  readonly valueOf: (row: number) => Static;
}

function groupSpans(set: Spanset, { key, valueOf }: Grouping): readonly Spanset[] {
  const groups = new Map<string, { readonly rows: number[]; readonly attributes: Spanset['attributes'] }>();
  for (const row of set.rows) {
    const value = valueOf(row);
    const id = staticKey(value);
    const group = groups.get(id) ?? { rows: [], attributes: [...set.attributes, { key, value }] };
    group.rows.push(row);
    groups.set(id, group);
  }
  return [...groups.values()];
}
