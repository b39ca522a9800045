import { useMemo } from 'react';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { formatDateTime } from '../../lib/time.ts';
import { VirtualRows } from '../../ui/VirtualRows.tsx';
import { rawLines } from './raw-lines.ts';
import styles from './Metrics.module.css';

/** Every sample as the source gave it. */
export function MetricsRaw({ answer }: { readonly answer: MetricAnswer }) {
  const lines = useMemo(() => rawLines(answer), [answer]);
  return (
    <div className={styles.raw}>
      <VirtualRows
        count={lines.length}
        rowHeight={22}
        rowKey={(index) => index}
        label={`${answer.series.length} series, sample by sample`}
        renderRow={(index) => {
          const line = lines[index];
          if (!line) return null;
          return line.kind === 'series' ? (
            <div role="listitem" className={styles.rawSeries}>
              <span>{line.text}</span>
              <span>
                {line.samples} sample{line.samples === 1 ? '' : 's'}
              </span>
            </div>
          ) : (
            <div role="listitem" className={styles.rawSample}>
              <span>{formatDateTime(epochMs(line.time), true)}</span>
              <span>{line.text}</span>
            </div>
          );
        }}
      />
    </div>
  );
}
