import type { KeyboardEvent, MouseEvent } from 'react';
import { type JumpSubject, useJumpPlace } from '../../lib/jump-places.ts';
import styles from './time-series.module.css';

export interface LegendEntry {
  readonly key: string;
  readonly name: string;
  /** A CSS colour. */
  readonly color: string;
  readonly hidden: boolean;
  /** One text per calc of the legend. */
  readonly values: readonly string[];
}

export interface TimeSeriesLegendProps {
  readonly entries: readonly LegendEntry[];
  readonly mode: 'list' | 'table';
  /** Headings of `values`. */
  readonly calcs: readonly string[];
  /** `toggle`: with Ctrl or Cmd, this series only. */
  readonly onSelect: (key: string, toggle: boolean) => void;
  /** What the jump menu of an entry is about. */
  readonly subjectOf?: (key: string) => JumpSubject | null;
}

/** The series of a chart by name. A click isolates one, Ctrl-click hides or shows it; Enter and Space do the same. */
export function TimeSeriesLegend({ entries, mode, calcs, onSelect, subjectOf }: TimeSeriesLegendProps) {
  const place = useJumpPlace();
  const placeOf = (key: string) => place(() => subjectOf?.(key) ?? null);
  if (mode === 'list') {
    return (
      <ul className={styles.legend} data-mode="list" aria-label="Legend">
        {entries.map((entry) => (
          <li key={entry.key} ref={placeOf(entry.key)}>
            <LegendButton entry={entry} onSelect={onSelect} />
            {entry.values.map((value, i) => (
              <span key={calcs[i]} className={styles.legendFact}>
                {calcs[i]} <span className={styles.legendValue}>{value}</span>
              </span>
            ))}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <div className={styles.legend} data-mode="table">
      <table aria-label="Legend">
        <thead>
          <tr>
            <th scope="col">Name</th>
            {calcs.map((calc) => (
              <th key={calc} scope="col">
                {calc}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.key} ref={placeOf(entry.key)}>
              <td>
                <LegendButton entry={entry} onSelect={onSelect} />
              </td>
              {entry.values.map((value, i) => (
                <td key={calcs[i]}>
                  <span className={styles.legendValue}>{value}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface LegendButtonProps {
  readonly entry: LegendEntry;
  readonly onSelect: (key: string, toggle: boolean) => void;
}

function LegendButton({ entry, onSelect }: LegendButtonProps) {
  const handleClick = (event: MouseEvent): void => onSelect(entry.key, event.ctrlKey || event.metaKey);
  const handleKeyDown = (event: KeyboardEvent): void => {
    if ((event.key !== 'Enter' && event.key !== ' ') || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    onSelect(entry.key, true);
  };
  return (
    <button
      type="button"
      className={styles.legendItem}
      aria-pressed={!entry.hidden}
      title={entry.name}
      onClick={handleClick}
      onKeyDown={handleKeyDown}
    >
      <span className={styles.swatch} style={{ background: entry.color }} aria-hidden />
      <span className={styles.legendName}>{entry.name}</span>
    </button>
  );
}
