import { createContext, useContext } from 'react';
import type { Context, Jump } from '../../server/contract/jump.ts';
import type { AbsoluteRange, Target } from '../../server/contract/query.ts';
import type { SourceInfo } from '../../server/contract/source.ts';

/**
 * What Explore, the trace page and dashboards hand to a signal's view. Features never import each other: a view of one
 * signal is mounted by `app/` through a registry and reaches the other signals only through `useJumps`.
 */
export interface PaneProps<T extends Target> {
  readonly source: SourceInfo;
  readonly target: T;
  readonly range: AbsoluteRange;
  /** The edited query, to be run and put into the URL. */
  readonly onTargetChange: (target: T) => void;
  /** A zoom. */
  readonly onRangeChange: (range: AbsoluteRange) => void;
  /** The span that the URL asks to bring into view. */
  readonly spanId?: string;
  /** The span now looked at, for the URL; '' for none. */
  readonly onSpanChange?: (spanId: string) => void;
}

/** The same for a view that shows several queries of a pane as one, such as their series on one chart. */
export interface JointPaneProps<T extends Target> extends Omit<PaneProps<T>, 'target' | 'onTargetChange'> {
  /** At least one, in the pane's order. */
  readonly targets: readonly T[];
  /** The pane has other queries too, here or in views of their own: what is shown says which is which. */
  readonly isLettered: boolean;
  /** Edited queries, to be run and put into the URL in one step. */
  readonly onTargetsChange: (targets: readonly T[]) => void;
}

/** `beside` opens next to the pane the jump came from, `here` replaces it. */
export type JumpMode = 'beside' | 'here';

export interface Jumps {
  /** Where jumps may lead, for their names. */
  readonly sources: readonly SourceInfo[];
  /** Where one can go from here, best first. Pure and cheap: called for every visible row. */
  readonly resolve: (context: Context) => readonly Jump[];
  /** The address of a jump, for a real link. */
  readonly href: (jump: Jump) => string;
  readonly open: (jump: Jump, mode?: JumpMode) => void;
}

export const JumpsContext = createContext<Jumps | null>(null);

/** @throws Error outside a provider: a view that offers jumps must be mounted where they lead somewhere. */
export function useJumps(): Jumps {
  const jumps = useContext(JumpsContext);
  if (!jumps) throw new Error('useJumps needs a JumpsContext provider');
  return jumps;
}
