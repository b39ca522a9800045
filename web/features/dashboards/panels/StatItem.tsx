import type { CSSProperties, ReactNode } from 'react';
import { useJumpPlace } from '../../../lib/jump-places.ts';
import { JumpButton } from '../../../ui/JumpButton.tsx';
import { useDashboard } from '../dashboard-context.ts';
import { panelSeriesSubject } from '../model/panel-subjects.ts';
import type { StatValue } from '../model/stat-values.ts';
import styles from './Panels.module.css';

interface StatItemProps {
  readonly stat: StatValue;
  readonly className: string | undefined;
  readonly data?: Readonly<Record<`data-${string}`, boolean>>;
  readonly style?: CSSProperties | undefined;
  readonly children: ReactNode;
}

/** One number of a panel, and where its series leads. */
export function StatItem({ stat, className, data = {}, style, children }: StatItemProps) {
  const { range } = useDashboard();
  const place = useJumpPlace();
  return (
    <li ref={place(() => panelSeriesSubject(stat.series, range))} className={className} style={style} {...data}>
      {children}
      <JumpButton label={`Where ${stat.name} leads`} className={styles.itemJumps ?? ''} />
    </li>
  );
}
