import { useQueryClient, useIsFetching } from '@tanstack/react-query';
import { Lock, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import type { DashboardMeta } from '../../../server/contract/dashboards.ts';
import { resolveRange } from '../../../server/contract/time-range.ts';
import { epochMs } from '../../../server/contract/units.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import { useShortcut } from '../../lib/shortcuts.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { PageActions, PageTitle } from '../../ui/PageActions.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { RefreshPicker } from '../../ui/RefreshPicker.tsx';
import { TimeRangePicker } from '../../ui/TimeRangePicker.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { DashboardContext, type OpenDashboard } from './dashboard-context.ts';
import { DashboardGrid } from './DashboardGrid.tsx';
import styles from './DashboardView.module.css';
import { findPanel, type Dashboard } from './model/dashboard.ts';
import { interpolate } from './model/interpolate.ts';
import { dashboardScope } from './model/macros.ts';
import { PanelFrame } from './PanelFrame.tsx';
import { panelQueries } from './queries.ts';
import {
  readSearch,
  searchHref,
  toSearchRange,
  withPanel,
  withRange,
  withRefresh,
  withVariable,
  type DashboardSearch,
} from './search.ts';
import { useAutoRefresh } from './use-auto-refresh.ts';
import { useVariables } from './use-variables.ts';
import { VariableBar } from './VariableBar.tsx';

interface DashboardViewProps {
  readonly dashboard: Dashboard;
  readonly meta: DashboardMeta;
  readonly sources: readonly SourceInfo[];
  readonly search: DashboardSearch;
  readonly onSearch: (search: DashboardSearch, options?: { readonly replace: boolean }) => void;
}

export function DashboardView({ dashboard, meta, sources, search, onSearch }: DashboardViewProps) {
  const client = useQueryClient();
  const view = readSearch(search);
  const raw = view.range ?? dashboard.time;
  const refresh = view.refresh ?? dashboard.refresh;
  const [now, setNow] = useState(() => epochMs(Date.now()));
  const [lastAnswers] = useState((): OpenDashboard['lastAnswers'] => new Map());
  const range = resolveRange(raw, { now, utc: dashboard.timezone === 'utc' });
  const [loadRange] = useState(range);
  const macros = dashboardScope({
    range,
    raw,
    uid: dashboard.uid,
    title: dashboard.title,
    timezone: dashboard.timezone,
  });
  const variables = useVariables({
    variables: dashboard.variables,
    sources,
    range,
    loadRange,
    macros,
    asked: view.asked,
  });
  const isBusy = useIsFetching({ queryKey: panelQueries.all() }) > 0;

  const handleRefresh = (): void => {
    flushSync(() => setNow(epochMs(Date.now())));
    // Panels whose range did not move by a step keep their key, and are asked again all the same.
    void client.invalidateQueries({ queryKey: panelQueries.all() }, { cancelRefetch: false });
  };
  useShortcut({ keys: 'Escape', label: 'Back to all panels', group: 'Dashboard' }, () => {
    if (view.viewPanel !== null) onSearch(withPanel(search, null));
  });
  useAutoRefresh(refresh, () => setNow(epochMs(Date.now())));

  const open: OpenDashboard = {
    dashboard,
    sources,
    raw,
    range,
    now,
    scope: variables.scope,
    pending: variables.pending,
    lastAnswers,
    onZoom: (zoomed) => onSearch(withRange(search, toSearchRange(zoomed))),
    onViewPanel: (panel) => onSearch(withPanel(search, panel)),
  };
  return (
    <DashboardContext value={open}>
      <Title meta={meta} open={open} viewPanel={view.viewPanel} allHref={searchHref(withPanel(search, null))} />
      <PageActions>
        <TimeRangePicker range={raw} onChange={(next) => onSearch(withRange(search, next))} keyboard />
        <RefreshPicker
          interval={refresh}
          onIntervalChange={(interval) => onSearch(withRefresh(search, interval), { replace: true })}
          onRefresh={handleRefresh}
          busy={isBusy}
        />
      </PageActions>
      <div className={styles.page} data-alone={view.viewPanel !== null}>
        <VariableBar
          states={variables.states}
          onChange={(name, values) => onSearch(withVariable(search, name, values))}
        />
        <Panels viewPanel={view.viewPanel} open={open} />
      </div>
    </DashboardContext>
  );
}

interface TitleProps {
  readonly meta: DashboardMeta;
  readonly open: OpenDashboard;
  readonly viewPanel: number | null;
  /** The same dashboard with all its panels. */
  readonly allHref: string;
}

function Title({ meta, open, viewPanel, allHref }: TitleProps) {
  const { dashboard } = open;
  const folder = { label: meta.folder ?? 'Dashboards', href: '/' };
  const panel = viewPanel === null ? null : findPanel(dashboard, viewPanel);
  if (panel) {
    const title = interpolate(panel.title, open.scope) || `Panel ${panel.id}`;
    return <PageTitle title={title} parents={[folder, { label: dashboard.title, href: allHref }]} />;
  }
  return (
    <PageTitle title={dashboard.title} parents={[folder]}>
      <Badges meta={meta} dashboard={dashboard} />
    </PageTitle>
  );
}

function Panels({ viewPanel, open }: { readonly viewPanel: number | null; readonly open: OpenDashboard }) {
  if (viewPanel === null) {
    if (open.dashboard.sections.length > 0) return <DashboardGrid />;
    return <EmptyState title="This dashboard has no panels" />;
  }
  const panel = findPanel(open.dashboard, viewPanel);
  if (panel) return <PanelFrame key={panel.id} panel={panel} heading="h2" isAlone />;
  return (
    <EmptyState title={`There is no panel ${viewPanel} here`}>
      <Button onClick={() => open.onViewPanel(null)}>Show all panels</Button>
    </EmptyState>
  );
}

function Badges({ meta, dashboard }: { readonly meta: DashboardMeta; readonly dashboard: Dashboard }) {
  return (
    <>
      {meta.provisioned ? (
        <Tooltip label="Provisioned from a file: change the file to change the dashboard">
          <span className={styles.badge}>
            <Lock size={11} aria-hidden /> Read-only
          </span>
        </Tooltip>
      ) : null}
      {dashboard.unsupported.length > 0 ? (
        <Popover
          label="Not supported yet"
          trigger={
            <Button variant="quiet" className={styles.gaps ?? ''}>
              <TriangleAlert size={12} aria-hidden /> {dashboard.unsupported.length} not supported
            </Button>
          }
        >
          <ul className={styles.list}>
            {dashboard.unsupported.map((line, i) => (
              // Two panels of one title may lack the same thing.
              <li key={i}>{line}</li>
            ))}
          </ul>
        </Popover>
      ) : null}
    </>
  );
}
