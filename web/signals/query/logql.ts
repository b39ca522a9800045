import type { SyntaxNode } from '@lezer/common';
import { parser } from '@grafana/lezer-logql';
import { LINE_FILTERS, LINE_RANGES, LOGQL_KINDS, VALUE_RANGES } from './logql-kinds.ts';
import {
  type BuilderLanguage,
  type BuilderMatcher,
  type BuilderQuery,
  type BuilderStep,
  quoteText,
  unquoteText,
  withoutVariables,
  writeSteps,
} from './model.ts';
import { allNamed, childNamed, childrenOf, hasFault, type Source, sourceOf } from './syntax.ts';

type Steps = readonly BuilderStep[] | null;

const step = (kind: string, ...params: readonly string[]): BuilderStep => ({ kind, params });
const isPlainRange = (name: string): boolean => name === 'sum_over_time' || LINE_RANGES.some((one) => one === name);
const isGroupedRange = (name: string): boolean => VALUE_RANGES.some((one) => one === name);
const AGGREGATES = new Set(['sum', 'avg', 'min', 'max', 'count']);

function readMetric(node: SyntaxNode, source: Source): BuilderQuery | null {
  const [inner] = childrenOf(node);
  if (!inner) return null;
  if (inner.name === 'MetricExpr') return readMetric(inner, source);
  if (inner.name === 'RangeAggregationExpr') return readRange(inner, source);
  return inner.name === 'VectorAggregationExpr' ? readAggregate(inner, source) : null;
}

function readAggregate(node: SyntaxNode, source: Source): BuilderQuery | null {
  const operator = childNamed(node, 'VectorOp');
  const body = childNamed(node, 'MetricExpr');
  const grouping = childNamed(node, 'Grouping');
  const count = childNamed(node, 'Number');
  if (!operator || !body) return null;
  const name = source.textOf(operator);
  const labels = labelsOf(grouping, source);
  const inner = readMetric(body, source);
  if (!inner) return null;
  const isWithout = grouping !== null && childNamed(grouping, 'Without') !== null;
  if (AGGREGATES.has(name) && !count) {
    // `sum without ()` keeps every label, where `sum by ()` and `sum` keep none.
    if (isWithout && labels === '') return null;
    return added(inner, step(name, isWithout ? 'without' : 'by', labels));
  }
  if ((name !== 'topk' && name !== 'bottomk') || !count || isWithout) return null;
  return added(inner, step(name, source.textOf(count), labels));
}

const added = (query: BuilderQuery, next: BuilderStep): BuilderQuery => ({ ...query, steps: [...query.steps, next] });

const labelsOf = (grouping: SyntaxNode | null, source: Source): string =>
  grouping
    ? allNamed(grouping, 'Identifier')
        .map((label) => source.textOf(label))
        .join(', ')
    : '';

function readRange(node: SyntaxNode, source: Source): BuilderQuery | null {
  const operator = childNamed(node, 'RangeOp');
  const body = childNamed(node, 'LogRangeExpr');
  const range = body && childNamed(body, 'Range');
  const duration = range && childNamed(range, 'Duration');
  const grouping = childNamed(node, 'Grouping');
  const quantile = childNamed(node, 'Number');
  if (!operator || !body || !duration || childNamed(body, 'OffsetExpr')) return null;
  if (grouping && childNamed(grouping, 'Without')) return null;
  const inner = readLog(body, source);
  const name = source.textOf(operator);
  const over = source.textOf(duration);
  if (!inner) return null;
  if (isPlainRange(name) && !grouping && !quantile) return added(inner, step(name, over));
  if (isGroupedRange(name) && !quantile) return added(inner, step(name, over, labelsOf(grouping, source)));
  if (name !== 'quantile_over_time' || !quantile) return null;
  return added(inner, step(name, source.textOf(quantile), over, labelsOf(grouping, source)));
}

/** A selector and its pipeline, of a log query or within a range. */
function readLog(node: SyntaxNode, source: Source): BuilderQuery | null {
  const selector = childNamed(node, 'Selector');
  if (!selector) return null;
  const matchers: BuilderMatcher[] = [];
  for (const matcher of allNamed(selector, 'Matcher')) {
    const [label, op, literal] = childrenOf(matcher);
    const value = literal && unquoteText(source.textOf(literal));
    if (!label || !op || value == null) return null;
    matchers.push({ label: source.textOf(label), op: source.textOf(op), value, isText: true });
  }
  const steps: BuilderStep[] = [];
  for (const part of childrenOf(node)) {
    if (part.name !== 'PipelineExpr' && part.name !== 'UnwrapExpr') continue;
    const read = part.name === 'UnwrapExpr' ? readUnwrap(part, source) : readPipeline(part, source);
    if (read === null) return null;
    steps.push(...read);
  }
  return { metric: '', matchers, steps };
}

/** The grammar nests a pipeline to the left. */
function readPipeline(node: SyntaxNode, source: Source): Steps {
  const steps: BuilderStep[] = [];
  for (const child of childrenOf(node)) {
    const read = child.name === 'PipelineExpr' ? readPipeline(child, source) : readStage(child, source);
    if (read === null) return null;
    steps.push(...read);
  }
  return steps;
}

function readStage(stage: SyntaxNode, source: Source): Steps {
  const body = childrenOf(stage).find(({ name }) => name !== 'Pipe');
  if (!body) return null;
  switch (body.name) {
    case 'LineFilters':
      return readLineFilters(body, source);
    case 'LabelParser':
    case 'LogfmtParser':
      return readParser(body, source);
    case 'LabelFilter':
      return readLabelFilter(body, source);
    case 'LineFormatExpr':
      return readText('line_format', body, source);
    case 'DecolorizeExpr':
      return [step('decolorize')];
    case 'DropLabelsExpr':
      return readNames('drop', body, source);
    case 'KeepLabelsExpr':
      return readNames('keep', body, source);
    default:
      return null;
  }
}

function readLineFilters(node: SyntaxNode, source: Source): Steps {
  const steps: BuilderStep[] = [];
  for (const filter of allNamed(node, 'LineFilter')) {
    const [operator, literal, ...more] = childrenOf(filter);
    const kind = operator && LINE_FILTERS.get(source.textOf(operator));
    const text = literal?.name === 'String' ? unquoteText(source.textOf(literal)) : null;
    // `or` and `ip()` say more than one text.
    if (!kind || text === null || more.length > 0) return null;
    steps.push(step(kind, text));
  }
  return steps;
}

function readParser(node: SyntaxNode, source: Source): Steps {
  const name = source.textOf(node.firstChild ?? node);
  if (name === 'pattern' || name === 'regexp') return readText(name, node, source);
  const isBare = childrenOf(node).length === 1 && ['json', 'logfmt', 'unpack'].includes(name);
  return isBare ? [step(name)] : null;
}

function readText(kind: string, node: SyntaxNode, source: Source): Steps {
  const literal = childNamed(node, 'String');
  const text = literal && unquoteText(source.textOf(literal));
  return text == null ? null : [step(kind, text)];
}

function readNames(kind: string, node: SyntaxNode, source: Source): Steps {
  // A matcher in the list drops a label with that value only.
  if (allNamed(node, 'Matcher').length > 0) return null;
  const names = allNamed(node, 'Identifier').map((name) => source.textOf(name));
  return names.length > 0 ? [step(kind, names.join(', '))] : null;
}

function readLabelFilter(node: SyntaxNode, source: Source): Steps {
  const [body, ...more] = childrenOf(node);
  if (!body || more.length > 0) return null;
  if (body.name === 'Matcher') {
    const [label, op, literal] = childrenOf(body);
    const value = literal && unquoteText(source.textOf(literal));
    return label && op && value != null ? [step('label_filter', source.textOf(label), source.textOf(op), value)] : null;
  }
  const filter = body.name === 'UnitFilter' ? body.firstChild : body;
  const [label, op, value] = filter ? childrenOf(filter) : [];
  const isNumber = ['NumberFilter', 'DurationFilter', 'BytesFilter'].includes(filter?.name ?? '');
  if (!isNumber || !label || !op || !value) return null;
  const operator = source.textOf(op) === '=' ? '==' : source.textOf(op);
  return [step('number_filter', source.textOf(label), operator, source.textOf(value))];
}

/** `| unwrap x`, and what is filtered after it. */
function readUnwrap(node: SyntaxNode, source: Source): Steps {
  const nested = childNamed(node, 'UnwrapExpr');
  const before = childNamed(node, 'PipelineExpr');
  const label = childNamed(node, 'Identifier');
  const filter = childNamed(node, 'LabelFilter');
  const steps: BuilderStep[] = [];
  for (const read of [
    before ? readPipeline(before, source) : [],
    nested ? readUnwrap(nested, source) : [],
    label ? [step('unwrap', source.textOf(label), conversionOf(node, source))] : [],
    filter ? readLabelFilter(filter, source) : [],
  ]) {
    if (read === null) return null;
    steps.push(...read);
  }
  return steps.length > 0 ? steps : null;
}

function conversionOf(node: SyntaxNode, source: Source): string {
  const conversion = childNamed(node, 'ConvOp');
  return conversion ? source.textOf(conversion) : 'number';
}

export const logqlBuilder: BuilderLanguage = {
  kinds: LOGQL_KINDS,
  operators: ['=', '!=', '=~', '!~'],
  write({ matchers, steps }) {
    const list = matchers.map(({ label, op, value }) => `${label}${op}${quoteText(value)}`);
    return writeSteps(LOGQL_KINDS, `{${list.join(', ')}}`, steps);
  },
  read(text) {
    const bare = withoutVariables(text);
    const tree = parser.parse(bare.text);
    const [top, ...more] = tree.topNode.firstChild ? childrenOf(tree.topNode.firstChild) : [];
    if (!top || more.length > 0 || hasFault(tree)) return null;
    const plain = sourceOf(bare.text);
    const source: Source = { textOf: (node) => bare.restore(plain.textOf(node)) };
    return top.name === 'LogExpr' ? readLog(top, source) : top.name === 'MetricExpr' ? readMetric(top, source) : null;
  },
};
