import { resolveJumps } from '../../server/contract/correlation/resolve.ts';
import type { Jump } from '../../server/contract/jump.ts';
import type { SourceVocabulary } from '../../server/contract/correlate.ts';
import type { SourceInfo } from '../../server/contract/source.ts';
import { openBeside, trailHref } from '../features/explore/trail/trail.ts';
import type { Jumps } from '../lib/pane.ts';

const hrefOf = (jump: Jump): string =>
  jump.kind === 'external' ? jump.href : trailHref(openBeside({ panes: [], focus: '' }, null, jump));

interface DashboardJumpsInput {
  readonly sources: readonly SourceInfo[];
  readonly vocabulary: readonly SourceVocabulary[] | undefined;
  readonly go: (href: string) => void;
}

/** Jumps out of a dashboard start a trail in Explore. */
export function dashboardJumps({ sources, vocabulary, go }: DashboardJumpsInput): Jumps {
  return {
    sources,
    resolve: (context) => resolveJumps(context, sources, vocabulary),
    href: hrefOf,
    open(jump) {
      if (jump.kind === 'external') window.open(jump.href, jump.newTab ? '_blank' : '_self', 'noopener,noreferrer');
      else go(hrefOf(jump));
    },
  };
}
