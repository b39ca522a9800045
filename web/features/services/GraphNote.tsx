import type { GraphAnswer } from './fetch-graph.ts';
import styles from './Services.module.css';

/** Says where the numbers are from, and what the marks mean. */
export function GraphNote({ answer }: { readonly answer: GraphAnswer }) {
  return (
    <p className={styles.note}>
      {answer.from === 'metrics'
        ? 'From the service graph’s metrics.'
        : `From a sample of the ${answer.sample} newest traces: no source has service-graph metrics. Rates are the sample’s.`}
      <span className={styles.key} data-critical="path">
        where most of the time of requests goes
      </span>
      <span className={styles.key} data-critical="failing">
        5 % of calls or more fail
      </span>
    </p>
  );
}
