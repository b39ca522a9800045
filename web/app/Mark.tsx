import styles from './NavRail.module.css';

/** The sign: four lines of sight that meet. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden className={styles.sign}>
      <path d="M4 23.5 12.8 16 M19.2 16 28 8.5" data-tone="accent" />
      <path d="M4 8.5 12.8 16 M19.2 16 28 23.5" data-tone="quiet" />
      <circle cx="16" cy="16" r="3.6" />
    </svg>
  );
}
