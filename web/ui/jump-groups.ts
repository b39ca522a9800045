import type { Jump } from '../../server/contract/jump.ts';
import type { Signal } from '../../server/contract/source.ts';

export interface JumpGroup {
  /** null: links that leave, of no signal. */
  readonly signal: Signal | null;
  readonly title: string;
  readonly jumps: readonly Jump[];
}

const ORDER: readonly Signal[] = ['traces', 'logs', 'metrics', 'profiles'];
const TITLES: Readonly<Record<Signal, string>> = {
  traces: 'Traces',
  logs: 'Logs',
  metrics: 'Metrics',
  profiles: 'Profiles',
};

const isDefault = ({ rule }: Jump): boolean => rule.startsWith('default:');

/**
 * Jumps by the signal they lead to: the other three first, then links that leave, and what stays in the same signal last.
 * Within a group a configured rule stands before the defaults; else the given order holds. Each jump stands once.
 */
export function groupJumps(jumps: readonly Jump[], own: Signal | null): readonly JumpGroup[] {
  const unique = [...new Map(jumps.map((jump) => [jump.id, jump])).values()];
  const byRule = unique.toSorted((a, b) => Number(isDefault(a)) - Number(isDefault(b)));
  const of = (signal: Signal | null): readonly Jump[] =>
    byRule.filter((jump) => (jump.kind === 'external' ? null : jump.signal) === signal);
  const others: readonly JumpGroup[] = ORDER.filter((signal) => signal !== own).map((signal) => ({
    signal,
    title: TITLES[signal],
    jumps: of(signal),
  }));
  return [
    ...others,
    { signal: null, title: 'Links', jumps: of(null) },
    ...(own ? [{ signal: own, title: 'Same signal', jumps: of(own) }] : []),
  ].filter((group) => group.jumps.length > 0);
}
