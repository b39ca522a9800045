import { type ComponentType, createElement, lazy } from 'react';
import type { PyroscopeTarget } from '../../server/contract/query.ts';
import type { PaneViews } from '../features/explore/pane-views.ts';
import type { PaneProps } from '../lib/pane.ts';
import { EmptyState } from '../ui/EmptyState.tsx';

type ProfileModule = { readonly ProfilePane: ComponentType<PaneProps<PyroscopeTarget>> };
// The profile view is still on its way in; until its file is there, a pane says so.
const profiles = import.meta.glob<ProfileModule>('../features/profiles/ProfilePane.tsx');

const NoProfiles = () => createElement(EmptyState, { title: 'Profiles cannot be shown yet' });

/** The view of each signal, each its own chunk: a pane brings only what it shows. */
export const PANE_VIEWS: PaneViews = {
  prometheus: lazy(() => import('../features/metrics/MetricsPane.tsx').then((m) => ({ default: m.MetricsPane }))),
  loki: lazy(() => import('../features/logs/LogsPane.tsx').then((m) => ({ default: m.LogsPane }))),
  tempo: lazy(() => import('../features/traces/TracePane.tsx').then((m) => ({ default: m.TracePane }))),
  'grafana-pyroscope-datasource': lazy(async () => {
    const load = Object.values(profiles)[0];
    return { default: load ? (await load()).ProfilePane : NoProfiles };
  }),
};
