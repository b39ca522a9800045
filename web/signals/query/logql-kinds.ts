import { listOf, type ParamSpec, quoteText, type StepKind } from './model.ts';

const RANGE: ParamSpec = { name: 'over', kind: 'duration', initial: '$__auto' };
const LABELS: ParamSpec = { name: 'labels', kind: 'labels', initial: '', isOptional: true };

const filter = (id: string, title: string, operator: string): StepKind => ({
  id,
  title,
  group: 'Line filter',
  params: [{ name: 'text', kind: 'text', initial: '' }],
  write: (inner, [text = '']) => `${inner} ${operator} ${quoteText(text)}`,
});

/** Line filters by their operator. */
export const LINE_FILTERS: ReadonlyMap<string, string> = new Map([
  ['|=', 'contains'],
  ['!=', 'lacks'],
  ['|~', 'matches'],
  ['!~', 'not_matches'],
  ['|>', 'has_pattern'],
  ['!>', 'lacks_pattern'],
]);
const FILTER_TITLES = ['contains', 'does not contain', 'matches', 'does not match', 'has pattern', 'lacks pattern'];

const bare = (id: string, title: string): StepKind => ({
  id,
  title,
  group: 'Parse',
  params: [],
  write: (inner) => `${inner} | ${id}`,
});
const withText = (id: string, title: string, group: string): StepKind => ({
  id,
  title,
  group,
  params: [{ name: 'expression', kind: 'text', initial: '' }],
  write: (inner, [text = '']) => `${inner} | ${id} ${quoteText(text)}`,
});
const withNames = (id: string, title: string): StepKind => ({
  id,
  title,
  group: 'Format',
  params: [{ ...LABELS, isOptional: false }],
  write: (inner, [labels = '']) => `${inner} | ${id} ${listOf(labels).join(', ')}`,
});

const overTime = (id: string, title: string): StepKind => ({
  id,
  title,
  group: 'Over time',
  params: [RANGE],
  write: (inner, [range]) => `${id}(${inner} [${range}])`,
});
const grouped = (id: string, title: string): StepKind => ({
  id,
  title,
  group: 'Over time',
  params: [RANGE, LABELS],
  write: (inner, [range, labels = '']) => `${id}(${inner} [${range}])${byClause(labels)}`,
});

const byClause = (labels: string): string => (listOf(labels).length === 0 ? '' : ` by (${listOf(labels).join(', ')})`);

const aggregate = (id: string, title: string): StepKind => ({
  id,
  title,
  group: 'Aggregate',
  params: [{ name: 'grouping', kind: 'choice', initial: 'by', choices: ['by', 'without'] }, LABELS],
  write: (inner, [grouping, labels = '']) =>
    listOf(labels).length === 0 ? `${id}(${inner})` : `${id} ${grouping} (${listOf(labels).join(', ')}) (${inner})`,
});
const ranked = (id: string, title: string): StepKind => ({
  id,
  title,
  group: 'Aggregate',
  params: [{ name: 'how many', kind: 'number', initial: '5' }, LABELS],
  write: (inner, [count, labels = '']) =>
    listOf(labels).length === 0
      ? `${id}(${count}, ${inner})`
      : `${id} by (${listOf(labels).join(', ')}) (${count}, ${inner})`,
});

/** Over plain lines. */
export const LINE_RANGES = ['rate', 'count_over_time', 'bytes_rate', 'bytes_over_time'] as const;
/** Over an unwrapped value. */
export const VALUE_RANGES = [
  'avg_over_time',
  'min_over_time',
  'max_over_time',
  'first_over_time',
  'last_over_time',
] as const;

export const LOGQL_KINDS: readonly StepKind[] = [
  ...[...LINE_FILTERS].map(([operator, id], i) => filter(id, `Line ${FILTER_TITLES[i]}`, operator)),
  bare('json', 'JSON'),
  bare('logfmt', 'logfmt'),
  bare('unpack', 'Unpack'),
  withText('pattern', 'Pattern', 'Parse'),
  withText('regexp', 'Regular expression', 'Parse'),
  {
    id: 'label_filter',
    title: 'Label is',
    group: 'Label filter',
    params: [
      { name: 'label', kind: 'code', initial: 'level' },
      { name: 'operator', kind: 'choice', initial: '=', choices: ['=', '!=', '=~', '!~'] },
      { name: 'value', kind: 'text', initial: '' },
    ],
    write: (inner, [label, op, value = '']) => `${inner} | ${label} ${op} ${quoteText(value)}`,
  },
  {
    id: 'number_filter',
    title: 'Label compares',
    group: 'Label filter',
    params: [
      { name: 'label', kind: 'code', initial: 'duration' },
      { name: 'operator', kind: 'choice', initial: '>', choices: ['>', '>=', '<', '<=', '==', '!='] },
      { name: 'number, duration or bytes', kind: 'code', initial: '1s' },
    ],
    write: (inner, [label, op, value]) => `${inner} | ${label} ${op} ${value}`,
  },
  withText('line_format', 'Line format', 'Format'),
  withNames('drop', 'Drop labels'),
  withNames('keep', 'Keep labels'),
  { ...bare('decolorize', 'Without colours'), group: 'Format' },
  {
    id: 'unwrap',
    title: 'Unwrap a number',
    group: 'Format',
    params: [
      { name: 'label', kind: 'code', initial: 'duration' },
      { name: 'as', kind: 'choice', initial: 'number', choices: ['number', 'duration', 'duration_seconds', 'bytes'] },
    ],
    write: (inner, [label, as]) => `${inner} | unwrap ${as === 'number' ? label : `${as}(${label})`}`,
  },
  overTime('rate', 'Rate per second'),
  overTime('count_over_time', 'Count of lines'),
  overTime('bytes_rate', 'Bytes per second'),
  overTime('bytes_over_time', 'Bytes'),
  overTime('sum_over_time', 'sum over time'),
  ...VALUE_RANGES.map((id) => grouped(id, id.replaceAll('_', ' '))),
  {
    id: 'quantile_over_time',
    title: 'quantile over time',
    group: 'Over time',
    params: [{ name: 'quantile', kind: 'number', initial: '0.95' }, RANGE, LABELS],
    write: (inner, [q, range, labels = '']) => `quantile_over_time(${q}, ${inner} [${range}])${byClause(labels)}`,
  },
  aggregate('sum', 'Sum'),
  aggregate('avg', 'Average'),
  aggregate('min', 'Minimum'),
  aggregate('max', 'Maximum'),
  aggregate('count', 'Count'),
  ranked('topk', 'Largest'),
  ranked('bottomk', 'Smallest'),
];
