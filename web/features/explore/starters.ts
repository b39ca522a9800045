import type { PaneQuery } from '../../../server/contract/explore-url.ts';
import type { SourceType } from '../../../server/contract/source.ts';
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
    { title: 'What is up', text: 'up' },
    { title: 'Series by metric', text: 'topk(20, count by (__name__) ({__name__=~".+"}))' },
  ],
  'grafana-pyroscope-datasource': [],
};

export const startersFor = (type: SourceType): readonly Starter[] => STARTERS[type];

export const startWith = (type: SourceType, query: PaneQuery, starter: Starter): PaneQuery =>
  withText(type, query, starter.text);
