import type { JoinFilter } from '../../signals/trace/join.ts';

/** How a reader wants other signals shown in the waterfall. */
export interface JoinChoice {
  readonly filters: ReadonlySet<JoinFilter>;
  readonly isLined: boolean;
}

export const DEFAULT_CHOICE: JoinChoice = { filters: new Set(), isLined: true };
