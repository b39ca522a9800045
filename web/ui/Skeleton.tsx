import styles from './Skeleton.module.css';

/** Widths in percent, uneven as text is. */
const WIDTHS = [72, 54, 88, 63, 47, 79, 58, 91, 66, 50, 84, 61];

/** The shape of a list that is still to come. */
export function SkeletonRows({ count = 8 }: { readonly count?: number }) {
  return (
    <div className={styles.rows} role="status" aria-label="Loading">
      {Array.from({ length: count }, (_, i) => (
        <div key={i} className={styles.bar} style={{ inlineSize: `${WIDTHS[i % WIDTHS.length]}%` }} />
      ))}
    </div>
  );
}

const HEIGHTS = [34, 42, 38, 51, 47, 60, 55, 63, 58, 70, 61, 66, 52, 57, 48, 62, 68, 59, 54, 46, 50, 44, 56, 49];

/** The shape of a chart that is still to come. */
export function SkeletonChart() {
  return (
    <div className={styles.chart} role="status" aria-label="Loading">
      {HEIGHTS.map((height, i) => (
        <div key={i} className={styles.column} style={{ blockSize: `${height}%` }} />
      ))}
    </div>
  );
}

/** A hairline above data that is being renewed. Takes no room. */
export function Progress({ active }: { readonly active: boolean }) {
  return active ? <div className={styles.progress} role="progressbar" aria-label="Loading" /> : null;
}
