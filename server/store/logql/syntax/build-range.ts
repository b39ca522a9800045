import type { SyntaxNode } from '@lezer/common';
import { parseGoFloat } from '../go/numbers.ts';
import type { LabelFilter, LogRange, RangeAggregation, RangeOp, Unwrap } from './ast.ts';
import { buildLabelFilter } from './build-filter.ts';
import { buildStages } from './build-log.ts';
import { buildMatchers } from './build-matcher.ts';
import { buildGrouping } from './build-grouping.ts';
import { child, identifier, need, type Builder } from './build-tree.ts';
import { parseError } from './query-error.ts';

export function buildRangeAggregation(builder: Builder, node: SyntaxNode): RangeAggregation {
  const op = builder.tokenOf(need(node, 'RangeOp')).kind.toLowerCase() as RangeOp;
  const number = child(node, 'Number');
  const aggregation: RangeAggregation = {
    kind: 'range',
    op,
    parameter: rangeParameter(op, number ? builder.tokenOf(number).text : null),
    range: buildLogRange(builder, need(node, 'LogRangeExpr')),
    grouping: buildGrouping(builder, child(node, 'Grouping')),
  };
  validate(aggregation);
  return aggregation;
}

function rangeParameter(op: RangeOp, text: string | null): number | null {
  if (text === null) {
    if (op === 'quantile_over_time') throw parseError(`parameter required for operation ${op}`);
    return null;
  }
  if (op !== 'quantile_over_time') throw parseError(`parameter ${text} not supported for operation ${op}`);
  const value = parseGoFloat(text);
  if (value instanceof Error) throw parseError(`invalid parameter for operation ${op}: ${value.message}`);
  return value;
}

const GROUPABLE: ReadonlySet<RangeOp> = new Set([
  'avg_over_time',
  'stddev_over_time',
  'stdvar_over_time',
  'quantile_over_time',
  'max_over_time',
  'min_over_time',
  'first_over_time',
  'last_over_time',
]);
const NEEDS_NO_UNWRAP: ReadonlySet<RangeOp> = new Set(['bytes_over_time', 'bytes_rate', 'count_over_time']);
const WORKS_WITHOUT_UNWRAP: ReadonlySet<RangeOp> = new Set([...NEEDS_NO_UNWRAP, 'rate', 'absent_over_time']);

function validate({ op, grouping, range }: RangeAggregation): void {
  if (grouping && !GROUPABLE.has(op)) throw parseError(`grouping not allowed for ${op} aggregation`);
  if (range.unwrap) {
    if (NEEDS_NO_UNWRAP.has(op)) throw parseError(`invalid aggregation ${op} with unwrap`);
  } else if (!WORKS_WITHOUT_UNWRAP.has(op)) throw parseError(`invalid aggregation ${op} without unwrap`);
}

function buildLogRange(builder: Builder, node: SyntaxNode): LogRange {
  const inner = child(node, 'LogRangeExpr');
  if (inner) return buildLogRange(builder, inner);
  const pipeline = child(node, 'PipelineExpr');
  const range = builder.tokenOf(need(node, 'Range'));
  const unwrap = child(node, 'UnwrapExpr');
  return {
    log: {
      kind: 'log',
      matchers: buildMatchers(builder, need(node, 'Selector')),
      stages: pipeline ? buildStages(builder, pipeline) : [],
    },
    rangeNs: range.number,
    offsetNs: builder.offsetAfter(range),
    unwrap: unwrap ? buildUnwrap(builder, unwrap) : null,
  };
}

function buildUnwrap(builder: Builder, node: SyntaxNode): Unwrap {
  const filters: LabelFilter[] = [];
  let core = node;
  for (let inner = child(core, 'UnwrapExpr'); inner; inner = child(core, 'UnwrapExpr')) {
    filters.unshift(buildLabelFilter(builder, need(core, 'LabelFilter')));
    core = inner;
  }
  const conversion = child(core, 'ConvOp');
  return {
    label: identifier(builder, need(core, 'Identifier')),
    conversion: conversion ? (builder.tokenOf(conversion).text.toLowerCase() as Unwrap['conversion']) : '',
    filters,
  };
}
