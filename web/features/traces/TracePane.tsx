import type { TempoTarget } from '../../../server/contract/query.ts';
import type { JointPaneProps } from '../../lib/pane.ts';
import { traceQueryKind } from '../../signals/trace/query-kind.ts';
import { TraceById } from './TraceById.tsx';
import { TraceMetrics } from './TraceMetrics.tsx';
import { TraceSearch } from './TraceSearch.tsx';

/** Traces in Explore: one trace by its ID, the series of metrics queries, or a search. */
export function TracePane(pane: JointPaneProps<TempoTarget>) {
  const [target] = pane.targets;
  if (!target) return null;
  const props = { ...pane, target, onTargetChange: (next: TempoTarget) => pane.onTargetsChange([next]) };
  const query = target.query.trim();
  switch (traceQueryKind(query)) {
    case 'trace':
      return <TraceById {...props} key={query} traceId={query.toLowerCase()} />;
    case 'metrics':
      return <TraceMetrics {...pane} />;
    case 'search':
      return <TraceSearch {...props} />;
  }
}
