import { evaluateRows, type EvalContext } from '../evaluate/context.ts';
import { ExecutionError } from '../evaluate/execution-error.ts';
import { selectInstant } from '../evaluate/instant-selector.ts';
import { ABSENT, createRow, HISTOGRAM, joinRows, sampleAt, setSample, type Row } from '../evaluate/rows.ts';
import {
  formatLabels,
  labelEntries,
  labelValue,
  METRIC_NAME,
  metricName,
  withLabels,
  type LabelSet,
} from '../model/labels.ts';
import { createMatcher, type Matcher } from '../model/matchers.ts';
import type { Call, Expr, VectorSelector } from '../parser/ast.ts';

/** The labels that say which target a series is of. */
const IDENTIFYING = ['instance', 'job'] as const;

/** `info(v)`: adds to each series the labels of the info metrics of its target, `target_info` unless told otherwise. */
export async function addInfo({ args }: Call, context: EvalContext): Promise<Row[]> {
  const [vector, wanted] = args;
  if (!vector) throw new Error('info without vector');
  const rows = await evaluateRows(vector, context);
  const matchers = wanted?.kind === 'vectorSelector' ? wanted.matchers : [];
  const names = nameMatchers(matchers.filter(({ name }) => name === METRIC_NAME));
  const labels = matchers.filter(({ name }) => name !== METRIC_NAME);
  const isInfo = (row: Row) => names.every((matcher) => matcher.matches(metricName(row.labels)));
  const enriched = rows.filter((row) => !isInfo(row));
  const infos = await selectInfos(enriched, { matchers: [...labels, ...names], ...readingTime(vector) }, context);
  const joined = await joinInfos(enriched, infos, { labels, context });
  return joinRows([...rows.filter(isInfo), ...joined]);
}

function nameMatchers(matchers: readonly Matcher[]): readonly Matcher[] {
  if (matchers.some(({ operator }) => operator === '=' || operator === '=~')) return matchers;
  if (matchers.length > 0) return [createMatcher(METRIC_NAME, '=~', '.+_info'), ...matchers];
  return [createMatcher(METRIC_NAME, '=', 'target_info')];
}

type Reading = Pick<VectorSelector, 'at' | 'offset'>;

/** Infos are read as of the time that the first selector of the argument reads. */
function readingTime(expr: Expr): Reading {
  return firstReading(expr, { at: null, offset: 0 }) ?? { at: null, offset: 0 };
}

/** @param around the modifiers of enclosing subqueries, of which an inner `@` makes the outer ones irrelevant */
function firstReading(expr: Expr, around: Reading): Reading | null {
  const inside = ({ at, offset }: Reading): Reading =>
    at === null ? { at: around.at, offset: offset + around.offset } : { at, offset };
  switch (expr.kind) {
    case 'number':
    case 'string':
      return null;
    case 'vectorSelector':
      return inside(expr);
    case 'matrixSelector':
      return inside(expr.selector);
    case 'subquery':
      return firstReading(expr.operand, inside(expr));
    case 'paren':
    case 'unary':
      return firstReading(expr.operand, around);
    case 'aggregate':
      return firstReading(expr.operand, around) ?? (expr.parameter && firstReading(expr.parameter, around));
    case 'binary':
      return firstReading(expr.left, around) ?? firstReading(expr.right, around);
    case 'call':
      return expr.args.reduce<Reading | null>((found, arg) => found ?? firstReading(arg, around), null);
  }
}

/** Info series of the targets of `rows`; their values are the times of their samples. */
async function selectInfos(
  rows: readonly Row[],
  { matchers, at, offset }: Reading & { readonly matchers: readonly Matcher[] },
  context: EvalContext,
): Promise<Row[]> {
  const targets = IDENTIFYING.map((name) => valuesMatcher(name, rows)).filter((matcher) => matcher !== null);
  if (targets.length === 0) return [];
  const selector: VectorSelector = {
    kind: 'vectorSelector',
    name: '',
    matchers: [...targets, ...matchers],
    at,
    offset,
    offsetExpression: null,
    extension: null,
    position: { start: 0, end: 0 },
  };
  const samples = await selectInstant(selector, context);
  const histogram = samples.find(({ kinds }) => kinds.includes(HISTOGRAM));
  if (histogram)
    throw new ExecutionError(`this should be an info metric, with float samples: ${formatLabels(histogram.labels)}`);
  return selectInstant(selector, context, 'time');
}

/** null when no row has the label. */
function valuesMatcher(name: string, rows: readonly Row[]): Matcher | null {
  const values = new Set(rows.map(({ labels }) => labelValue(labels, name)));
  values.delete('');
  if (values.size === 0) return null;
  return { name, operator: '=~', value: '', matches: (value) => values.has(value), literals: [...values] };
}

interface Joining {
  readonly labels: readonly Matcher[];
  readonly context: EvalContext;
}

const signature = (labels: LabelSet): string => IDENTIFYING.map((name) => labelValue(labels, name)).join('\u0000');

async function joinInfos(rows: readonly Row[], infos: readonly Row[], { labels, context }: Joining): Promise<Row[]> {
  const { count } = context.steps;
  const results = new Map<string, Row>();
  const needsInfo = labels.some((matcher) => !matcher.matches(''));
  const wanted = labels.length === 0 ? null : new Set(labels.map(({ name }) => name));
  for (let step = 0; step < count; step++) {
    context.budget.spend(rows.length + infos.length);
    await context.budget.breathe();
    const present = rows.filter(({ kinds }) => kinds[step] !== ABSENT);
    if (present.length === 0) continue;
    const byTarget = infosAt(infos, step);
    for (const row of present) {
      const own = byTarget.get(signature(row.labels));
      if (!own && needsInfo) continue;
      const key = [row.labels.key, ...[...(own?.values() ?? [])].map((info) => info.labels.key)].join('\u0001');
      let result = results.get(key);
      if (!result) {
        context.budget.spend(count);
        result = createRow(withInfo(row.labels, [...(own?.values() ?? [])], wanted), count, row.dropName);
        results.set(key, result);
      }
      setSample(result, step, sampleAt(row, step));
    }
  }
  return [...results.values()];
}

/** The newest info series of each metric, by target. @throws ExecutionError when two are equally new */
function infosAt(infos: readonly Row[], step: number): Map<string, Map<string, Row>> {
  const byTarget = new Map<string, Map<string, Row>>();
  for (const info of infos) {
    if (info.kinds[step] === ABSENT) continue;
    const key = signature(info.labels);
    const metrics = byTarget.get(key) ?? new Map<string, Row>();
    byTarget.set(key, metrics);
    const name = metricName(info.labels);
    const known = metrics.get(name);
    const time = (row: Row) => Math.round((row.values[step] ?? 0) * 1000);
    if (known && time(known) === time(info))
      throw new ExecutionError(
        `found duplicate series for info metric: existing ${formatLabels(known.labels)} @ ${time(known)}, ` +
          `new ${formatLabels(info.labels)} @ ${time(info)}`,
      );
    if (!known || time(known) < time(info)) metrics.set(name, info);
  }
  return byTarget;
}

function withInfo(labels: LabelSet, infos: readonly Row[], wanted: ReadonlySet<string> | null): LabelSet {
  const added = new Map<string, string>();
  for (const info of infos)
    for (const [name, value] of labelEntries(info.labels)) {
      if (name === METRIC_NAME || (wanted && !wanted.has(name))) continue;
      const known = added.get(name);
      if (known !== undefined && known !== value) throw new ExecutionError(`conflicting label: ${name}`);
      if (labelValue(labels, name) === '') added.set(name, value);
    }
  return withLabels(labels, added);
}
