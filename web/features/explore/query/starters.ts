import type { PaneQuery } from '../../../../server/contract/explore-url.ts';
import type { SourceType } from '../../../../server/contract/source.ts';
import { withText } from './target-text.ts';

/** A query to begin with, for a pane that has none. */
export interface Starter {
  readonly title: string;
  readonly text: string;
}

const STARTERS: Readonly<Record<SourceType, readonly Starter[]>> = {
  loki: [
    { title: 'All lines', text: '{service_name=~".+"}' },
    { title: 'Errors', text: '{service_name=~".+"} | detected_level=~"error|fatal|critical"' },
    { title: 'Lines per second by service', text: 'sum by (service_name) (rate({service_name=~".+"}[$__auto]))' },
  ],
  tempo: [
    { title: 'Recent traces', text: '{}' },
    { title: 'Traces with an error', text: '{ status = error }' },
    { title: 'Slower than 500 ms', text: '{ traceDuration > 500ms }' },
  ],
  prometheus: [
    {
      title: 'Requests by service',
      text: 'sum by (service_name) (rate(http_server_request_duration_seconds_count[$__rate_interval]))',
    },
    {
      title: 'p95 latency by service',
      text: 'histogram_quantile(0.95, sum by (le, service_name) (rate(http_server_request_duration_seconds_bucket[$__rate_interval])))',
    },
    { title: 'Series by metric', text: 'topk(20, count by (__name__) ({__name__=~".+"}))' },
    { title: 'Scrape targets', text: 'up' },
  ],
  'grafana-pyroscope-datasource': [],
};

export const startersFor = (type: SourceType): readonly Starter[] => STARTERS[type];

export const startWith = (type: SourceType, query: PaneQuery, starter: Starter): PaneQuery =>
  withText(type, query, starter.text);
