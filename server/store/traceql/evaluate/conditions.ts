import type {
  FieldExpression,
  FieldOperator,
  FirstStage,
  Pipeline,
  PipelineElement,
  ScalarExpression,
} from '../language/ast.ts';
import { createIntrinsic, isSameAttribute, type Attribute } from '../language/attribute.ts';
import { isBooleanOperator } from '../language/operators.ts';
import type { Static } from '../language/static.ts';

/** What a query asks of one attribute: `none` wants its value whatever it is. */
export interface Condition {
  readonly attribute: Attribute;
  readonly op: 'none' | 'exists' | 'notExists' | FieldOperator;
  readonly operand: Static | null;
}

/**
 * What Tempo's storage layer is asked to fetch before the engine evaluates. It shows in answers: a span lists the
 * attributes that met a condition, and a span that meets none is not looked at.
 */
export interface FetchPlan {
  readonly conditions: readonly Condition[];
  /** Attributes read of the matching spans only. */
  readonly selected: readonly Attribute[];
  /** A span must meet every condition, not just one. */
  readonly isAll: boolean;
  readonly isStructural: boolean;
  /** Every attribute is read, as `compare()` needs. */
  readonly isEverything: boolean;
}

interface Draft {
  conditions: Condition[];
  selected: Attribute[];
  isAll: boolean;
  isStructural: boolean;
}

export function planFetch(pipeline: Pipeline, first?: FirstStage): FetchPlan {
  const draft: Draft = { conditions: [], selected: [], isAll: true, isStructural: false };
  addElement(draft, pipeline);
  if (first?.kind === 'metricsAggregate') {
    if (first.attribute && !hasCondition(draft, first.attribute)) draft.selected.push(first.attribute);
    for (const attribute of first.by) {
      // After a structural operator a span may be listed without having met the condition on its label.
      const isFetched = (draft.isAll || first.op === 'avg_over_time') && hasCondition(draft, attribute);
      if (!isFetched) draft.selected.push(attribute);
    }
  }
  return { ...draft, isEverything: first?.kind === 'compare' };
}

/** An unscoped condition stands for the span's and the resource's attribute of that name. */
function hasCondition({ conditions, selected }: Draft, wanted: Attribute): boolean {
  const covers = (known: Attribute) =>
    isSameAttribute(known, wanted) ||
    (known.scope === 'none' &&
      (wanted.scope === 'resource' || wanted.scope === 'span') &&
      known.name === wanted.name &&
      known.intrinsic === wanted.intrinsic);
  return conditions.some(({ attribute }) => covers(attribute)) || selected.some(covers);
}

function addElement(draft: Draft, element: PipelineElement): void {
  switch (element.kind) {
    case 'pipeline':
      return addPipeline(draft, element);
    case 'filter':
      return addFilter(draft, element.expression);
    case 'operation':
      if (element.op !== '&&' && element.op !== '||') draft.isStructural = true;
      addElement(draft, element.left);
      addElement(draft, element.right);
      draft.isAll = false;
      return;
    case 'scalarFilter':
      addScalar(draft, element.left);
      addScalar(draft, element.right);
      return;
    case 'group':
      addField(draft, element.expression);
      draft.isAll = false;
      return;
    case 'select':
      draft.selected.push(...element.attributes);
      return;
    case 'coalesce':
      return;
  }
}

function addPipeline(draft: Draft, pipeline: Pipeline): void {
  let isAfterSelect = false;
  for (const element of pipeline.elements) {
    if (isAfterSelect) {
      const later: Draft = { conditions: [], selected: [], isAll: true, isStructural: false };
      addElement(later, element);
      draft.selected.push(...later.conditions.map(({ attribute }) => attribute), ...later.selected);
    } else addElement(draft, element);
    if (element.kind === 'select') isAfterSelect = true;
  }
}

function addFilter(draft: Draft, expression: FieldExpression): void {
  addField(draft, expression);
  if (expression.kind !== 'static' || expression.value.type !== 'boolean' || !expression.value.value) return;
  const hasAny = draft.conditions.some(({ attribute, op }) => attribute.intrinsic && op === 'none');
  if (!hasAny) draft.conditions.push({ attribute: createIntrinsic('spanStartTime'), op: 'none', operand: null });
}

function addScalar(draft: Draft, expression: ScalarExpression): void {
  if (expression.kind === 'aggregate') {
    draft.isAll = false;
    if (expression.expression) addField(draft, expression.expression);
  } else if (expression.kind === 'scalarOperation') {
    addScalar(draft, expression.left);
    addScalar(draft, expression.right);
  }
}

function addField(draft: Draft, expression: FieldExpression): void {
  const want = (attribute: Attribute) => draft.conditions.push({ attribute, op: 'none', operand: null });
  switch (expression.kind) {
    case 'static':
      return;
    case 'attribute':
      want(expression.attribute);
      return;
    case 'unary':
      if (expression.operand.kind === 'attribute' && (expression.op === 'exists' || expression.op === 'notExists'))
        draft.conditions.push({ attribute: expression.operand.attribute, op: expression.op, operand: null });
      else addField(draft, expression.operand);
      return;
    case 'binary': {
      const { op, left, right } = expression;
      if (left.kind === 'attribute' && right.kind === 'static')
        return addComparison(draft, { attribute: left.attribute, op, operand: right.value });
      if (left.kind === 'static' && right.kind === 'attribute')
        return addComparison(draft, { attribute: right.attribute, op: FLIPPED[op] ?? op, operand: left.value });
      addField(draft, left);
      addField(draft, right);
      if (op === '||' && left.kind !== 'attribute' && left.kind !== 'static') draft.isAll = false;
    }
  }
}

const FLIPPED: Partial<Record<FieldOperator, FieldOperator>> = { '>': '<', '>=': '<=', '<': '>', '<=': '>=' };

function addComparison(draft: Draft, { attribute, op, operand }: Condition & { readonly operand: Static }): void {
  const isLogic = operand.type === 'boolean' && (op === '&&' || op === '||');
  if (isLogic || !isBooleanOperator(op)) draft.conditions.push({ attribute, op: 'none', operand: null });
  else draft.conditions.push({ attribute, op, operand });
}
