import type { TempoTarget } from '../../../server/contract/query.ts';
import type { PaneProps } from '../../lib/pane.ts';
import { TraceById } from './TraceById.tsx';
import { TraceSearch } from './TraceSearch.tsx';

/** Traces in Explore: a query of hex digits is one trace, anything else a search. */
export function TracePane(props: PaneProps<TempoTarget>) {
  const query = props.target.query.trim();
  return /^[0-9a-fA-F]{1,32}$/.test(query) ? (
    <TraceById {...props} key={query} traceId={query.toLowerCase()} />
  ) : (
    <TraceSearch {...props} />
  );
}
