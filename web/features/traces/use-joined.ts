import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { sourcesOf } from '../../../server/contract/correlation/near-sources.ts';
import type { QueryJump } from '../../../server/contract/jump.ts';
import { logRow } from '../../../server/contract/logs.ts';
import { epochMs, nanoToMs } from '../../../server/contract/units.ts';
import { useJumps } from '../../lib/pane.ts';
import { type JoinedTrace, joinTrace } from '../../signals/trace/join.ts';
import { traceQueries } from './queries.ts';
import type { TraceModel } from './trace-model.ts';

/** What other signals say about a trace, and how far that has come. */
export interface JoinedState {
  readonly joined: JoinedTrace;
  readonly isLoading: boolean;
  /** Signals that could not be asked, in words for the reader. */
  readonly problems: readonly string[];
  /** There are more lines than were asked for. */
  readonly isCut: boolean;
  /** To all lines of the trace. */
  readonly logs: QueryJump | null;
}

const MAX_LINES = 2000;

/** Asks for the trace's log lines in one query and for its exemplars in another, and places both under its spans. */
export function useJoined(model: TraceModel, sourceUid: string): JoinedState {
  const { trace, tree } = model;
  const jumps = useJumps();
  const from = nanoToMs(trace.startUnixNano);
  const range = { from: epochMs(Math.floor(from)), to: epochMs(Math.ceil(from + trace.durationNs / 1e6) + 1) };
  const services = [...new Set(trace.resources.map(({ service }) => service))];
  const logs =
    jumps
      .resolve({ kind: 'trace', sourceUid, range, traceId: trace.traceId, services })
      .find((jump) => jump.kind === 'query' && jump.signal === 'logs') ?? null;
  const target = logs?.kind === 'query' ? logs.targets[0] : undefined;
  const query = target && 'expr' in target ? target.expr : '';
  const [metrics] = sourcesOf(jumps.sources, 'prometheus', sourceUid);
  const lines = useQuery({
    ...traceQueries.lines({
      source: logs?.kind === 'query' ? logs.sourceUid : '',
      query,
      range: logs?.kind === 'query' ? logs.range : range,
      limit: MAX_LINES,
    }),
    enabled: query !== '',
  });
  const exemplars = useQuery({
    ...traceQueries.exemplars({ source: metrics?.uid ?? '', range }),
    enabled: metrics !== undefined,
  });
  const joined = useMemo(() => {
    const answer = lines.data?.kind === 'logs' ? lines.data.logs : null;
    const rows = answer ? answer.lines.map((_, index) => logRow(answer, index)) : [];
    return joinTrace({ trace, tree, rows, exemplars: exemplars.data?.exemplars ?? [] });
  }, [trace, tree, lines.data, exemplars.data]);
  const isCut = lines.data?.kind === 'logs' && lines.data.logs.lines.length >= MAX_LINES;
  return {
    joined,
    isLoading: lines.isLoading || exemplars.isLoading,
    problems: [
      ...(lines.error ? [`Its log lines are missing: ${lines.error.message}`] : []),
      ...(exemplars.error ? [`Its exemplars are missing: ${exemplars.error.message}`] : []),
    ],
    isCut,
    logs: logs?.kind === 'query' ? logs : null,
  };
}
