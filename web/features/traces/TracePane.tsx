import type { TempoTarget } from '../../../server/contract/query.ts';
import type { PaneProps } from '../../lib/pane.ts';
import { traceQueryKind } from './query-kind.ts';
import { TraceById } from './TraceById.tsx';
import { TraceMetrics } from './TraceMetrics.tsx';
import { TraceSearch } from './TraceSearch.tsx';

/** Traces in Explore: one trace by its ID, series of a metrics query, or a search. */
export function TracePane(props: PaneProps<TempoTarget>) {
  const query = props.target.query.trim();
  switch (traceQueryKind(query)) {
    case 'trace':
      return <TraceById {...props} key={query} traceId={query.toLowerCase()} />;
    case 'metrics':
      return <TraceMetrics {...props} />;
    case 'search':
      return <TraceSearch {...props} />;
  }
}
