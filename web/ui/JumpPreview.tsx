import type { Jump } from '../../server/contract/jump.ts';
import { type ExpectedHits, hitsSentence, jumpText, leftOutText } from '../lib/jump-text.ts';
import styles from './JumpMenu.module.css';

interface JumpPreviewProps {
  readonly jump: Jump;
  readonly hits: ExpectedHits;
}

/** All of the query in hand, at a place of its own so that nothing moves under the pointer. Items say the same to those who hear them. */
export function JumpPreview({ jump, hits }: JumpPreviewProps) {
  const leftOut = leftOutText(jump);
  return (
    <div className={styles.preview} aria-hidden>
      <div className={styles.previewQuery}>
        {jumpText(jump)}
        {leftOut === '' ? null : <div className={styles.leftOut}>{leftOut}</div>}
      </div>
      <div className={styles.previewFoot}>
        <span className={styles.previewHits} data-unknown={hits?.kind === 'unknown' ? '' : undefined}>
          {jump.kind === 'query' ? hitsSentence(hits) : 'Leaves Sightline.'}
        </span>
        <span className={styles.keys}>
          <kbd>↵</kbd> beside · <kbd>Alt</kbd> in place · <kbd>Ctrl</kbd> new tab
        </span>
      </div>
    </div>
  );
}
