import { lazy } from 'react';
import type { PaneViews } from '../features/explore/pane/pane-views.ts';

/** The view of each signal, each its own chunk: a pane brings only what it shows. */
export const PANE_VIEWS: PaneViews = {
  prometheus: lazy(() => import('../features/metrics/MetricsPane.tsx').then((m) => ({ default: m.MetricsPane }))),
  loki: lazy(() => import('../features/logs/LogsPane.tsx').then((m) => ({ default: m.LogsPane }))),
  tempo: lazy(() => import('../features/traces/TracePane.tsx').then((m) => ({ default: m.TracePane }))),
  'grafana-pyroscope-datasource': lazy(() =>
    import('../features/profiles/ProfilePane.tsx').then((m) => ({ default: m.ProfilePane })),
  ),
};
