import { compileRegex, type Regex } from '../../regex.ts';
import type { EvalContext } from '../evaluate/context.ts';
import { evaluateRows, mapRows, stringOf } from '../evaluate/context.ts';
import { ExecutionError } from '../evaluate/execution-error.ts';
import { joinRows, relabelled, type Row } from '../evaluate/rows.ts';
import { labelValue, METRIC_NAME, withLabels } from '../model/labels.ts';
import { isValidLabelName } from '../model/quote.ts';
import type { Call } from '../parser/ast.ts';

/** Long texts weigh as many samples as fill their place. */
const TEXT_PER_SAMPLE = 8;

function setLabel(row: Row, name: string, value: string): Row {
  // A name given on purpose is to stay.
  const dropName = name === METRIC_NAME ? false : row.dropName;
  return relabelled(row, withLabels(row.labels, [[name, value]]), dropName);
}

export async function labelReplace({ args }: Call, context: EvalContext): Promise<Row[]> {
  const [vector, ...rest] = args;
  const [target = '', replacement = '', source = '', pattern = ''] = rest.map(stringOf);
  const regex = compilePattern(pattern);
  if (!isValidLabelName(target))
    throw new ExecutionError(`invalid destination label name in label_replace(): ${target}`);
  if (!vector) throw new Error('label_replace without vector');
  const replaced = await mapRows(await evaluateRows(vector, context), context, (row) => {
    const match = regex.exec(labelValue(row.labels, source));
    if (!match) return row;
    const text = expandTemplate(replacement, match, regex.groupNames);
    context.budget.spend(Math.ceil(text.length / TEXT_PER_SAMPLE));
    return setLabel(row, target, text);
  });
  return joinRows(replaced);
}

function compilePattern(pattern: string): Regex {
  try {
    return compileRegex(pattern, true);
  } catch (cause) {
    throw new ExecutionError(`invalid regular expression in label_replace(): ${pattern}`, { cause });
  }
}

/** `$1`, `${1}`, `$name` and `${name}` stand for groups, `$$` for a dollar. */
export function expandTemplate(
  template: string,
  groups: readonly (string | undefined)[],
  names: readonly string[],
): string {
  return template.replace(/\$(?:\$|\w+|\{\w+\})/g, (reference) => {
    if (reference === '$$') return '$';
    const name = reference.replace(/^\$\{?|\}$/g, '');
    if (/^\d+$/.test(name)) return groups[Number(name)] ?? '';
    const index = names.indexOf(name);
    return index < 0 ? '' : (groups[index + 1] ?? '');
  });
}

export async function labelJoin({ args }: Call, context: EvalContext): Promise<Row[]> {
  const [vector, ...rest] = args;
  const [target = '', separator = '', ...sources] = rest.map(stringOf);
  for (const source of sources)
    if (!isValidLabelName(source)) throw new ExecutionError(`invalid source label name in label_join(): ${source}`);
  if (!isValidLabelName(target)) throw new ExecutionError(`invalid destination label name in label_join(): ${target}`);
  if (!vector) throw new Error('label_join without vector');
  const joined = await mapRows(await evaluateRows(vector, context), context, (row) => {
    const text = sources.map((name) => labelValue(row.labels, name)).join(separator);
    context.budget.spend(Math.ceil(text.length / TEXT_PER_SAMPLE));
    return setLabel(row, target, text);
  });
  return joinRows(joined);
}
