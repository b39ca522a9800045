import type { SourceInfo } from '../../../../server/contract/source.ts';
import { intervalFor, durationText, parseDuration } from '../../../signals/metric/step.ts';
import { toRegExp } from './field-config.ts';
import { ALL, type Variable, type VariableOption } from './variable.ts';

const option = (value: string, text = value): VariableOption => ({ value, text });

/** Options of variables that ask nobody. Null for query variables. */
export function staticOptions(variable: Variable, sources: readonly SourceInfo[]): readonly VariableOption[] | null {
  switch (variable.type) {
    case 'custom':
      return parseCustom(variable.query);
    case 'interval':
      return [...(variable.auto ? [option('$__auto', 'auto')] : []), ...parseIntervals(variable.query)];
    case 'datasource':
      return sourceOptions(variable, sources);
    case 'constant':
    case 'textbox':
      return [];
    case 'switch':
      return variable.options;
    case 'unsupported':
      return variable.options;
    case 'query':
      return null;
  }
}

/** `a, b\, c, text : value`: commas part, `\,` is one, a colon needs spaces round it. */
export function parseCustom(query: string): readonly VariableOption[] {
  const parts = query.match(/(?:\\,|[^,])+/g) ?? [];
  return parts
    .map((part) => part.replaceAll('\\,', ',').trim())
    .filter((part) => part !== '')
    .map((part) => {
      const pair = /^(.+?)\s+:\s+(.+)$/.exec(part);
      return pair ? option((pair[2] ?? '').trim(), (pair[1] ?? '').trim()) : option(part);
    });
}

const parseIntervals = (query: string): readonly VariableOption[] =>
  (query.match(/(["'])(.*?)\1|[^\s,]+/g) ?? []).map((part) => option(part.replace(/^["']|["']$/g, '').trim()));

function sourceOptions(variable: Variable, sources: readonly SourceInfo[]): readonly VariableOption[] {
  const pattern = variable.regex === '' ? null : toRegExp(variable.regex);
  return sources
    .filter(({ type, name }) => type === variable.query && (pattern?.test(name) ?? true))
    .map(({ uid, name }) => option(uid, name));
}

/** What a query answered, after the variable's regex, without repeats, sorted. */
export function refineOptions(variable: Variable, found: readonly VariableOption[]): readonly VariableOption[] {
  const unique = new Map<string, VariableOption>();
  for (const one of applyRegex(variable, found)) if (!unique.has(one.value)) unique.set(one.value, one);
  return sortOptions([...unique.values()], variable.sort);
}

/** Those that do not match are dropped; groups `value` and `text`, or one unnamed group, replace what is shown. */
function applyRegex(variable: Variable, options: readonly VariableOption[]): readonly VariableOption[] {
  if (variable.regex === '') return options;
  const pattern = toRegExp(variable.regex);
  if (!pattern) return options;
  return options.flatMap((one) => {
    const match = pattern.exec(variable.regexApplyTo === 'text' ? one.text : one.value);
    if (!match) return [];
    const { value, text } = match.groups ?? {};
    if (value !== undefined || text !== undefined) return [option(value ?? text ?? '', text ?? value ?? '')];
    const group = match[1];
    if (group !== undefined) return [option(group)];
    return match.length > 1 ? [] : [one];
  });
}

const firstNumber = (text: string): number => Number(/-?\d+(?:\.\d+)?/.exec(text)?.[0] ?? -1);
const plainOrder = new Intl.Collator('en', { sensitivity: 'variant', caseFirst: 'upper' });
const looseOrder = new Intl.Collator('en', { sensitivity: 'base' });
const naturalOrder = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const ORDERS: readonly ((a: VariableOption, b: VariableOption) => number)[] = [
  (a, b) => plainOrder.compare(a.text, b.text),
  (a, b) => firstNumber(a.text) - firstNumber(b.text),
  (a, b) => looseOrder.compare(a.text, b.text),
  (a, b) => naturalOrder.compare(a.text, b.text),
];

/** Grafana's sort numbers: 1/2 alphabetical, 3/4 numeric, 5/6 without case, 7/8 natural; even ones descend. */
export function sortOptions(options: readonly VariableOption[], sort: number): readonly VariableOption[] {
  const order = ORDERS[Math.ceil(sort / 2) - 1];
  if (!order) return options;
  const sorted = [...options].sort(order);
  return sort % 2 === 0 ? sorted.reverse() : sorted;
}

export interface ChooseInput {
  readonly options: readonly VariableOption[];
  /** From the URL; undefined when it does not name the variable. */
  readonly asked: readonly string[] | undefined;
}

/**
 * The value in force. What the URL asks for stands, known or not. A saved value that is no option any more gives way to
 * the first option, or to All.
 */
export function chooseValues(variable: Variable, { options, asked }: ChooseInput): readonly string[] {
  if (variable.type === 'constant') return [variable.query];
  if (asked !== undefined && !variable.skipUrlSync) return fromUrl(variable, options, asked);
  if (variable.type === 'textbox') return [variable.current[0]?.value ?? variable.query];
  const saved = variable.current.map(({ value, text }) => {
    // Data sources of older dashboards are saved by name.
    const byText =
      variable.type === 'datasource' ? options.find((one) => one.text === value || one.text === text) : undefined;
    return options.some((one) => one.value === value) || value === ALL ? value : (byText?.value ?? value);
  });
  if (saved.includes(ALL) && variable.includeAll) return [ALL];
  const valid = saved.filter((value) => options.some((one) => one.value === value));
  if (valid.length > 0) return variable.multi ? valid : valid.slice(0, 1);
  const first = options[0];
  if (variable.includeAll && (saved.length === 0 || !first)) return [ALL];
  return [first?.value ?? ''];
}

function fromUrl(variable: Variable, options: readonly VariableOption[], asked: readonly string[]): readonly string[] {
  const isAll = asked.some(
    (value) => value === ALL || (value === 'All' && !options.some((one) => one.value === 'All')),
  );
  if (isAll && variable.includeAll) return [ALL];
  const values = asked.map((value) => options.find((one) => one.value === value || one.text === value)?.value ?? value);
  return variable.multi ? values.filter((value) => value !== '') : values.slice(0, 1);
}

/** `$__auto` of an interval variable, as a duration. */
export function autoInterval(variable: Variable, rangeMs: number): string {
  const minIntervalMs = parseDuration(variable.auto?.min ?? '10s') ?? 10_000;
  return durationText(intervalFor({ rangeMs, maxDataPoints: variable.auto?.count ?? 30, minIntervalMs }));
}
