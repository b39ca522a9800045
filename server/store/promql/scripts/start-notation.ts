import { parseDuration } from '../model/durations.ts';
import type { LabelSet } from '../model/labels.ts';
import { parseMetric } from './series-notation.ts';

/** When counting began, for each sample of the next line, ms relative to the sample; null says nothing. */
export interface StartLine {
  readonly labels: LabelSet;
  readonly offsets: readonly (number | null)[];
}

const START_LINE = /^(\S+)@st\s+(.*)$/;

/** `metric{…}@st -30s-1mx2 _`; null for any other line. */
export function parseStartLine(line: string): StartLine | null {
  const match = START_LINE.exec(line);
  if (!match) return null;
  const [, metric = '', items = ''] = match;
  return { labels: parseMetric(metric).labels, offsets: items.split(/\s+/).flatMap(expandStart) };
}

const ITEM = /^([+-]?\d+[a-wyz]*)(?:([+-]\d+[a-wyz]*))?(?:x(\d+))?$/;

function expandStart(item: string): (number | null)[] {
  const omitted = /^_(?:x(\d+))?$/.exec(item);
  if (omitted) return Array.from({ length: Number(omitted[1] ?? 1) }, () => null);
  const match = ITEM.exec(item);
  if (!match) throw new Error(`bad start time "${item}"`);
  const [, start = '', step, times = '0'] = match;
  const first = signedDuration(start);
  const increment = step === undefined ? 0 : signedDuration(step);
  return Array.from({ length: Number(times) + 1 }, (_, index) => first + index * increment);
}

function signedDuration(text: string): number {
  const size = parseDuration(text.replace(/^[+-]/, ''));
  if (size === null) throw new Error(`bad duration "${text}"`);
  return text.startsWith('-') ? -size : size;
}
