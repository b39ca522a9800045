import type { BarGaugeOptions, GaugeOptions } from '../model/panel-view.ts';
import type { PanelData } from '../model/panel-data.ts';
import { statValues, stepsOf, type StatValue } from '../model/stat-values.ts';
import { dashboardColor } from '../../../signals/metric/color.ts';
import { bandsBetween } from '../../../signals/metric/thresholds.ts';
import styles from './Panels.module.css';
import { StatItem } from './StatItem.tsx';

/** Where a value stands between its field's limits, 0 … 1. Without limits a percentage knows its own. */
function limitsOf({ series, value }: StatValue): {
  readonly min: number;
  readonly max: number;
  readonly share: number;
} {
  const { min, max, unit } = series.options;
  const low = min ?? 0;
  const high = max ?? (unit === 'percentunit' ? 1 : 100);
  const share = high > low ? ((value ?? low) - low) / (high - low) : 0;
  return { min: low, max: high, share: Math.min(1, Math.max(0, share)) };
}

const shownText = ({ shown }: StatValue): string => shown.prefix + shown.text + shown.suffix;

interface GaugePanelProps {
  readonly options: GaugeOptions;
  readonly data: PanelData;
}

export function GaugePanel({ options, data }: GaugePanelProps) {
  const stats = statValues(data, options.reduceOptions);
  return (
    <ul className={styles.stats} data-many={stats.length > 1}>
      {stats.map((stat) => (
        <StatItem key={stat.key} stat={stat} className={styles.gauge}>
          <Dial stat={stat} markers={options.showThresholdMarkers} />
          {stats.length > 1 ? <span className={styles.statName}>{stat.name}</span> : null}
        </StatItem>
      ))}
    </ul>
  );
}

/** Three quarters of a circle. */
const RADIUS = 42;
const LENGTH = 2 * Math.PI * RADIUS * 0.75;

function Dial({ stat, markers }: { readonly stat: StatValue; readonly markers: boolean }) {
  const { min, max, share } = limitsOf(stat);
  const bands = markers ? bandsBetween(stepsOf(stat.series.options), min, max) : [];
  return (
    <svg className={styles.dial} viewBox="0 0 120 100" role="img" aria-label={`${stat.name}: ${shownText(stat)}`}>
      <Arc radius={RADIUS} from={0} to={1} className={styles.dialTrack} />
      <Arc radius={RADIUS} from={0} to={share} className={styles.dialValue} color={stat.color ?? 'var(--series-1)'} />
      {bands.map((band) => (
        <Arc
          key={band.from}
          radius={RADIUS + 8}
          from={(band.from - min) / (max - min)}
          to={(band.to - min) / (max - min)}
          className={styles.dialBand}
          color={dashboardColor(band.color) ?? 'var(--border-strong)'}
        />
      ))}
      <text x={60} y={60} className={styles.dialText} fill={stat.color ?? 'currentColor'}>
        {shownText(stat)}
      </text>
    </svg>
  );
}

interface ArcProps {
  readonly radius: number;
  readonly from: number;
  readonly to: number;
  readonly className: string | undefined;
  readonly color?: string;
}
function Arc({ radius, from, to, className, color }: ArcProps) {
  const full = (LENGTH / RADIUS) * radius;
  const circle = 2 * Math.PI * radius;
  return (
    <circle
      cx={60}
      cy={56}
      r={radius}
      className={className}
      stroke={color}
      strokeDasharray={`${full * Math.max(0, to - from)} ${circle}`}
      strokeDashoffset={-full * from}
      transform="rotate(135 60 56)"
    />
  );
}

interface BarGaugePanelProps {
  readonly options: BarGaugeOptions;
  readonly data: PanelData;
}

export function BarGaugePanel({ options, data }: BarGaugePanelProps) {
  const stats = statValues(data, options.reduceOptions);
  // Without a limit the largest bar is the measure of the others.
  const largest = Math.max(...stats.map(({ value }) => value ?? 0), 0);
  return (
    <ul className={styles.bars} data-orientation={options.orientation === 'vertical' ? 'vertical' : 'horizontal'}>
      {stats.map((stat) => {
        const hasLimit = stat.series.options.max !== null && stat.series.options.max !== undefined;
        const share = hasLimit || largest <= 0 ? limitsOf(stat).share : Math.max(0, (stat.value ?? 0) / largest);
        return (
          <StatItem key={stat.key} stat={stat} className={styles.bar}>
            <span className={styles.barName}>{stat.name}</span>
            <span className={styles.barTrack}>
              <span
                className={styles.barFill}
                style={{ ['--share' as string]: share, background: stat.color ?? 'var(--series-1)' }}
              />
            </span>
            <span className={styles.barValue}>{shownText(stat)}</span>
          </StatItem>
        );
      })}
    </ul>
  );
}
