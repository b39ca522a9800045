import type { LogStats } from '../../../../server/contract/logs.ts';
import { bytesText, plural } from '../../../signals/answer-stats.ts';

/** A selector as the first group; strings and comments elsewhere, so that braces in them are none. */
const SELECTOR = /(\{(?:[^{}"`]|"(?:[^"\\]|\\.)*"|`[^`]*`)*\})|"(?:[^"\\]|\\.)*"|`[^`]*`|#[^\n]*/g;
/** Each is a question of its own. */
const MAX_SELECTORS = 5;
/** From here on a query is worth a second thought. Bytes. */
const LARGE = 10e9;

/** The stream selectors of a LogQL query, each once. None where one is empty, incomplete, or waits for a variable. */
export function streamSelectors(logql: string): readonly string[] {
  const found = [...logql.matchAll(SELECTOR)].flatMap(([, selector]) => selector ?? []);
  const isSound = found.every((selector) => /[=~]\s*["`]/.test(selector) && !selector.includes('$'));
  return isSound ? [...new Set(found)].slice(0, MAX_SELECTORS) : [];
}

export const sumStats = (all: readonly LogStats[]): LogStats => ({
  streams: all.reduce((sum, one) => sum + one.streams, 0),
  chunks: all.reduce((sum, one) => sum + one.chunks, 0),
  entries: all.reduce((sum, one) => sum + one.entries, 0),
  bytes: all.reduce((sum, one) => sum + one.bytes, 0),
});

export interface Cost {
  readonly text: string;
  readonly isLarge: boolean;
}

/** In words; null where the index knows nothing, which says little: what is newest is not in it yet. */
export function costOf({ streams, bytes }: LogStats): Cost | null {
  if (streams === 0 || bytes === 0) return null;
  return { text: `Reads about ${bytesText(bytes)} in ${plural(streams, 'stream')}`, isLarge: bytes >= LARGE };
}

/** What would make a large query smaller. `labels` are those that its streams have. */
export function narrowing(selector: string, labels: readonly string[]): string {
  const used = new Set([...selector.matchAll(/([A-Za-z_]\w*)\s*(?:=~|!~|!=|=)/g)].map(([, name]) => name));
  const others = labels.filter((label) => !used.has(label) && !label.startsWith('__')).slice(0, 3);
  const byLabel = others.length > 0 ? ` or one more label, such as ${others.join(', ')},` : '';
  return `A shorter time range${byLabel} would read less; a filter on the line would not.`;
}
