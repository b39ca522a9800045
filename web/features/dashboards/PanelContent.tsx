import { formatAbsoluteRange } from '../../lib/time.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { SkeletonChart, SkeletonRows } from '../../ui/Skeleton.tsx';
import type { Panel } from './model/dashboard.ts';
import type { PanelData } from './model/panel-data.ts';
import type { PanelQueries } from './model/panel-queries.ts';
import { hasContent, PanelBody } from './PanelBody.tsx';
import type { PanelAnswers } from './use-panel-answers.ts';
import styles from './Panel.module.css';

interface PanelContentProps {
  readonly panel: Panel;
  readonly plan: PanelQueries;
  readonly state: PanelAnswers;
  readonly data: PanelData;
  /** Too low for more than a line. */
  readonly isSmall: boolean;
}

/** What stands in a panel's frame: its answers, or why there are none. */
export function PanelContent({ panel, plan, state, data, isSmall }: PanelContentProps) {
  if (panel.view.kind === 'text' || panel.view.kind === 'unsupported') {
    return <PanelBody panel={panel} data={data} range={plan.range} />;
  }
  const [fault] = state.faults;
  if (fault && state.answers.length === 0) {
    if (isSmall)
      return (
        <p className={styles.brief} data-tone="error">
          {messageOf(fault.error)}
        </p>
      );
    return (
      <ErrorState
        error={fault.error}
        query={fault.query.request.query}
        source={fault.query.source.name}
        onRetry={state.retry}
      />
    );
  }
  if (plan.queries.length === 0) {
    const reasons = plan.refused.map(({ refId, reason }) => `${refId}: ${reason}`);
    const title = reasons.length > 0 ? 'Nothing could be asked' : 'No query';
    if (isSmall) return <p className={styles.brief}>{reasons[0] ?? title}</p>;
    return <EmptyState title={title} detail={reasons.join('. ')} />;
  }
  if (state.isPending) return <PanelSkeleton panel={panel} isSmall={isSmall} />;
  if (!hasContent(panel, data)) {
    if (isSmall) return <p className={styles.brief}>{noValueOf(panel)}</p>;
    return (
      <EmptyState
        title="No data"
        query={plan.queries.map(({ request }) => request.query).join('\n')}
        detail={`${plan.queries[0]?.source.name} has none between ${formatAbsoluteRange(plan.range)}. Widen the range, or choose other values above.`}
      />
    );
  }
  return <PanelBody panel={panel} data={data} range={plan.range} />;
}

export function PanelSkeleton({ panel, isSmall }: { readonly panel: Panel; readonly isSmall: boolean }) {
  if (isSmall) return <div className={styles.pulse} role="status" aria-label="Loading" />;
  return panel.view.kind === 'timeseries' ? <SkeletonChart /> : <SkeletonRows count={Math.max(2, panel.grid.h - 3)} />;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'Failed');

const noValueOf = ({ fieldConfig }: Panel): string => {
  const text = fieldConfig.defaults['noValue'];
  return typeof text === 'string' && text !== '' ? text : 'No data';
};
