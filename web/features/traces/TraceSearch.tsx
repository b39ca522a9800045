import { useQuery } from '@tanstack/react-query';
import { CircleAlert } from 'lucide-react';
import type { Ref } from 'react';
import type { AbsoluteRange, TempoTarget } from '../../../server/contract/query.ts';
import type { QueryJump } from '../../../server/contract/jump.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import type { TraceSummary } from '../../../server/contract/traces.ts';
import { nanoToMs } from '../../../server/contract/units.ts';
import { useJumpPlace } from '../../lib/jump-places.ts';
import { useJumps, type PaneProps } from '../../lib/pane.ts';
import { formatAbsoluteRange, formatDateTime, formatDuration } from '../../lib/time.ts';
import { plural } from '../../signals/answer-stats.ts';
import { AnswerStats } from '../../ui/AnswerStats.tsx';
import { EmptyAnswer } from '../../ui/EmptyAnswer.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { freshHref } from '../../ui/fresh-href.ts';
import { ServiceName } from '../../ui/ServiceName.tsx';
import { Progress, SkeletonRows } from '../../ui/Skeleton.tsx';
import { VirtualRows } from '../../ui/VirtualRows.tsx';
import { traceQueries } from './queries.ts';
import { ServiceStats } from './ServiceStats.tsx';
import { TraceScatter } from './TraceScatter.tsx';
import { traceSubject } from './trace-subject.ts';
import styles from './TraceSearch.module.css';

const DEFAULT_LIMIT = 100;

/** The traces that a TraceQL query finds, slowest and failing ones plain to see. */
export function TraceSearch({ source, target, range, onRangeChange }: PaneProps<TempoTarget>) {
  const limit = target.limit ?? DEFAULT_LIMIT;
  const query = target.query.trim() || '{}';
  const search = useQuery(
    traceQueries.search({
      source: source.uid,
      query,
      range,
      limit,
      spansPerSpanSet: target.spss,
      nearMs: target.nearMs,
    }),
  );
  const retry = () => void search.refetch();
  if (search.error && !search.data)
    return <ErrorState error={search.error} query={query} source={source.name} onRetry={retry} />;
  const isOldNothing = search.isPlaceholderData && search.data.traces.length === 0;
  if (!search.data || isOldNothing) return <SkeletonRows count={12} />;
  const { traces, meta } = search.data;
  if (traces.length === 0) {
    return (
      <EmptyAnswer>
        <EmptyState
          title="No traces"
          query={query}
          detail={`${source.name} found none between ${formatAbsoluteRange(range)}. Widen the time range, or take a condition out of the query.`}
        />
      </EmptyAnswer>
    );
  }
  const { nearMs } = target;
  const inOrder =
    nearMs === undefined
      ? traces.toSorted((a, b) => (BigInt(a.startUnixNano) < BigInt(b.startUnixNano) ? 1 : -1))
      : traces;
  return (
    <section className={styles.search} aria-label="Traces found">
      <Progress active={search.isFetching} />
      {search.error ? <ErrorState error={search.error} source={source.name} onRetry={retry} /> : null}
      <div className={styles.summary}>
        <AnswerStats
          meta={meta}
          rows={[
            plural(traces.length, 'trace'),
            traces.length >= limit ? 'as many as were asked for: there may be more' : '',
            nearMs === undefined ? '' : `those nearest to ${formatDuration(nearMs)} first`,
          ]
            .filter((part) => part !== '')
            .join(', ')}
        />
      </div>
      <TraceScatter
        source={source}
        range={range}
        traces={traces}
        jumpTo={(trace) => toJump(source, range, trace)}
        onZoom={onRangeChange}
      />
      <Results source={source} range={range} traces={inOrder} />
    </section>
  );
}

interface ResultsProps {
  readonly source: SourceInfo;
  readonly range: AbsoluteRange;
  readonly traces: readonly TraceSummary[];
}

function Results({ source, range, traces }: ResultsProps) {
  const place = useJumpPlace();
  const slowest = traces.reduce((max, { durationMs }) => Math.max(max, durationMs), 1);
  return (
    <>
      <div className={styles.head} aria-hidden>
        <span>Trace</span>
        <span>Started</span>
        <span>Spans</span>
        <span>Duration</span>
      </div>
      <VirtualRows
        count={traces.length}
        rowHeight={32}
        rowKey={(index) => traces[index]?.traceId ?? index}
        label={`${traces.length} traces`}
        renderRow={(index) => {
          const trace = traces[index];
          if (!trace) return null;
          const jump = toJump(source, range, trace);
          return (
            <div role="listitem">
              <ResultRow
                place={place(() => traceSubject({ source, range, trace, jump }))}
                jump={jump}
                trace={trace}
                slowest={slowest}
              />
            </div>
          );
        }}
      />
    </>
  );
}

function toJump(source: SourceInfo, range: AbsoluteRange, trace: TraceSummary): QueryJump {
  return {
    kind: 'query',
    id: `search:${trace.traceId}`,
    title: trace.rootName || trace.traceId,
    rule: 'search',
    signal: 'traces',
    sourceUid: source.uid,
    sourceType: 'tempo',
    targets: [{ refId: 'A', query: trace.traceId, queryType: 'traceql' }],
    range,
    ...(trace.spans[0] ? { spanId: trace.spans[0].spanId } : {}),
  };
}

interface ResultRowProps {
  /** The row is a link, and still has our menu, which opens in a new tab too. */
  readonly place: Ref<HTMLAnchorElement>;
  readonly jump: QueryJump;
  readonly trace: TraceSummary;
  readonly slowest: number;
}

function ResultRow({ place, jump, trace, slowest }: ResultRowProps) {
  const jumps = useJumps();
  const stats = Object.values(trace.serviceStats);
  const spans = stats.reduce((sum, { spanCount }) => sum + spanCount, 0);
  const errors = stats.reduce((sum, { errorCount }) => sum + errorCount, 0);
  return (
    <a
      ref={place}
      className={styles.row}
      href={jumps.href(jump)}
      {...freshHref(jumps, jump)}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        jumps.open(jump, event.altKey ? 'here' : 'beside');
      }}
    >
      <span className={styles.name}>
        <ServiceName service={trace.rootService || 'unknown'} />
        <span className={styles.operation}>{trace.rootName || 'root span not received'}</span>
        <ServiceStats trace={trace} />
        {errors > 0 ? (
          <span className={styles.errors}>
            <CircleAlert size={12} aria-hidden /> {errors} error{errors === 1 ? '' : 's'}
          </span>
        ) : null}
      </span>
      <span className={styles.time}>{formatDateTime(nanoToMs(trace.startUnixNano), true)}</span>
      <span className={styles.count}>{spans || trace.matched}</span>
      <span className={styles.duration}>
        <span className={styles.meter} style={{ inlineSize: `${(100 * trace.durationMs) / slowest}%` }} aria-hidden />
        {formatDuration(trace.durationMs)}
      </span>
    </a>
  );
}
