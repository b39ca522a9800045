import { Archive } from 'lucide-react';
import { epochMs } from '../../../server/contract/units.ts';
import { formatDateTime } from '../../lib/time.ts';
import type { StoredBundle } from './bundle-store.ts';
import styles from './Bundles.module.css';

interface BundleBannerProps {
  /** null where this browser does not have the file. */
  readonly bundle: StoredBundle | null;
  /** The same trail without the file. */
  readonly liveHref: string;
  /** Nothing but the file can be asked. */
  readonly isAlone: boolean;
}

/** Above panes that show what a file holds: nobody must take yesterday's results for today's. */
export function BundleBanner({ bundle, liveHref, isAlone }: BundleBannerProps) {
  return (
    <div className={styles.banner} role="status">
      <Archive size={14} aria-hidden />
      {bundle ? (
        <span>
          <strong>Saved results of {formatDateTime(epochMs(Date.parse(bundle.head.createdAt)))}</strong>
          {bundle.head.name ? ` · ${bundle.head.name}` : ''}.{' '}
          {isAlone
            ? 'Sightline does not answer: only what the file holds can be shown.'
            : 'A pane whose query or range is changed asks its live source.'}
        </span>
      ) : (
        <span>
          <strong>These saved results are not in this browser.</strong> Open their file on{' '}
          <a href="/trails">Saved trails</a>; the panes ask the live sources until then.
        </span>
      )}
      <a href={liveHref}>Ask the live sources</a>
    </div>
  );
}
