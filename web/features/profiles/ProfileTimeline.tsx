import { useQuery } from '@tanstack/react-query';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import { TimeSeriesChart } from '../../charts/time-series/TimeSeriesChart.tsx';
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
}

/** How much there was over time. Its failure leaves the flame graph alone. */
export function ProfileTimeline({ ask, range, sourceName, onRangeChange }: ProfileTimelineProps) {
  const answer = useQuery(profileQueries.series(ask));
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
        sync={{ key: 'explore', tooltip: false }}
        onZoom={onRangeChange}
      />
    </div>
  );
}
