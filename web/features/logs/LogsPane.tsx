import { useQuery } from '@tanstack/react-query';
import { Radio } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { LogAnswer } from '../../../server/contract/logs.ts';
import type { AbsoluteRange, LokiTarget } from '../../../server/contract/query.ts';
import type { JointPaneProps, PaneProps } from '../../lib/pane.ts';
import { formatAbsoluteRange } from '../../lib/time.ts';
import { plural } from '../../signals/answer-stats.ts';
import { isMetricQuery } from '../../signals/log/metric-query.ts';
import { AnswerStats } from '../../ui/AnswerStats.tsx';
import { Button } from '../../ui/Button.tsx';
import { EmptyAnswer } from '../../ui/EmptyAnswer.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Progress, SkeletonRows } from '../../ui/Skeleton.tsx';
import { LiveTail } from './LiveTail.tsx';
import { askFor, volumeAsk } from './log-ask.ts';
import { LogLines } from './LogLines.tsx';
import { LogMetrics } from './LogMetrics.tsx';
import { LogSeries } from './LogSeries.tsx';
import { LogVolumeChart } from './LogVolumeChart.tsx';
import styles from './Logs.module.css';
import { logQueries } from './queries.ts';

/** LogQL queries: of a log query the volume by level and the lines, of metric queries their series on one chart. */
export function LogsPane(pane: JointPaneProps<LokiTarget>) {
  const [target] = pane.targets;
  if (!target) return null;
  if (pane.isLettered && isMetricQuery(target.expr)) return <LogMetrics pane={pane} />;
  return <OnlyQuery {...pane} target={target} onTargetChange={(next) => pane.onTargetsChange([next])} />;
}

function OnlyQuery(props: PaneProps<LokiTarget>) {
  const { source, target, range } = props;
  const ask = askFor(source, target, range);
  const [isLive, setIsLive] = useState(false);
  const mayBeLive = !isMetricQuery(ask.query);
  const lines = useQuery({ ...logQueries.lines(ask), enabled: !(isLive && mayBeLive) });
  const toggle = <LiveToggle isLive={isLive} onChange={setIsLive} />;
  if (isLive && mayBeLive) {
    return (
      <div className={styles.pane}>
        <LiveTail key={ask.query} pane={props} query={ask.query} toggle={toggle} />
      </div>
    );
  }
  if (lines.error && !lines.data) {
    return (
      <ErrorState error={lines.error} query={ask.query} source={source.name} onRetry={() => void lines.refetch()} />
    );
  }
  if (!lines.data) return <SkeletonRows count={14} />;
  return (
    <div className={styles.pane} data-stale={lines.isPlaceholderData ? '' : undefined}>
      <Progress active={lines.isFetching} />
      {lines.error ? (
        <ErrorState error={lines.error} source={source.name} onRetry={() => void lines.refetch()} />
      ) : null}
      {lines.data.kind === 'metrics' && lines.data.metrics.series.length === 0 && lines.isPlaceholderData ? (
        <SkeletonRows count={12} />
      ) : lines.data.kind === 'metrics' ? (
        <>
          <div className={styles.toolbar}>
            <AnswerStats meta={lines.data.metrics.meta} rows={plural(lines.data.metrics.series.length, 'series')} />
          </div>
          <LogSeries
            answered={[{ target, ask, answer: lines.data.metrics, isOld: lines.isPlaceholderData }]}
            isLettered={false}
            pane={props}
          />
        </>
      ) : (
        <LogResult answer={lines.data.logs} isOld={lines.isPlaceholderData} toggle={toggle} pane={props} />
      )}
    </div>
  );
}

interface LiveToggleProps {
  readonly isLive: boolean;
  readonly onChange: (isLive: boolean) => void;
}

const LiveToggle = ({ isLive, onChange }: LiveToggleProps) => (
  <Button variant="quiet" aria-pressed={isLive} onClick={() => onChange(!isLive)}>
    <Radio size={12} aria-hidden /> Live
  </Button>
);

interface LogResultProps {
  readonly answer: LogAnswer;
  /** It answers what was asked before; the answer to this is on its way. */
  readonly isOld: boolean;
  readonly toggle: ReactNode;
  readonly pane: PaneProps<LokiTarget>;
}

function LogResult({ answer, isOld, toggle, pane }: LogResultProps) {
  const { source, target, range, onRangeChange } = pane;
  const ask = askFor(source, target, range);
  const volume = useQuery(logQueries.volume(volumeAsk(ask, range)));
  return (
    <>
      <LogVolumeChart
        answer={volume.data ?? null}
        error={volume.error}
        stepMs={ask.stepMs}
        range={range}
        originOf={(level) => ({
          sourceUid: source.uid,
          expr: ask.query,
          labels: { detected_level: level },
          stepMs: ask.stepMs,
        })}
        onZoom={onRangeChange}
      />
      {answer.meta.warnings?.length ? <p className={styles.notice}>{answer.meta.warnings.join(' · ')}</p> : null}
      {answer.lines.length > 0 ? (
        <LogLines answer={answer} limit={ask.limit} toggle={toggle} pane={pane} />
      ) : isOld ? (
        <SkeletonRows count={12} />
      ) : (
        <EmptyAnswer>
          <div className={styles.toolbar}>
            {toggle}
            <AnswerStats meta={answer.meta} rows="No lines" />
          </div>
          <EmptyState
            title="No log lines"
            query={ask.query}
            detail={`${source.name} has none between ${formatAbsoluteRange(range)} that match.`}
          >
            <Button onClick={() => onRangeChange(widened(range))}>Look in ten times the range</Button>
          </EmptyState>
        </EmptyAnswer>
      )}
    </>
  );
}

/** Ten times as long around the same middle. */
function widened({ from, to }: AbsoluteRange): AbsoluteRange {
  const more = ((to - from) * 9) / 2;
  return { from: (from - more) as AbsoluteRange['from'], to: (to + more) as AbsoluteRange['to'] };
}
