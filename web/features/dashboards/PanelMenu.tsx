import { Compass, Ellipsis, Expand, Minimize, SearchCode } from 'lucide-react';
import { useState } from 'react';
import { exploreHref, nextPaneId, type ExplorePane } from '../../../server/contract/explore-url.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu, MenuItem, MenuLink } from '../../ui/Menu.tsx';
import { useDashboard } from './dashboard-context.ts';
import { InspectDialog } from './InspectDialog.tsx';
import type { Panel } from './model/dashboard.ts';
import type { PanelQueries } from './model/panel-queries.ts';
import { toSearchRange } from './search.ts';

interface PanelMenuProps {
  readonly panel: Panel;
  readonly plan: PanelQueries;
  readonly title: string;
  readonly isAlone: boolean;
}

export function PanelMenu({ panel, plan, title, isAlone }: PanelMenuProps) {
  const { onViewPanel } = useDashboard();
  const [isInspecting, setInspecting] = useState(false);
  const href = exploreLink(plan);
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label={`Menu of ${title || 'panel'}`} data-panel-menu="">
            <Ellipsis size={14} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem
          icon={isAlone ? <Minimize size={14} aria-hidden /> : <Expand size={14} aria-hidden />}
          onSelect={() => onViewPanel(isAlone ? null : panel.id)}
        >
          {isAlone ? 'Back to dashboard' : 'View alone'}
        </MenuItem>
        {href ? (
          <MenuLink href={href} icon={<Compass size={14} aria-hidden />}>
            Explore
          </MenuLink>
        ) : null}
        <MenuItem icon={<SearchCode size={14} aria-hidden />} onSelect={() => setInspecting(true)}>
          Inspect
        </MenuItem>
      </Menu>
      {isInspecting ? (
        <InspectDialog panel={panel} plan={plan} title={title} onClose={() => setInspecting(false)} />
      ) : null}
    </>
  );
}

/** The panel's queries in Explore, variables filled in, a pane for each source, over the very same time. */
export function exploreLink({ queries, range }: PanelQueries): string | null {
  const panes: ExplorePane[] = [];
  for (const { source, target } of queries) {
    const pane = panes.find(({ datasource }) => datasource === source.uid);
    const query = { ...target, datasource: { type: source.type, uid: source.uid } };
    if (!pane) {
      const id = nextPaneId(panes.map((one) => one.id));
      panes.push({ id, datasource: source.uid, queries: [query], range: toSearchRange(range) });
    } else if (!pane.queries.some(({ refId }) => refId === target.refId)) {
      panes[panes.indexOf(pane)] = { ...pane, queries: [...pane.queries, query] };
    }
  }
  return panes.length > 0 ? exploreHref({ panes }) : null;
}
