import { sourcesOf } from '../../server/contract/correlation/near-sources.ts';
import { findSource } from '../../server/contract/correlation/sources.ts';
import { formatExplore } from '../../server/contract/explore-url.ts';
import type { SourceInfo } from '../../server/contract/source.ts';
import { DEFAULT_RANGE } from '../../server/contract/time-range.ts';

interface TraceLink {
  readonly traceId: string;
  readonly sources: readonly SourceInfo[];
  /** A Tempo source's uid or name; else the default one. */
  readonly source?: string | undefined;
  readonly spanId?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** `/trace/<id>` as Explore's search: one pane with that trace. */
export function traceSearch({ traceId, sources, source, spanId, from, to }: TraceLink) {
  const tempo = findSource(sources, source) ?? sourcesOf(sources, 'tempo')[0];
  return formatExplore({
    panes: [
      {
        id: 'a00',
        datasource: tempo?.uid ?? source ?? 'tempo',
        queries: [{ refId: 'A', query: traceId.trim().toLowerCase(), queryType: 'traceql' }],
        range: { from: from ?? DEFAULT_RANGE.from, to: to ?? DEFAULT_RANGE.to },
        ...(spanId ? { spanId } : {}),
      },
    ],
  });
}
