import type { SyntheticEvent } from 'react';
import type { Jump } from '../../server/contract/jump.ts';
import type { Jumps } from '../lib/pane.ts';

/**
 * Keeps the address of a jump's link up to date without drawing it again: the trail that the address holds may have grown
 * since, and is read again when somebody is about to use it.
 */
export function freshHref(jumps: Jumps, jump: Jump) {
  const refresh = ({ currentTarget }: SyntheticEvent<HTMLAnchorElement>): void => {
    currentTarget.href = jumps.href(jump);
  };
  return { onPointerEnter: refresh, onFocus: refresh };
}
