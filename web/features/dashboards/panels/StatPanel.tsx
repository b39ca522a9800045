import type { StatOptions } from '../model/panel-view.ts';
import type { PanelData } from '../model/panel-data.ts';
import { statValues, type StatValue } from '../model/stat-values.ts';
import { sparkline } from '../../../signals/metric/sparkline.ts';
import styles from './Panels.module.css';
import { StatItem } from './StatItem.tsx';

interface StatPanelProps {
  readonly options: StatOptions;
  readonly data: PanelData;
}

/** Numbers large enough to read from across the desk, their recent course behind them. */
export function StatPanel({ options, data }: StatPanelProps) {
  const stats = statValues(data, options.reduceOptions);
  const showName =
    options.textMode === 'value_and_name' ||
    options.textMode === 'name' ||
    (options.textMode === 'auto' && stats.length > 1);
  return (
    <ul className={styles.stats} data-orientation={options.orientation} data-many={stats.length > 1}>
      {stats.map((stat) => (
        <StatTile key={stat.key} stat={stat} options={options} showName={showName} />
      ))}
    </ul>
  );
}

interface StatTileProps {
  readonly stat: StatValue;
  readonly options: StatOptions;
  readonly showName: boolean;
}

function StatTile({ stat, options, showName }: StatTileProps) {
  const { colorMode, graphMode, textMode, justifyMode } = options;
  const filled = colorMode === 'background' || colorMode === 'background_solid';
  const color = colorMode === 'none' ? null : stat.color;
  const { prefix, text, suffix } = stat.shown;
  return (
    <StatItem
      stat={stat}
      className={styles.stat}
      data={{
        'data-filled': filled && color !== null,
        'data-spark': graphMode !== 'none',
        'data-centered': justifyMode === 'center',
      }}
      style={color ? { color, ['--stat-color' as string]: color } : undefined}
    >
      {graphMode === 'none' ? null : <Sparkline values={stat.series.values} filled={graphMode === 'area'} />}
      {showName ? <span className={styles.statName}>{stat.name}</span> : null}
      {textMode === 'name' || textMode === 'none' ? null : (
        <span className={styles.statValue}>
          {prefix}
          {text}
          <span className={styles.statUnit}>{suffix}</span>
        </span>
      )}
    </StatItem>
  );
}

const BOX = { width: 100, height: 30 };

/** Decoration: the number says it too. */
function Sparkline({ values, filled }: { readonly values: Float64Array; readonly filled: boolean }) {
  const path = sparkline(values, BOX);
  if (path === '') return null;
  return (
    <svg className={styles.spark} viewBox={`0 0 ${BOX.width} ${BOX.height}`} preserveAspectRatio="none" aria-hidden>
      {filled ? <path className={styles.sparkArea} d={`${path}V${BOX.height}H0Z`} /> : null}
      <path className={styles.sparkLine} d={path} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
