import type { SyntaxNode } from '@lezer/common';
import { parser } from '@grafana/lezer-traceql';
import {
  type BuilderLanguage,
  type BuilderMatcher,
  type BuilderQuery,
  type BuilderStep,
  listOf,
  type ParamSpec,
  quoteText,
  type StepKind,
  unquoteText,
  writeSteps,
} from './model.ts';
import { childNamed, childrenOf, hasFault, type Source, sourceOf } from './syntax.ts';

const BY: ParamSpec = { name: 'by', kind: 'labels', initial: '', isOptional: true };
const FIELD: ParamSpec = { name: 'of', kind: 'code', initial: 'duration' };

const byClause = (labels: string): string => (listOf(labels).length === 0 ? '' : ` by (${listOf(labels).join(', ')})`);

const metric = (id: string, title: string): StepKind => ({
  id,
  title,
  group: 'Metrics',
  params: [BY],
  write: (inner, [labels = '']) => `${inner} | ${id}()${byClause(labels)}`,
});
const metricOf = (id: string, title: string): StepKind => ({
  id,
  title,
  group: 'Metrics',
  params: [FIELD, BY],
  write: (inner, [field, labels = '']) => `${inner} | ${id}(${field})${byClause(labels)}`,
});

const OF_FIELD = ['min_over_time', 'max_over_time', 'avg_over_time', 'sum_over_time', 'histogram_over_time'];

const KINDS: readonly StepKind[] = [
  {
    id: 'select',
    title: 'Also show',
    group: 'Spans',
    params: [{ name: 'attributes', kind: 'labels', initial: '' }],
    write: (inner, [names = '']) => `${inner} | select(${listOf(names).join(', ')})`,
  },
  {
    id: 'aggregate',
    title: 'Only traces where',
    group: 'Spans',
    params: [
      { name: 'what', kind: 'choice', initial: 'count', choices: ['count', 'avg', 'min', 'max', 'sum'] },
      { name: 'of', kind: 'code', initial: '', isOptional: true },
      { name: 'operator', kind: 'choice', initial: '>', choices: ['>', '>=', '<', '<=', '=', '!='] },
      { name: 'value', kind: 'code', initial: '1' },
    ],
    write: (inner, [what, of, op, value]) => `${inner} | ${what}(${of}) ${op} ${value}`,
  },
  metric('rate', 'Rate per second'),
  metric('count_over_time', 'Count'),
  ...OF_FIELD.map((id) => metricOf(id, id.replaceAll('_', ' '))),
  {
    id: 'quantile_over_time',
    title: 'quantile over time',
    group: 'Metrics',
    params: [FIELD, { name: 'quantile', kind: 'number', initial: '0.95' }, BY],
    write: (inner, [field, q, labels = '']) => `${inner} | quantile_over_time(${field}, ${q})${byClause(labels)}`,
  },
  {
    id: 'most_recent',
    title: 'Newest first',
    group: 'Hint',
    params: [],
    write: (inner) => `${inner} with (most_recent=true)`,
  },
];

const condition = ({ label, op, value, isText }: BuilderMatcher): string =>
  `${label} ${op} ${isText ? quoteText(value) : value}`;

/** Values that TraceQL has no quotes for. */
const UNQUOTED = /^(-?\d+(\.\d+)?(ns|us|µs|ms|s|m|h)?|true|false|nil)$/;
const KEYWORD_FIELDS = /^(status|kind|span:status|span:kind)$/;

/** Whether a value typed by hand is a text: a keyword of the field, a number or a duration is none. */
export const isTextValue = (label: string, value: string): boolean =>
  !UNQUOTED.test(value) && !(KEYWORD_FIELDS.test(label) && /^[a-z]+$/.test(value));

function readConditions(node: SyntaxNode, source: Source): readonly BuilderMatcher[] | null {
  const [first, middle, last, ...more] = childrenOf(node);
  if (!first || !middle || !last || more.length > 0) return null;
  if (middle.name === 'And') {
    const left = readConditions(first, source);
    const right = readConditions(last, source);
    return left && right ? [...left, ...right] : null;
  }
  if (middle.name !== 'FieldOp' || !isField(first) || last.firstChild?.name !== 'Static') return null;
  const literal = source.textOf(last);
  const isText = /^["`]/.test(literal);
  const value = isText ? unquoteText(literal) : literal;
  if (value === null) return null;
  return [{ label: source.textOf(first), op: source.textOf(middle), value, isText }];
}

const isField = (node: SyntaxNode): boolean =>
  node.firstChild?.nextSibling === null && ['AttributeField', 'IntrinsicField'].includes(node.firstChild.name);

function readStage(text: string): BuilderStep | null {
  const by = /^(.*?)(?:\s+by\s*\(([^()]*)\))?$/s.exec(text.trim());
  const call = /^(\w+)\s*\(([^()]*)\)(?:\s*(>=|<=|!=|>|<|=)\s*(\S+))?$/.exec(by?.[1]?.trim() ?? '');
  if (!call) return null;
  const [, name = '', inside = '', operator, value] = call;
  const labels = listOf(by?.[2] ?? '').join(', ');
  const args = listOf(inside);
  if (['count', 'avg', 'min', 'max', 'sum'].includes(name)) {
    return operator && value && labels === ''
      ? { kind: 'aggregate', params: [name, inside.trim(), operator, value] }
      : null;
  }
  if (operator) return null;
  if (name === 'select') return args.length > 0 && labels === '' ? { kind: 'select', params: [args.join(', ')] } : null;
  if (name === 'rate' || name === 'count_over_time') return args.length === 0 ? { kind: name, params: [labels] } : null;
  if (OF_FIELD.includes(name)) return args.length === 1 ? { kind: name, params: [args[0] ?? '', labels] } : null;
  if (name !== 'quantile_over_time' || args.length !== 2) return null;
  return { kind: name, params: [args[0] ?? '', args[1] ?? '', labels] };
}

const HINT = /\s*with\s*\(\s*most_recent\s*=\s*true\s*\)\s*$/;

/** Stages as the grammar divides them; what stands in quotes is no divider. */
function pipelineOf(
  tree: SyntaxNode,
  source: Source,
): { readonly spans: SyntaxNode; readonly stages: readonly string[] } | null {
  const stages: string[] = [];
  let node: SyntaxNode | null = tree;
  while (node?.name === 'SpansetPipelineExpression' && childNamed(node, 'Pipe')) {
    const [left, , right] = childrenOf(node);
    if (!right) return null;
    stages.unshift(source.textOf(right));
    node = left ?? null;
  }
  const pipeline: SyntaxNode | null = node && childNamed(node, 'SpansetPipeline');
  const spans = pipeline && childrenOf(pipeline).length === 1 ? childNamed(pipeline, 'SpansetFilter') : null;
  return spans ? { spans, stages } : null;
}

function readQuery(text: string): BuilderQuery | null {
  const hint = HINT.test(text);
  const bare = text.replace(HINT, '');
  const tree = parser.parse(bare);
  const top = tree.topNode.firstChild;
  if (!top || top.nextSibling || hasFault(tree)) return null;
  const source = sourceOf(bare);
  const pipeline = pipelineOf(top, source);
  if (!pipeline) return null;
  const [filter] = childrenOf(pipeline.spans);
  const matchers = filter ? readConditions(filter, source) : [];
  const steps = pipeline.stages.map(readStage);
  if (matchers === null || !steps.every((step) => step !== null)) return null;
  return { metric: '', matchers, steps: [...steps, ...(hint ? [{ kind: 'most_recent', params: [] }] : [])] };
}

export const traceqlBuilder: BuilderLanguage = {
  kinds: KINDS,
  operators: ['=', '!=', '=~', '!~', '>', '>=', '<', '<='],
  write({ matchers, steps }) {
    const conditions = matchers.map(condition).join(' && ');
    // The hint belongs behind everything else.
    const last = steps.filter(({ kind }) => kind === 'most_recent').slice(0, 1);
    const others = steps.filter(({ kind }) => kind !== 'most_recent');
    return writeSteps(KINDS, conditions === '' ? '{}' : `{ ${conditions} }`, [...others, ...last]);
  },
  read: (text) => readQuery(text.trim()),
};
