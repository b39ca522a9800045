import { Hono } from 'hono';
import { METRIC_NAME } from '../model/labels.ts';
import type { SeriesStore } from '../storage/series-store.ts';
import { success } from './respond.ts';

/** The Prometheus whose language and answers this engine follows. */
const VERSION = '3.5.3';

const BUILD_INFO = {
  version: VERSION,
  revision: '',
  branch: '',
  buildUser: '',
  buildDate: '',
  goVersion: '',
};

/** What asks about the server itself. There are no rules, alerts or targets here. */
export function statusRoutes(store: SeriesStore, now: () => number): Hono {
  const startTime = new Date(now()).toISOString();
  const app = new Hono();
  const fixed = (path: string, data: unknown) => app.get(path, () => success(JSON.stringify(data)));
  fixed('/status/buildinfo', BUILD_INFO);
  fixed('/status/config', { yaml: '' });
  fixed('/status/flags', {});
  fixed('/rules', { groups: [] });
  fixed('/alerts', { alerts: [] });
  fixed('/targets/metadata', []);
  fixed('/notifications', []);
  fixed('/status/walreplay', { min: 0, max: 0, current: 0 });
  fixed('/status/tsdb/blocks', { blocks: [] });
  fixed('/targets', { activeTargets: [], droppedTargets: [], droppedTargetCounts: {} });
  fixed('/alertmanagers', { activeAlertmanagers: [], droppedAlertmanagers: [] });
  fixed('/scrape_pools', { scrapePools: [] });
  app.get('/status/runtimeinfo', () =>
    success(JSON.stringify({ startTime, serverTime: new Date(now()).toISOString(), reloadConfigSuccess: true })),
  );
  app.get('/status/tsdb', () => success(JSON.stringify(headStatus(store))));
  return app;
}

const MAX_LISTED = 10;

function headStatus(store: SeriesStore): unknown {
  const range = store.timeRange();
  const countByName = new Map<string, number>();
  for (const { labels } of store.select([])) {
    const name = labels.pairs[labels.pairs.indexOf(METRIC_NAME) + 1] ?? '';
    countByName.set(name, (countByName.get(name) ?? 0) + 1);
  }
  const names = store.labelNames().map((name) => ({ name, value: store.labelValues(name).length }));
  const largest = (list: { name: string; value: number }[]) =>
    list.sort((a, b) => b.value - a.value).slice(0, MAX_LISTED);
  return {
    headStats: {
      numSeries: store.seriesCount(),
      numLabelPairs: names.reduce((sum, { value }) => sum + value, 0),
      chunkCount: store.seriesCount(),
      minTime: range?.start ?? 0,
      maxTime: range?.end ?? 0,
    },
    seriesCountByMetricName: largest([...countByName].map(([name, value]) => ({ name, value }))),
    labelValueCountByLabelName: largest(names),
    memoryInBytesByLabelName: [],
    seriesCountByLabelValuePair: [],
  };
}
