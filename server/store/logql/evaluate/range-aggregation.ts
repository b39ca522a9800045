import type { Budget } from '../../budget.ts';
import { LabelSet } from '../pipeline/label-set.ts';
import { ERROR_LABEL, PRESERVE_ERROR_LABEL } from '../pipeline/special-labels.ts';
import type { Grouping, Matcher, RangeAggregation } from '../syntax/ast.ts';
import { QueryError } from '../syntax/query-error.ts';
import { collectSamples, type Samples } from './collect-samples.ts';
import { createColumn, hasPoints, setPoint, type Column, type Grid } from './columns.ts';
import type { QueryContext } from './query-context.ts';
import { rangeFunction, type RangeFunction, type Window } from './range-functions.ts';
import type { SampleSeries } from './sample-series.ts';

/** @throws QueryError, BudgetExceeded */
export async function evaluateRange(
  aggregation: RangeAggregation,
  { grid, outer }: { grid: Grid; outer: Grouping | null },
  context: QueryContext,
): Promise<Column[]> {
  const samples = await collectSamples(aggregation, { grid, outer }, context);
  const compute = rangeFunction(aggregation);
  const columns: Column[] = [];
  for (const series of samples.series) {
    const column = await slideWindow(series, { samples, grid, compute }, context.budget);
    if (!hasPoints(column)) continue;
    checkError(column.labels);
    columns.push(column);
  }
  return aggregation.op === 'absent_over_time' ? [absence(columns, aggregation, grid)] : columns;
}

/** Samples looked at before other requests get a turn. */
const MAX_WORK = 65_536;

interface SlideOptions {
  readonly samples: Samples;
  readonly grid: Grid;
  readonly compute: RangeFunction;
}

async function slideWindow(
  series: SampleSeries,
  { samples, grid, compute }: SlideOptions,
  budget: Budget,
): Promise<Column> {
  const column = createColumn(series.labels, grid.count);
  // Cells of the answer count as items: they take memory whether or not there is a value.
  budget.spend(grid.count * 2);
  let work = 0;
  const window: Window = { times: series.times, values: series.values, from: 0, to: 0, endNs: 0 };
  for (let step = 0; step < grid.count; step++) {
    const beginNs = step * grid.stepNs;
    window.endNs = beginNs + samples.rangeNs;
    while (window.from < series.count && (series.times[window.from] ?? 0) <= beginNs) window.from++;
    window.to = Math.max(window.to, window.from);
    while (window.to < series.count && (series.times[window.to] ?? 0) <= window.endNs) window.to++;
    if (window.to === window.from) continue;
    budget.spend(1 + ((window.to - window.from) >> 4));
    setPoint(column, step, compute(window));
    work += 64 + window.to - window.from;
    if (work > MAX_WORK) {
      work = 0;
      const pause = budget.breathe();
      if (pause) await pause;
    }
  }
  return column;
}

/** A line that a stage failed on fails the query, unless the query asked for such lines. */
function checkError(labels: LabelSet): void {
  const kind = labels.get(ERROR_LABEL);
  if (!labels.has(ERROR_LABEL) || labels.get(PRESERVE_ERROR_LABEL) === 'true') return;
  throw new QueryError(
    `pipeline error: '${kind}' for series: '${labels}'.\n` +
      `Use a label filter to intentionally skip this error. (e.g | __error__!="${kind}").\n` +
      `To skip all potential errors you can match empty errors.(e.g __error__="")\n` +
      `The label filter can also be specified after unwrap. (e.g | unwrap latency | __error__="" )\n`,
  );
}

function absence(columns: readonly Column[], { range }: RangeAggregation, grid: Grid): Column {
  const absent = createColumn(absentLabels(range.log.matchers), grid.count);
  for (let step = 0; step < grid.count; step++)
    if (!columns.some(({ present }) => present[step] === 1)) setPoint(absent, step, 1);
  return absent;
}

/** The labels that equality matchers give, each named once. */
function absentLabels(matchers: readonly Matcher[]): LabelSet {
  const labels = new Map<string, string>();
  const dropped: string[] = [];
  for (const { name, op, value } of matchers) {
    if (op === '=' && !labels.has(name) && value !== '') labels.set(name, value);
    else dropped.push(name);
  }
  for (const name of dropped) labels.delete(name);
  return LabelSet.of(labels);
}
