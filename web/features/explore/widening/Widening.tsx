import { useQuery } from '@tanstack/react-query';
import { Radar } from 'lucide-react';
import { type ReactNode, useEffect, useEffectEvent } from 'react';
import type { WidenRequest, WidenStep } from '../../../../server/contract/correlate.ts';
import { toProblem } from '../../../lib/api.ts';
import { correlateQueries } from '../../../lib/correlate-queries.ts';
import { formatAbsoluteRange } from '../../../lib/time.ts';
import { Button } from '../../../ui/Button.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { SkeletonRows } from '../../../ui/Skeleton.tsx';
import { outcomeText, stepText, widenedText, widerMatch } from './widening.ts';
import styles from './Widening.module.css';

interface WideningProps {
  readonly request: WidenRequest;
  /** What the view itself says of its empty answer. */
  readonly own: ReactNode;
  /** A wider step found something. */
  readonly onFound: (step: WidenStep) => void;
  /** The reader wants to see a step. */
  readonly onOpen: (step: WidenStep) => void;
}

/** Stands where a jump found nothing: looks in ever wider forms, once, and says what came of each. */
export function Widening({ request, own, onFound, onOpen }: WideningProps) {
  const answer = useQuery(correlateQueries.widen(request));
  const match = answer.data ? widerMatch(answer.data) : null;
  const found = useEffectEvent(onFound);
  useEffect(() => {
    if (match) found(match);
  }, [match]);
  if (answer.error) {
    const { title, detail } = toProblem(answer.error);
    return (
      <>
        <p className={styles.note} role="alert">
          Looking wider failed: {detail ?? title}
        </p>
        {own}
      </>
    );
  }
  if (!answer.data || match) {
    return (
      <div className={styles.looking}>
        <p className={styles.note} role="status">
          <Radar size={13} aria-hidden /> Nothing in the exact window. Looking wider…
        </p>
        <SkeletonRows count={8} />
      </div>
    );
  }
  // It has come since, or the view shows less of it than was counted: the view's own words hold, and its Retry.
  if (answer.data.matched === 'exact') return own;
  return <NothingWider steps={answer.data.steps} onOpen={onOpen} />;
}

interface NothingWiderProps {
  readonly steps: readonly WidenStep[];
  readonly onOpen: (step: WidenStep) => void;
}

function NothingWider({ steps, onOpen }: NothingWiderProps) {
  return (
    <EmptyState
      title="Nothing found, in wider forms neither"
      detail={
        <table className={styles.steps}>
          <caption>What was tried</caption>
          <tbody>
            {steps.map((step) => (
              <tr key={step.id}>
                <th scope="row">
                  {stepText(step.id)}
                  <span className={styles.window}>{formatAbsoluteRange(step.range)}</span>
                </th>
                <td>{outcomeText(step.hits)}</td>
                <td>
                  {step.id === 'exact' ? null : (
                    <Button onClick={() => onOpen(step)} aria-label={`Open with ${stepText(step.id)}`}>
                      Open
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      }
    />
  );
}

interface WidenedBannerProps {
  readonly step: string;
  readonly onExact: () => void;
}

/** Above an answer that is not to exactly what was asked. */
export function WidenedBanner({ step, onExact }: WidenedBannerProps) {
  return (
    <div className={styles.banner} role="note">
      <Radar size={13} aria-hidden />
      <span className={styles.bannerText}>{widenedText(step)}</span>
      <Button variant="quiet" onClick={onExact}>
        Show the exact window
      </Button>
    </div>
  );
}
