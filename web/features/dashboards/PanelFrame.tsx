import { CircleAlert, Info } from 'lucide-react';
import { useMemo, useRef } from 'react';
import { classes } from '../../lib/classes.ts';
import { toProblem } from '../../lib/api.ts';
import { Boundary } from '../../ui/Boundary.tsx';
import { Progress } from '../../ui/Skeleton.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { useDashboard } from './dashboard-context.ts';
import type { Panel } from './model/dashboard.ts';
import { interpolate } from './model/interpolate.ts';
import { toPanelData } from './model/panel-data.ts';
import { namesUsed, planPanel } from './model/panel-queries.ts';
import { PanelContent, PanelSkeleton } from './PanelContent.tsx';
import { PanelMenu } from './PanelMenu.tsx';
import styles from './Panel.module.css';
import { usePanelAnswers } from './use-panel-answers.ts';
import { usePanelBox } from './use-panel-box.ts';

interface PanelFrameProps {
  readonly panel: Panel;
  /** Under a row's heading its title is one step lower. */
  readonly heading: 'h2' | 'h3';
  readonly isAlone?: boolean;
}

/** A panel: its title, its menu, and what it shows. Out of sight it asks nothing. */
export function PanelFrame({ panel, heading: Heading, isAlone = false }: PanelFrameProps) {
  const open = useDashboard();
  const frame = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const box = usePanelBox(body);
  const waits = namesUsed(panel).some((name) => open.pending.has(name));
  const plan = planPanel(panel, { ...open, width: box.width });
  const isActive = !waits && box.isNear && box.width > 0;
  const state = usePanelAnswers(panel, plan.queries, isActive);
  // Aligning and naming thousands of samples is the costly part of a render, and most renders bring none.
  const data = useMemo(() => toPanelData(panel, state.answers), [panel, state.answers]);
  const title = interpolate(panel.title, open.scope);
  const isSmall = box.height > 0 && box.height < 140;
  const ownRange = (panel.timeFrom || panel.timeShift) && !panel.hideTimeOverride;
  const notes = [...panel.notes, ...data.remarks, ...state.notes, ...refusals(plan)];
  return (
    <section
      ref={frame}
      className={classes(styles.panel, panel.transparent && styles.transparent)}
      aria-label={title || `Panel ${panel.id}`}
      data-kind={panel.view.kind}
      data-alone={isAlone}
      data-untitled={title === ''}
    >
      <header className={styles.head}>
        <Heading className={styles.title}>{title}</Heading>
        {ownRange ? (
          <span className={styles.badge}>
            {[panel.timeFrom && `last ${panel.timeFrom}`, panel.timeShift && `${panel.timeShift} earlier`]
              .filter(Boolean)
              .join(', ')}
          </span>
        ) : null}
        <PanelMarks notes={notes} faults={state.answers.length > 0 ? state.faults : []} />
        {panel.description ? (
          <Tooltip label={<span className={styles.note}>{interpolate(panel.description, open.scope)}</span>}>
            <button type="button" className={classes(styles.mark, styles.about)} aria-label={`About ${title}`}>
              <Info size={13} aria-hidden />
            </button>
          </Tooltip>
        ) : null}
        <span className={styles.space} />
        <PanelMenu panel={panel} plan={plan} title={title} isAlone={isAlone} />
      </header>
      <div ref={body} className={styles.body} data-stale={state.isStale}>
        <Progress active={state.isFetching} />
        <Boundary resetKey={open.now}>
          {!box.isNear ? null : waits ? (
            <PanelSkeleton panel={panel} isSmall={isSmall} />
          ) : (
            <PanelContent panel={panel} plan={plan} state={state} data={data} isSmall={isSmall} />
          )}
        </Boundary>
      </div>
    </section>
  );
}

/** Some queries of several could not be asked: the panel shows the others, and says so. */
const refusals = ({ queries, refused }: ReturnType<typeof planPanel>): readonly string[] =>
  queries.length > 0 ? refused.map(({ refId, reason }) => `${refId}: ${reason}`) : [];

interface PanelMarksProps {
  readonly notes: readonly string[];
  readonly faults: readonly { readonly error: unknown }[];
}

function PanelMarks({ notes, faults }: PanelMarksProps) {
  const problems = faults.map(({ error }) => {
    const { title, detail } = toProblem(error);
    return detail && detail !== title ? `${title}: ${detail}` : title;
  });
  const lines = [...problems, ...notes];
  if (lines.length === 0) return null;
  return (
    <Tooltip
      label={
        <span className={styles.note}>
          {problems.length > 0 ? 'What is shown is older. ' : ''}
          {lines.join('\n')}
        </span>
      }
    >
      <button
        type="button"
        className={styles.mark}
        data-tone={problems.length > 0 ? 'error' : 'warning'}
        aria-label={lines.join('. ')}
      >
        <CircleAlert size={13} aria-hidden />
      </button>
    </Tooltip>
  );
}
