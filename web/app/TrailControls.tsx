import { parseExplore } from '../../server/contract/explore-url.ts';
import type { TrailState } from '../../server/contract/trails.ts';
import { epochMs } from '../../server/contract/units.ts';
import { freezeTrail, toTrail, type Trail, trailState } from '../features/explore/trail.ts';
import { type TrailOnScreen, useOpenTrail } from '../features/trails/open-trail.ts';
import { TrailBar } from '../features/trails/TrailBar.tsx';
import { PageActions, PageTitle } from '../ui/PageActions.tsx';

/** As it stands after it was read, so that two can be compared. */
const readState = (state: TrailState): string => trailState(toTrail(parseExplore({ ...state }), state.focus)).panes;

interface TrailControlsProps {
  readonly trail: Trail;
  readonly savedId: string | undefined;
  readonly onShow: TrailOnScreen['onShow'];
}

/** Explore's title and the saving of what it shows. */
export function TrailControls({ trail, savedId, onShow }: TrailControlsProps) {
  const saved = useOpenTrail(savedId);
  const isShown = (state: TrailState): boolean => readState(state) === trailState(trail).panes;
  return (
    <>
      {saved ? (
        <PageTitle title={saved.name} parents={[{ label: 'Trails', href: '/trails' }]} />
      ) : (
        <PageTitle title="Explore" />
      )}
      <PageActions>
        <TrailBar
          trail={{ savedId, isShown, onShow, freeze: () => trailState(freezeTrail(trail, epochMs(Date.now()))) }}
        />
      </PageActions>
    </>
  );
}
