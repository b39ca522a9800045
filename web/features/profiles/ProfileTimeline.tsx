import { useQuery } from '@tanstack/react-query';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import { epochMs } from '../../../server/contract/units.ts';
import type { ChartSpot } from '../../charts/time-series/props.ts';
import { TimeSeriesChart } from '../../charts/time-series/TimeSeriesChart.tsx';
import { useCursor } from '../../lib/cursor.ts';
import type { JumpSubject } from '../../lib/jump-places.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { SkeletonChart } from '../../ui/Skeleton.tsx';
import { toTimeline, typeLabel } from './profile-model.ts';
import styles from './Profiles.module.css';
import { profileQueries, type ProfileSeriesAsk } from './queries.ts';

interface ProfileTimelineProps {
  readonly ask: ProfileSeriesAsk;
  readonly range: AbsoluteRange;
  readonly sourceName: string;
  readonly onRangeChange: (range: AbsoluteRange) => void;
  /** The jump menu of a stretch of the timeline. */
  readonly subjectOf: (moment: AbsoluteRange) => JumpSubject;
}

/** How much there was over time. Its failure leaves the flame graph alone. */
export function ProfileTimeline({ ask, range, sourceName, onRangeChange, subjectOf }: ProfileTimelineProps) {
  const answer = useQuery(profileQueries.series(ask));
  const cursor = useCursor();
  if (answer.error && !answer.data) {
    return <ErrorState error={answer.error} source={sourceName} onRetry={() => void answer.refetch()} />;
  }
  if (!answer.data) {
    return (
      <div className={styles.timeline}>
        <SkeletonChart />
      </div>
    );
  }
  const { times, series } = toTimeline(answer.data, ask);
  if (series.length === 0) return null;
  return (
    <div className={styles.timeline}>
      <TimeSeriesChart
        label={`${typeLabel(ask.profileTypeId)} over time`}
        range={range}
        times={times}
        series={series}
        cursor={cursor}
        onZoom={onRangeChange}
        subjectOf={(spot) => subjectOf(momentOf(spot, ask.stepMs) ?? range)}
      />
    </div>
  );
}

/** The time that a spot stands for: a point's step, or what was selected. */
function momentOf(spot: ChartSpot, stepMs: number): AbsoluteRange | null {
  if (spot.kind === 'stretch') return spot.range;
  return spot.kind === 'point' ? { from: epochMs(spot.time - stepMs), to: spot.time } : null;
}
