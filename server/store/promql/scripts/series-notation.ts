import { addHistograms } from '../histograms/add.ts';
import type { CounterReset, FloatHistogram } from '../histograms/histogram.ts';
import { denseBuckets, EMPTY_HISTOGRAM } from '../histograms/histogram.ts';
import { labelSetFrom, METRIC_NAME, type LabelSet } from '../model/labels.ts';
import { parseNumber } from '../model/numbers.ts';
import { unquote } from '../parser/literals.ts';

/** One position of a series: nothing, a stale marker, a number or a histogram. */
export type SequenceValue =
  | { readonly kind: 'omitted' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'float'; readonly value: number }
  /** `hintSet`: the script says what to expect of the counter reset. */
  | { readonly kind: 'histogram'; readonly histogram: FloatHistogram; readonly hintSet: boolean };

export interface SeriesLine {
  readonly labels: LabelSet;
  readonly values: readonly SequenceValue[];
}

/**
 * Reads `name{label="value"} 0+10x3 _ stale {{sum:1 count:2}}x5`.
 *
 * @throws Error saying what is wrong
 */
export function parseSeriesLine(line: string): SeriesLine {
  const { labels, rest } = parseMetric(line);
  return { labels, values: splitValues(rest).flatMap(expandItem) };
}

export function parseMetric(line: string): { labels: LabelSet; rest: string } {
  const name = /^[a-zA-Z_:][\w:]*/.exec(line)?.[0] ?? '';
  const entries: [string, string][] = name === '' ? [] : [[METRIC_NAME, name]];
  let rest = line.slice(name.length);
  if (rest.trimStart().startsWith('{') && !rest.trimStart().startsWith('{{')) {
    const braces = readBraces(rest.trimStart());
    entries.push(...braces.entries);
    rest = braces.rest;
  }
  return { labels: labelSetFrom(entries), rest };
}

const STRING = /^("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)/;

function readString(text: string): { value: string; rest: string } {
  const literal = STRING.exec(text)?.[0];
  const value = literal === undefined ? null : unquote(literal);
  if (literal === undefined || value === null) throw new Error(`string expected at ${text}`);
  return { value, rest: text.slice(literal.length).trimStart() };
}

function readBraces(text: string): { entries: [string, string][]; rest: string } {
  const entries: [string, string][] = [];
  let rest = text.slice(1).trimStart();
  while (!rest.startsWith('}')) {
    const bare = /^[a-zA-Z_]\w*/.exec(rest)?.[0];
    const quoted = bare === undefined ? readString(rest) : null;
    rest = quoted ? quoted.rest : rest.slice(bare?.length ?? 0).trimStart();
    const name = quoted ? quoted.value : (bare ?? '');
    if (rest.startsWith('=')) {
      const { value, rest: after } = readString(rest.slice(1).trimStart());
      entries.push([name, value]);
      rest = after;
    } else if (quoted) entries.push([METRIC_NAME, name]);
    else throw new Error(`"=" expected at ${rest}`);
    if (rest.startsWith(',')) rest = rest.slice(1).trimStart();
    else if (!rest.startsWith('}')) throw new Error(`"," or "}" expected at ${rest}`);
  }
  return { entries, rest: rest.slice(1) };
}

/** Items are separated by blanks, but histograms hold blanks themselves. */
function splitValues(text: string): readonly string[] {
  const items: readonly string[] = text.match(/(?:\{\{[^}]*\}\}|[^\s{])+/g) ?? [];
  const solid = (part: string) => part.replace(/\s/g, '');
  if (solid(items.join('')) !== solid(text)) throw new Error(`bad series values "${text.trim()}"`);
  return items;
}

const NUMBER = String.raw`(?:\d[\d_]*\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf|nan)`;
const FLOAT_ITEM = new RegExp(String.raw`^([+-]?${NUMBER})(?:([+-]${NUMBER}))?(?:x(\d+))?$`, 'i');
const HISTOGRAM_ITEM = /^(\{\{[^}]*\}\})(?:([+-])(\{\{[^}]*\}\}))?(?:x(\d+))?$/;

function expandItem(item: string): SequenceValue[] {
  const omitted = /^_(?:x(\d+))?$/.exec(item);
  if (omitted) return Array.from({ length: Number(omitted[1] ?? 1) }, () => ({ kind: 'omitted' }));
  const stale = /^stale(?:x(\d+))?$/i.exec(item);
  if (stale) return Array.from({ length: Number(stale[1] ?? 0) + 1 }, () => ({ kind: 'stale' }));
  const histogram = HISTOGRAM_ITEM.exec(item);
  if (histogram) return expandHistograms(histogram);
  const float = FLOAT_ITEM.exec(item);
  if (!float) throw new Error(`bad series value "${item}"`);
  const [, start = '', step, times = '0'] = float;
  let value = parseNumber(start) ?? Number.NaN;
  const increment = step === undefined ? 0 : (parseNumber(step) ?? Number.NaN);
  return Array.from({ length: Number(times) + 1 }, () => {
    const current = value;
    if (step !== undefined) value += increment;
    return { kind: 'float', value: current };
  });
}

function expandHistograms([, first = '', sign, second, times = '0']: RegExpExecArray): SequenceValue[] {
  const base = parseHistogram(first);
  const step = second === undefined ? null : parseHistogram(second);
  let current = base.histogram;
  const { hintSet } = step ?? base;
  return Array.from({ length: Number(times) + 1 }, (_, index) => {
    if (step && index > 0) {
      const next = addHistograms(current, step.histogram, sign === '-' ? -1 : 1);
      if (!next) throw new Error('histograms of a sequence do not combine');
      current = next.histogram;
    }
    return { kind: 'histogram', histogram: current, hintSet };
  });
}

const HINTS: ReadonlySet<string> = new Set(['unknown', 'reset', 'not_reset', 'gauge']);

export function parseHistogram(text: string): { histogram: FloatHistogram; hintSet: boolean } {
  const fields = new Map<string, string>();
  for (const [, key = '', value = ''] of text.slice(2, -2).matchAll(/([a-z_]+):(\[[^\]]*\]|\S+)/gi))
    fields.set(key, value);
  const number = (key: string): number => {
    const value = fields.get(key);
    return value === undefined ? 0 : (parseNumber(value) ?? Number.NaN);
  };
  const list = (key: string): number[] =>
    (fields.get(key) ?? '[]')
      .slice(1, -1)
      .split(/\s+/)
      .filter((part) => part !== '')
      .map((part) => parseNumber(part) ?? Number.NaN);
  const hint = fields.get('counter_reset_hint');
  if (hint !== undefined && !HINTS.has(hint)) throw new Error(`bad counter reset hint ${hint}`);
  const histogram: FloatHistogram = {
    ...EMPTY_HISTOGRAM,
    counterReset: (hint ?? 'unknown') as CounterReset,
    schema: number('schema'),
    sum: number('sum'),
    count: number('count'),
    zeroCount: number('z_bucket'),
    zeroThreshold: number('z_bucket_w'),
    customValues: list('custom_values'),
    positive: denseBuckets(number('offset'), list('buckets')),
    negative: denseBuckets(number('n_offset'), list('n_buckets')),
  };
  return { histogram, hintSet: hint !== undefined };
}
