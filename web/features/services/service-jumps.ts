import type { QueryJump } from '../../../server/contract/jump.ts';
import type { AbsoluteRange, Target } from '../../../server/contract/query.ts';
import { signalOf } from '../../../server/contract/signal.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';

/** The query behind a number, as a jump to Explore; null without a source for it. */
export function behind(
  source: SourceInfo | null,
  range: AbsoluteRange,
  { title, target }: { readonly title: string; readonly target: Target },
): QueryJump | null {
  if (!source) return null;
  return {
    kind: 'query',
    id: `services:${title}`,
    title,
    rule: 'services',
    signal: signalOf(source.type),
    sourceUid: source.uid,
    sourceType: source.type,
    targets: [target],
    range,
  };
}

export const promql = (expr: string): Target => ({ refId: 'A', expr, range: true });
export const traceql = (query: string): Target => ({ refId: 'A', query, queryType: 'traceql' });
export const logql = (expr: string): Target => ({ refId: 'A', expr });
