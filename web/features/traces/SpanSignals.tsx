import { formatNanoClock } from '../../lib/time.ts';
import type { TraceExemplar, TraceLine } from '../../signals/trace/join.ts';
import styles from './SpanDetails.module.css';

interface SpanSignalsProps {
  readonly lines: readonly TraceLine[];
  readonly exemplars: readonly TraceExemplar[];
}

/** The log lines and exemplars of one span, in full. */
export function SpanSignals({ lines, exemplars }: SpanSignalsProps) {
  return (
    <>
      {lines.length > 0 ? (
        <section className={styles.section}>
          <h4>Log lines</h4>
          <ol className={styles.lines}>
            {lines.map(({ row, level, placement }, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- lines may repeat; their order is their identity
              <li key={index} data-level={level}>
                <span>
                  {formatNanoClock(row.timestamp)} {level === 'unknown' ? '' : level}
                  {placement === 'span ID' ? '' : ' · placed by its service and time'}
                </span>
                <pre>{row.line}</pre>
              </li>
            ))}
          </ol>
        </section>
      ) : null}
      {exemplars.length > 0 ? (
        <section className={styles.section}>
          <h4>Exemplars</h4>
          <dl className={styles.attributes}>
            {exemplars.map(({ exemplar }) => (
              <div key={`${exemplar.time} ${exemplar.value} ${JSON.stringify(exemplar.seriesLabels)}`}>
                <dt>{exemplar.seriesLabels['__name__'] ?? 'metric'}</dt>
                <dd>{exemplar.value}</dd>
              </div>
            ))}
          </dl>
        </section>
      ) : null}
    </>
  );
}
