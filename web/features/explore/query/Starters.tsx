import type { PaneQuery } from '../../../../server/contract/explore-url.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import styles from '../Explore.module.css';
import { startersFor, startWith } from './starters.ts';

interface StartersProps {
  readonly source: SourceInfo;
  readonly query: PaneQuery;
  readonly onStart: (query: PaneQuery) => void;
}

/** What a pane without a query shows: a few that work on any source of the kind. */
export function Starters({ source, query, onStart }: StartersProps) {
  return (
    <div className={styles.starters}>
      <p>Write a query above and press Shift+Enter, or start with one of these.</p>
      <ul>
        {startersFor(source.type).map((starter) => (
          <li key={starter.text}>
            <button
              type="button"
              className={styles.starter}
              onClick={() => onStart(startWith(source.type, query, starter))}
            >
              <span>{starter.title}</span>
              <code>{starter.text}</code>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
