import { formatPrometheusDuration } from '../go/duration.ts';
import { formatGoFloat } from '../go/numbers.ts';
import { goQuote } from '../go/quote.ts';
import type { BinaryExpr, Expr, Grouping, LogExpr, LogRange, MetricExpr } from './ast.ts';
import { printExpr, printFilter, printMetric, printSelector, printStage } from './print.ts';

const MAX_LINE = 100;
const indent = (level: number) => '  '.repeat(level);

/** A query as Loki's formatter lays it out: what fits in 100 characters stays on one line. */
export function prettyExpr(expr: Expr): string {
  return expr.kind === 'log' ? prettyLog(expr, 0) : prettyMetric(expr, 0);
}

function prettyLog(expr: LogExpr, level: number): string {
  const line = printExpr(expr);
  if (line.length <= MAX_LINE || expr.stages.length === 0) return indent(level) + line;
  const lines = groupLineFilters(expr).map((stage) => indentStage(stage, level + 1));
  return [indent(level) + printSelector(expr), ...lines].join('\n');
}

/** Line filters in a row are one stage to the formatter, split only when long. */
function groupLineFilters({ stages }: LogExpr): string[][] {
  const groups: string[][] = [];
  let inFilters = false;
  for (const stage of stages) {
    const isFilter = stage.kind === 'lineFilter';
    if (isFilter && inFilters) groups.at(-1)?.push(printStage(stage));
    else groups.push([printStage(stage)]);
    inFilters = isFilter;
  }
  return groups;
}

function indentStage(parts: readonly string[], level: number): string {
  const line = parts.join(' ');
  if (line === '| decolorize') return line;
  return line.length <= MAX_LINE ? indent(level) + line : parts.map((part) => indent(level) + part).join('\n');
}

function prettyRange({ log, unwrap, rangeNs, offsetNs }: LogRange, level: number): string {
  let text = prettyLog(log, level);
  if (unwrap) {
    const target = unwrap.conversion === '' ? unwrap.label : `${unwrap.conversion}(${unwrap.label})`;
    const filters = unwrap.filters.map((filter) => `\n${indent(level + 1)}| ${printFilter(filter)}`);
    text += `\n${indent(level + 1)}| unwrap ${target}${filters.join('')}`;
  }
  const offset = offsetNs === 0 ? '' : ` offset ${formatPrometheusDuration(offsetNs)}`;
  return `${text} [${formatPrometheusDuration(rangeNs)}]${offset}`;
}

function prettyGrouping({ isWithout, labels }: Grouping): string {
  const word = isWithout ? ' without' : labels.length > 0 ? ' by' : '';
  return labels.length > 0 ? `${word} (${labels.join(', ')})` : word;
}

function prettyMetric(expr: MetricExpr, level: number): string {
  const line = printMetric(expr);
  if (line.length <= MAX_LINE || expr.kind === 'literal' || expr.kind === 'vector') return indent(level) + line;
  const close = `\n${indent(level)})`;
  const inner = indent(level + 1);
  switch (expr.kind) {
    case 'range': {
      const parameter = expr.parameter === null ? '' : `${inner}${formatGoFloat(expr.parameter)},\n`;
      const grouping = expr.grouping ? prettyGrouping(expr.grouping) : '';
      return `${indent(level)}${expr.op}(\n${parameter}${prettyRange(expr.range, level + 1)}${close}${grouping}`;
    }
    case 'vectorAggregation': {
      const parameter = expr.parameter === 0 ? '' : `${inner}${expr.parameter},\n`;
      const operand = prettyMetric(expr.operand, level + 1);
      return `${indent(level)}${expr.op}${prettyGrouping(expr.grouping)}(\n${parameter}${operand}${close}`;
    }
    case 'binary': {
      const operands = [prettyMetric(expr.left, level + 1), prettyMetric(expr.right, level + 1)];
      return operands.join(`\n${indent(level)}${prettyOperator(expr)}\n`);
    }
    case 'labelReplace': {
      const texts = [expr.target, expr.replacement, expr.source, expr.pattern].map((text) => inner + goQuote(text));
      return `${indent(level)}label_replace(\n${[prettyMetric(expr.operand, level + 1), ...texts].join(',\n')}${close}`;
    }
  }
}

function prettyOperator({ op, matching }: BinaryExpr): string {
  const group = { 'one-to-one': '', 'many-to-one': 'group_left', 'one-to-many': 'group_right' }[matching.cardinality];
  const include = matching.include ?? [];
  const withLabels = include.length > 0 ? `${group} (${include.join(', ')})` : group;
  const bool = matching.returnBool ? `${op} bool` : op;
  const labels = matching.labels ?? [];
  return labels.length > 0 ? `${bool} ${matching.isOn ? 'on' : 'ignoring'} (${labels.join(', ')}) ${withLabels}` : bool;
}
