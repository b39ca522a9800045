import { AlignLeft, ChartLine, Flame, Waypoints } from 'lucide-react';
import type { Signal } from '../../server/contract/source.ts';
import styles from './SignalIcon.module.css';

const ICONS = { logs: AlignLeft, traces: Waypoints, metrics: ChartLine, profiles: Flame } as const;

export function SignalIcon({ signal, size = 14 }: { readonly signal: Signal; readonly size?: number }) {
  const Icon = ICONS[signal];
  return <Icon size={size} aria-hidden className={styles.icon} data-signal={signal} />;
}
