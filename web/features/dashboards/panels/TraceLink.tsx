import type { QueryJump } from '../../../../server/contract/jump.ts';
import { JumpLink } from '../../../ui/JumpLink.tsx';
import { useDashboard } from '../dashboard-context.ts';
import type { PanelQuery } from '../model/panel-queries.ts';

/** A row of a trace search leads to its trace. */
export function TraceLink({ traceId, query }: { readonly traceId: string; readonly query: PanelQuery }) {
  const { range } = useDashboard();
  const jump: QueryJump = {
    kind: 'query',
    id: traceId,
    title: traceId.slice(0, 16),
    rule: 'trace search',
    signal: 'traces',
    sourceUid: query.source.uid,
    sourceType: 'tempo',
    targets: [{ refId: 'A', queryType: 'traceql', query: traceId }],
    range,
  };
  return <JumpLink jump={jump} inline />;
}
