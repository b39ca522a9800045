import type { AnswerMeta } from '../../server/contract/answer.ts';
import { formatText } from './metric/unit.ts';

/** What an answer cost, in short phrases: what was read, and how long it took. Only what is known. */
export function statsPhrases({ stats = {}, tookMs }: AnswerMeta): readonly string[] {
  const { bytesScanned, elapsedMs } = stats;
  const counts = [
    count(stats.linesScanned, 'line'),
    count(stats.tracesScanned, 'trace'),
    count(stats.spansScanned, 'span'),
    count(stats.samplesScanned, 'sample'),
  ].filter((text) => text !== '');
  const read = [bytesScanned ? bytesText(bytesScanned) : '', ...counts].filter((text) => text !== '');
  return [
    read.length > 0 ? `${read.join(', ')} read` : '',
    tookMs === undefined ? '' : formatText(tookMs, { unit: 'ms' }),
    // Work of many machines at once takes longer than the wait for it.
    elapsedMs !== undefined && tookMs !== undefined && elapsedMs > 2 * Math.max(tookMs, 50)
      ? `${formatText(elapsedMs, { unit: 'ms' })} of work`
      : '',
  ].filter((text) => text !== '');
}

/** `1,000 lines`; '' where the number is not known or zero. */
function count(value: number | undefined, word: string): string {
  return value ? plural(value, word) : '';
}

export const plural = (value: number, word: string): string =>
  `${value.toLocaleString('en')} ${word}${value === 1 || word === 'series' ? '' : 's'}`;

export const bytesText = (bytes: number): string => formatText(bytes, { unit: 'decbytes' });
