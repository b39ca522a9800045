import type { Jump } from '../../../server/contract/jump.ts';
import { resolveJumps } from '../../../server/contract/correlation/resolve.ts';
import type { SourceVocabulary } from '../../../server/contract/correlate.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import type { Jumps } from '../../lib/pane.ts';
import { openBeside, openHere, type Trail, trailHref } from './trail.ts';

interface PaneJumpsInput {
  readonly paneId: string;
  readonly trail: Trail;
  readonly sources: readonly SourceInfo[];
  readonly vocabulary?: readonly SourceVocabulary[] | undefined;
  readonly onTrail: (trail: Trail) => void;
}

/** Jumps out of one pane: the address is the whole trail with one more pane, so a new tab loses nothing either. */
export function paneJumps({ paneId, trail, sources, vocabulary, onTrail }: PaneJumpsInput): Jumps {
  return {
    sources,
    resolve: (context) => resolveJumps(context, sources, vocabulary),
    href: (jump) => (jump.kind === 'external' ? jump.href : trailHref(openBeside(trail, paneId, jump))),
    open(jump: Jump, mode = 'beside') {
      if (jump.kind === 'external') window.open(jump.href, jump.newTab ? '_blank' : '_self', 'noopener,noreferrer');
      else onTrail(mode === 'here' ? openHere(trail, paneId, jump) : openBeside(trail, paneId, jump));
    },
  };
}
