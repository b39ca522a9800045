import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import {
  type BuilderLanguage,
  type BuilderMatcher,
  type BuilderQuery,
  type BuilderStep,
  isPlainName,
  listOf,
  type ParamSpec,
  quoteText,
  type StepKind,
  unquoteText,
  withoutVariables,
  writeSteps,
} from './model.ts';
import { childNamed, childrenOf, hasFault, type Source, sourceOf } from './syntax.ts';

const RANGE: ParamSpec = { name: 'over', kind: 'duration', initial: '$__rate_interval' };
const LABELS: ParamSpec = { name: 'labels', kind: 'labels', initial: '', isOptional: true };

const overTime = (id: string, title: string): StepKind => ({
  id,
  title,
  group: 'Over time',
  params: [RANGE],
  write: (inner, [range]) => `${id}(${inner}[${range}])`,
});

/** Names in a grouping that are no plain names are quoted, as Prometheus 3 reads them. */
const labelList = (text: string): string =>
  listOf(text)
    .map((name) => (isPlainName(name) ? name : quoteText(name)))
    .join(', ');

const aggregate = (id: string, title: string): StepKind => ({
  id,
  title,
  group: 'Aggregate',
  params: [{ name: 'grouping', kind: 'choice', initial: 'by', choices: ['by', 'without'] }, LABELS],
  write: (inner, [grouping, labels = '']) =>
    listOf(labels).length === 0 && grouping === 'by'
      ? `${id}(${inner})`
      : `${id} ${grouping} (${labelList(labels)}) (${inner})`,
});

const ranked = (id: string, title: string, initial: string): StepKind => ({
  id,
  title,
  group: 'Aggregate',
  params: [{ name: id === 'quantile' ? 'quantile' : 'how many', kind: 'number', initial }, LABELS],
  write: (inner, [count, labels = '']) =>
    listOf(labels).length === 0 ? `${id}(${count}, ${inner})` : `${id} by (${labelList(labels)}) (${count}, ${inner})`,
});

const mapped = (id: string, title: string, params: readonly ParamSpec[] = []): StepKind => ({
  id,
  title,
  group: 'Function',
  params,
  write: (inner, values) => `${id}(${[inner, ...values].join(', ')})`,
});

const number = (name: string, initial: string): ParamSpec => ({ name, kind: 'number', initial });

const ARITHMETIC = ['+', '-', '*', '/', '%', '^'];
const COMPARISONS = ['>', '>=', '<', '<=', '==', '!='];

const KINDS: readonly StepKind[] = [
  overTime('rate', 'Rate per second'),
  overTime('increase', 'Increase'),
  overTime('irate', 'Rate of the last two samples'),
  overTime('delta', 'Difference'),
  ...['avg', 'min', 'max', 'sum', 'count', 'last'].map((name) => overTime(`${name}_over_time`, `${name} over time`)),
  aggregate('sum', 'Sum'),
  aggregate('avg', 'Average'),
  aggregate('min', 'Minimum'),
  aggregate('max', 'Maximum'),
  aggregate('count', 'Count'),
  ranked('topk', 'Largest', '5'),
  ranked('bottomk', 'Smallest', '5'),
  ranked('quantile', 'Quantile of series', '0.95'),
  {
    id: 'histogram_quantile',
    title: 'Quantile of a histogram',
    group: 'Function',
    params: [number('quantile', '0.95')],
    write: (inner, [q]) => `histogram_quantile(${q}, ${inner})`,
  },
  ...['abs', 'ceil', 'floor', 'sqrt', 'ln', 'log2', 'log10', 'absent', 'sort', 'sort_desc'].map((name) =>
    mapped(name, name),
  ),
  mapped('round', 'Round', [number('to', '1')]),
  mapped('clamp_min', 'At least', [number('minimum', '0')]),
  mapped('clamp_max', 'At most', [number('maximum', '1')]),
  {
    id: 'scalar',
    title: 'Calculate or compare',
    group: 'Function',
    params: [
      { name: 'operator', kind: 'choice', initial: '*', choices: [...ARITHMETIC, ...COMPARISONS] },
      number('number', '100'),
    ],
    write: (inner, [op, value]) => `${isBinary(inner) ? `(${inner})` : inner} ${op} ${value}`,
  },
];

const isBinary = (text: string): boolean =>
  parser.parse(withoutVariables(text).text).topNode.firstChild?.name === 'BinaryExpr';

function writeSelector({ metric, matchers }: BuilderQuery): string {
  const name = isMetricName(metric) ? metric : '';
  const quoted = metric !== '' && name === '' ? [quoteText(metric)] : [];
  const list = [
    ...quoted,
    ...matchers.map(
      ({ label, op, value }) => `${isPlainName(label) ? label : quoteText(label)}${op}${quoteText(value)}`,
    ),
  ];
  return list.length === 0 && name !== '' ? name : `${name}{${list.join(', ')}}`;
}

const isMetricName = (name: string): boolean => /^[A-Za-z_:][\w:]*$/.test(name);

const OVER_TIME = new Set(KINDS.filter(({ group }) => group === 'Over time').map(({ id }) => id));
const AGGREGATES = new Set(['sum', 'avg', 'min', 'max', 'count']);
const RANKED = new Set(['topk', 'bottomk', 'quantile']);
const FUNCTIONS = new Map(
  KINDS.filter(({ group, id }) => group === 'Function' && id !== 'scalar').map((kind) => [kind.id, kind]),
);

function readExpression(node: SyntaxNode, source: Source): BuilderQuery | null {
  switch (node.name) {
    case 'VectorSelector':
      return readSelector(node, source);
    case 'ParenExpr':
      return node.firstChild ? readExpression(node.firstChild, source) : null;
    case 'FunctionCall':
      return readCall(node, source);
    case 'AggregateExpr':
      return readAggregate(node, source);
    case 'BinaryExpr':
      return readScalar(node, source);
    default:
      return null;
  }
}

const withStep = (query: BuilderQuery | null, step: BuilderStep): BuilderQuery | null =>
  query && { ...query, steps: [...query.steps, step] };

function readCall(node: SyntaxNode, source: Source): BuilderQuery | null {
  const name = source.textOf(childNamed(node, 'FunctionIdentifier') ?? node);
  const args = childrenOf(childNamed(node, 'FunctionCallBody') ?? node);
  if (OVER_TIME.has(name)) {
    const [matrix] = args;
    const selector = matrix && childNamed(matrix, 'VectorSelector');
    const range = matrix && childNamed(matrix, 'DurationExpr');
    if (args.length !== 1 || matrix?.name !== 'MatrixSelector' || !selector || !range) return null;
    return withStep(readSelector(selector, source), { kind: name, params: [source.textOf(range)] });
  }
  const kind = FUNCTIONS.get(name);
  if (!kind || args.length !== kind.params.length + 1) return null;
  const isFirst = name !== 'histogram_quantile';
  const inner = isFirst ? args[0] : args.at(-1);
  const params = isFirst ? args.slice(1) : args.slice(0, -1);
  if (!inner || !params.every(isNumber)) return null;
  return withStep(readExpression(inner, source), { kind: name, params: params.map((one) => source.textOf(one)) });
}

const isNumber = ({ name }: SyntaxNode): boolean => name === 'NumberDurationLiteral';

function readAggregate(node: SyntaxNode, source: Source): BuilderQuery | null {
  const name = source.textOf(childNamed(node, 'AggregateOp') ?? node);
  const modifier = childNamed(node, 'AggregateModifier');
  const args = childrenOf(childNamed(node, 'FunctionCallBody') ?? node);
  const grouping = modifier && childNamed(modifier, 'Without') ? 'without' : 'by';
  const labels = readLabels(modifier, source);
  const inner = args.at(-1);
  if (!inner || labels === null) return null;
  if (AGGREGATES.has(name) && args.length === 1) {
    return withStep(readExpression(inner, source), { kind: name, params: [grouping, labels] });
  }
  const [count] = args;
  if (!RANKED.has(name) || args.length !== 2 || !count || !isNumber(count) || grouping !== 'by') return null;
  return withStep(readExpression(inner, source), { kind: name, params: [source.textOf(count), labels] });
}

function readLabels(modifier: SyntaxNode | null, source: Source): string | null {
  const list = modifier && childNamed(modifier, 'GroupingLabels');
  if (!list) return '';
  const names = childrenOf(list).map((label) => {
    const text = source.textOf(label);
    return text.startsWith('"') ? unquoteText(text) : text;
  });
  // A name with a comma would come back as two.
  return names.every((name) => name !== null && !name.includes(',')) ? names.join(', ') : null;
}

/** `… * 100`: one operator and one number on the right. */
function readScalar(node: SyntaxNode, source: Source): BuilderQuery | null {
  const [left, operator, right, ...more] = childrenOf(node);
  if (!left || !operator || !right || more.length > 0 || !isNumber(right)) return null;
  const op = source.textOf(operator);
  // Which of two operators binds closer is not for a line of steps to say, unless parentheses do.
  if (left.name === 'BinaryExpr' || ![...ARITHMETIC, ...COMPARISONS].includes(op)) return null;
  return withStep(readExpression(left, source), { kind: 'scalar', params: [op, source.textOf(right)] });
}

function readSelector(node: SyntaxNode, source: Source): BuilderQuery | null {
  const identifier = childNamed(node, 'Identifier');
  let metric = identifier ? source.textOf(identifier) : '';
  const matchers: BuilderMatcher[] = [];
  const list = childNamed(node, 'LabelMatchers');
  for (const child of list ? childrenOf(list) : []) {
    if (child.name === 'QuotedLabelName') {
      metric = unquoteText(source.textOf(child)) ?? '';
      continue;
    }
    const [name, op, literal] = childrenOf(child);
    const label = name && (name.name === 'QuotedLabelName' ? unquoteText(source.textOf(name)) : source.textOf(name));
    const value = literal && unquoteText(source.textOf(literal));
    if (label == null || !op || value == null) return null;
    matchers.push({ label, op: source.textOf(op), value, isText: true });
  }
  return { metric, matchers, steps: [] };
}

export const promqlBuilder: BuilderLanguage = {
  kinds: KINDS,
  operators: ['=', '!=', '=~', '!~'],
  write: (query) => writeSteps(KINDS, writeSelector(query), query.steps),
  read(text) {
    const bare = withoutVariables(text);
    const tree = parser.parse(bare.text);
    const top = tree.topNode.firstChild;
    if (!top || top.nextSibling || hasFault(tree)) return null;
    const source = sourceOf(bare.text);
    return readExpression(top, { textOf: (node) => bare.restore(source.textOf(node)) });
  },
};
