import { Download } from 'lucide-react';
import { parseExplore } from '../../server/contract/explore-url.ts';
import type { SourceInfo } from '../../server/contract/source.ts';
import type { TrailState } from '../../server/contract/trails.ts';
import { epochMs } from '../../server/contract/units.ts';
import { freezeShown, paneResults } from '../features/explore/pane/pane-results.ts';
import { paneSource } from '../features/explore/pane/pane-source.ts';
import type { SavedResults } from '../features/explore/trail/saved-results.ts';
import { freezeTrail, toTrail, type Trail, trailState } from '../features/explore/trail/trail.ts';
import { bundleFileName, download, writeBundle } from '../features/trails/bundles.ts';
import { type TrailOnScreen, useOpenTrail } from '../features/trails/open-trail.ts';
import { TrailBar } from '../features/trails/TrailBar.tsx';
import { MenuItem } from '../ui/Menu.tsx';
import { PageActions, PageTitle } from '../ui/PageActions.tsx';
import { showToast } from '../ui/Toasts.tsx';

/** As it stands after it was read, so that two can be compared. */
const readState = (state: TrailState): string => trailState(toTrail(parseExplore({ ...state }), state.focus)).panes;

interface Known {
  readonly sources: readonly SourceInfo[];
  readonly saved: SavedResults | null;
}

interface TrailControlsProps {
  readonly trail: Trail;
  readonly savedId: string | undefined;
  readonly known: Known;
  readonly onShow: TrailOnScreen['onShow'];
}

/** Explore's title, and the keeping of what it shows: under a name, and as a file with its results. */
export function TrailControls({ trail, savedId, known, onShow }: TrailControlsProps) {
  const saved = useOpenTrail(savedId);
  const isShown = (state: TrailState): boolean => readState(state) === trailState(trail).panes;
  const name = saved?.name ?? known.saved?.name ?? '';
  return (
    <>
      {saved ? (
        <PageTitle title={saved.name} parents={[{ label: 'Trails', href: '/trails' }]} />
      ) : (
        <PageTitle title={known.saved?.name || 'Explore'} />
      )}
      <PageActions>
        <TrailBar
          trail={{ savedId, isShown, onShow, freeze: () => trailState(freezeTrail(trail, epochMs(Date.now()))) }}
        >
          <MenuItem icon={<Download size={14} aria-hidden />} onSelect={() => void exportResults(trail, known, name)}>
            Export results file
          </MenuItem>
        </TrailBar>
      </PageActions>
    </>
  );
}

/** How long queries that still run are waited for. ms */
const PATIENCE_MS = 20_000;

async function exportResults(trail: Trail, known: Known, name: string): Promise<void> {
  try {
    const state = trailState(freezeShown(trail, known.saved, epochMs(Date.now())));
    const collected = trail.panes.map(
      async (pane) => [pane.id, await paneResults(pane, known.saved, PATIENCE_MS)] as const,
    );
    const sources = new Map(trail.panes.map((pane) => paneSource(pane, known)).map((one) => [one?.uid, one]));
    const file = await writeBundle({
      name,
      state,
      sources: [...sources.values()].filter((one) => one !== null),
      results: new Map(await Promise.all(collected)),
    });
    download(file, bundleFileName(name));
    showToast({
      title: 'Results file written',
      detail: `${Math.ceil(file.size / 1000)} kB, notes and answers included.`,
    });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    showToast({ title: 'The results file was not written', detail, tone: 'error' });
  }
}
