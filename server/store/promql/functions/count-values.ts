import { eachRow, type EvalContext } from '../evaluate/context.ts';
import { ExecutionError } from '../evaluate/execution-error.ts';
import { groupLabels, type Grouping } from '../evaluate/grouping.ts';
import { createRow, sampleAt, setFloat, type Row, type Sample } from '../evaluate/rows.ts';
import { formatHistogram } from '../histograms/format.ts';
import { METRIC_NAME, withLabels } from '../model/labels.ts';
import { formatPlain } from '../model/numbers.ts';
import { isValidLabelName, quote } from '../model/quote.ts';

interface CountValues {
  readonly grouping: Grouping;
  /** The label that carries the value. */
  readonly label: string;
}

/** One series for every value that occurs, with how often it does. */
export async function countValues(
  rows: readonly Row[],
  { grouping, label }: CountValues,
  context: EvalContext,
): Promise<Row[]> {
  const { steps, budget } = context;
  if (!isValidLabelName(label)) throw new ExecutionError(`invalid label name ${quote(label)}`);
  const { names, without } = grouping;
  const selected = new Set(without ? [...names, METRIC_NAME] : [...names, label]);
  const results = new Map<string, Row>();
  await eachRow(rows, context, (row) => {
    for (let step = 0; step < steps.count; step++) {
      const sample = sampleAt(row, step);
      if (sample === undefined) continue;
      const labels = groupLabels(withLabels(row.labels, [[label, formatValue(sample)]]), selected, without);
      let result = results.get(labels.key);
      if (!result) {
        budget.spend(steps.count);
        result = createRow(labels, steps.count);
        results.set(labels.key, result);
      }
      setFloat(result, step, (result.values[step] ?? 0) + 1);
    }
  });
  return [...results.values()];
}

const formatValue = (sample: Sample): string =>
  typeof sample === 'number' ? formatPlain(sample) : formatHistogram(sample);
