import type { Jump } from '../../../server/contract/jump.ts';
import { resolveJumps } from '../../../server/contract/correlation/resolve.ts';
import type { SourceVocabulary } from '../../../server/contract/correlate.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import type { Jumps } from '../../lib/pane.ts';
import { openBeside, openHere, type Origin, type Trail, trailHref } from './trail.ts';

interface PaneJumpsInput {
  readonly origin: Origin;
  readonly trail: Trail;
  readonly sources: readonly SourceInfo[];
  readonly vocabulary?: readonly SourceVocabulary[] | undefined;
  readonly onTrail: (trail: Trail) => void;
}

/** Jumps out of one pane: the address is the whole trail with one more pane, so a new tab loses nothing either. */
export function paneJumps({ origin, trail, sources, vocabulary, onTrail }: PaneJumpsInput): Jumps {
  return {
    sources,
    resolve: (context) => resolveJumps(context, sources, vocabulary),
    href: (jump) => (jump.kind === 'external' ? jump.href : trailHref(openBeside(trail, origin, jump))),
    open(jump: Jump, mode = 'beside') {
      if (jump.kind === 'external') window.open(jump.href, jump.newTab ? '_blank' : '_self', 'noopener,noreferrer');
      else onTrail(mode === 'here' ? openHere(trail, origin, jump) : openBeside(trail, origin, jump));
    },
  };
}
