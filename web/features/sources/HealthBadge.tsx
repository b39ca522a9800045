import { useQuery } from '@tanstack/react-query';
import { sourceQueries } from '../../lib/source-queries.ts';
import { formatDuration } from '../../lib/time.ts';
import { Tooltip } from '../../ui/Tooltip.tsx';
import styles from './HealthBadge.module.css';

/** Whether a source answers, and how fast. Told by word, shape and colour. */
export function HealthBadge({ uid, short = false }: { readonly uid: string; readonly short?: boolean }) {
  const health = useQuery(sourceQueries.health(uid));
  if (health.isPending) {
    return (
      <span className={styles.badge} data-state="pending">
        <span className={styles.dot} aria-hidden />
        checking
      </span>
    );
  }
  const ok = health.data?.ok ?? false;
  const message = health.data?.message ?? health.error?.message ?? '';
  const elapsed = health.data ? formatDuration(Math.round(health.data.elapsedMs)) : '';
  return (
    <Tooltip label={message || (ok ? 'Answers' : 'Does not answer')}>
      <span className={styles.badge} data-state={ok ? 'ok' : 'down'}>
        <span className={styles.dot} aria-hidden />
        {ok ? 'up' : 'down'}
        {ok && !short ? <span className={styles.elapsed}>{elapsed}</span> : null}
      </span>
    </Tooltip>
  );
}
