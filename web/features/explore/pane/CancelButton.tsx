import { Square } from 'lucide-react';
import { useState, useSyncExternalStore } from 'react';
import { Button } from '../../../ui/Button.tsx';
import styles from '../Explore.module.css';

/** Stands where Run stood: within this time a click on it was a second one on that. ms */
const DOUBLE_CLICK_MS = 400;

function everySecond(listener: () => void): () => void {
  const timer = setInterval(listener, 1000);
  return () => clearInterval(timer);
}

/** Stops what runs, and says how long that has been running once it takes a while. */
export function CancelButton({ onCancel }: { readonly onCancel: () => void }) {
  const [start] = useState(() => performance.now());
  const seconds = useSyncExternalStore(everySecond, () => Math.floor((performance.now() - start) / 1000));
  const handleClick = () => {
    if (performance.now() - start >= DOUBLE_CLICK_MS) onCancel();
  };
  return (
    <Button aria-label="Cancel" onClick={handleClick}>
      <Square size={11} aria-hidden /> Cancel
      {seconds > 0 ? <span className={styles.running}>{seconds} s</span> : null}
    </Button>
  );
}
