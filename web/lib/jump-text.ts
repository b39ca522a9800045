import type { HitCount } from '../../server/contract/correlate.ts';
import type { ExternalJump, Jump, QueryJump } from '../../server/contract/jump.ts';
import type { Target } from '../../server/contract/query.ts';

/** What a target asks, as its language writes it. */
export function targetText(target: Target): string {
  if ('expr' in target) return target.expr;
  if ('query' in target) return target.query;
  const spans = target.spanSelector?.length ? ` of span ${target.spanSelector.join(', ')}` : '';
  return `${target.profileTypeId}${target.labelSelector}${spans}`;
}

/** What a jump asks or opens, a line for each of its queries. */
export const jumpText = (jump: Jump): string =>
  jump.kind === 'external' ? jump.href : jump.targets.map(targetText).join('\n');

/** What the jump's query does not ask although the one it comes from does; '' where it asks all of it. */
export const leftOutText = (jump: Jump): string =>
  jump.kind === 'query' && jump.leftOut ? `Left out: ${jump.leftOut.join(', ')}` : '';

/**
 * An external link's address as a browser may follow it: http(s) or a path of ours. Rules check this too; a link is the
 * last place where it still can be.
 */
export function safeHref({ href }: ExternalJump, origin: string): string | null {
  if (!URL.canParse(href, origin)) return null;
  const { protocol } = new URL(href, origin);
  return protocol === 'http:' || protocol === 'https:' ? href : null;
}

/** `undefined` while it is being asked for. */
export type ExpectedHits = HitCount | undefined;

/** What a jump would find, in a word or two beside it. */
export function hitsText(hits: ExpectedHits): string {
  if (!hits) return '…';
  if (hits.kind === 'unknown') return 'unknown';
  const { count, isAtLeast, unit } = hits;
  if (count === 0 && !isAtLeast) return 'nothing there';
  const word = count === 1 && !isAtLeast && unit !== 'series' ? unit.slice(0, -1) : unit;
  return `${count.toLocaleString('en')}${isAtLeast ? '+' : ''} ${word}`;
}

/** The same as a sentence, with what follows from it. */
export function hitsSentence(hits: ExpectedHits): string {
  if (!hits) return 'Counting what is there.';
  if (hits.kind === 'unknown') return `Not counted: ${hits.reason.replace(/\.$/, '')}.`;
  return isNothing(hits) ? 'Nothing there; opens widened.' : `Finds ${hitsText(hits)}.`;
}

export const isNothing = (hits: ExpectedHits): boolean => hits?.kind === 'count' && hits.count === 0 && !hits.isAtLeast;

/** What a query jump asks `/correlate` about. */
export const countRequest = ({ sourceUid, targets, range }: QueryJump) => ({
  sourceUid,
  targets: targets.map((target) => ({ ...target, refId: target.refId })),
  range,
});
