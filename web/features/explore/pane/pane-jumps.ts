import type { Jump } from '../../../../server/contract/jump.ts';
import { resolveJumps } from '../../../../server/contract/correlation/resolve.ts';
import type { SourceVocabulary } from '../../../../server/contract/correlate.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import type { Jumps } from '../../../lib/pane.ts';
import { openBeside, openHere, type Origin, type Trail, trailHref } from '../trail/trail.ts';

/** What a jump leaves, at the moment of the jump. */
export interface Departure {
  readonly origin: Origin;
  readonly trail: Trail;
  readonly onTrail: (trail: Trail) => void;
  readonly kept?: Readonly<Record<string, string>>;
}

interface PaneJumpsInput {
  readonly sources: readonly SourceInfo[];
  readonly vocabulary?: readonly SourceVocabulary[] | undefined;
  /** The sources that can be asked, where `sources` has others too; jumps lead there only. */
  readonly live?: readonly SourceInfo[];
  /** Asked when an address is made and when a jump is followed. */
  readonly from: () => Departure;
}

interface Resolver extends Pick<PaneJumpsInput, 'sources' | 'vocabulary'> {
  readonly live: readonly SourceInfo[];
  readonly resolve: Jumps['resolve'];
}

/** Panes of a results file and of the live trail; more there are not at once. */
const KEPT = 4;
let resolvers: readonly Resolver[] = [];

/** One function for as long as the sources and their names are the same: what rows found by it then still holds. */
function resolverOf({ sources, vocabulary, live }: Omit<Resolver, 'resolve'>): Jumps['resolve'] {
  const known = resolvers.find((one) => one.sources === sources && one.vocabulary === vocabulary && one.live === live);
  if (known) return known.resolve;
  const leadsSomewhere = (jump: Jump): boolean =>
    jump.kind === 'external' || live.some(({ uid }) => uid === jump.sourceUid);
  const resolve: Jumps['resolve'] = (context) => {
    const jumps = resolveJumps(context, sources, vocabulary);
    // A trace's view asks for its lines by its jump to them, and a file may hold those of a source that is gone.
    return context.kind === 'trace' ? jumps : jumps.filter(leadsSomewhere);
  };
  resolvers = [...resolvers, { sources, vocabulary, live, resolve }].slice(-KEPT);
  return resolve;
}

/** Jumps out of one pane: the address is the whole trail with one more pane, so a new tab loses nothing either. */
export function paneJumps({ sources, vocabulary, live = sources, from }: PaneJumpsInput): Jumps {
  return {
    sources,
    resolve: resolverOf({ sources, vocabulary, live }),
    href(jump) {
      if (jump.kind === 'external') return jump.href;
      const { trail, origin, kept } = from();
      return trailHref(openBeside(trail, origin, jump), kept);
    },
    open(jump: Jump, mode = 'beside') {
      if (jump.kind === 'external') {
        window.open(jump.href, jump.newTab ? '_blank' : '_self', 'noopener,noreferrer');
        return;
      }
      const { trail, origin, onTrail } = from();
      onTrail(mode === 'here' ? openHere(trail, origin, jump) : openBeside(trail, origin, jump));
    },
  };
}
