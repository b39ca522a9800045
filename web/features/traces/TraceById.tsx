import { useQuery } from '@tanstack/react-query';
import type { AbsoluteRange, TempoTarget } from '../../../server/contract/query.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import { parseShift } from '../../../server/contract/time-range.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { ApiProblem } from '../../lib/api.ts';
import type { PaneProps } from '../../lib/pane.ts';
import { formatAbsoluteRange } from '../../lib/time.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyAnswer } from '../../ui/EmptyAnswer.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { traceQueries } from './queries.ts';
import { TraceView } from './TraceView.tsx';

const HALF_HOUR = 1_800_000;

/** Grafana's `traceQuery`: look only round the pane's range, by default half an hour more on each side. */
function lookupRange({ settings }: SourceInfo, range: AbsoluteRange): AbsoluteRange | undefined {
  const shift = settings.traceQuery;
  if (!shift?.timeShiftEnabled) return undefined;
  const before = Math.abs(parseShift(shift.spanStartTimeShift ?? '') ?? HALF_HOUR);
  const after = Math.abs(parseShift(shift.spanEndTimeShift ?? '') ?? HALF_HOUR);
  return { from: epochMs(range.from - before), to: epochMs(range.to + after) };
}

interface TraceByIdProps extends PaneProps<TempoTarget> {
  readonly traceId: string;
}

export function TraceById({ source, range, traceId, spanId, onSpanChange }: TraceByIdProps) {
  const within = lookupRange(source, range);
  const trace = useQuery(traceQueries.detail({ source: source.uid, traceId, ...(within ? { range: within } : {}) }));
  if (trace.data) {
    return (
      <TraceView
        source={source}
        range={range}
        trace={trace.data}
        {...(spanId ? { spanId } : {})}
        {...(onSpanChange ? { onSpanChange } : {})}
      />
    );
  }
  const retry = () => void trace.refetch();
  if (trace.error instanceof ApiProblem && trace.error.problem.status === 404) {
    return (
      <EmptyAnswer>
        <EmptyState
          title="No such trace"
          query={traceId}
          detail={
            <>
              {source.name} has no trace with this ID
              {within ? ` between ${formatAbsoluteRange(within)}` : ' in the time it keeps'}. It may not have been
              sampled, may have expired, or may still be on its way.
            </>
          }
        >
          <Button onClick={retry}>Look again</Button>
        </EmptyState>
      </EmptyAnswer>
    );
  }
  if (trace.error) return <ErrorState error={trace.error} query={traceId} source={source.name} onRetry={retry} />;
  return <SkeletonRows count={14} />;
}
