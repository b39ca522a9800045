import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useState } from 'react';
import { epochMs } from '../../../server/contract/units.ts';
import { formatAgo } from '../../lib/time.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { SearchField } from '../../ui/TextField.tsx';
import styles from './HistoryMenu.module.css';
import { historyQueries } from './queries.ts';

interface HistoryMenuProps {
  readonly sourceUid: string;
  readonly onChoose: (text: string) => void;
}

/** The queries that ran on this source, newest first. */
export function HistoryMenu({ sourceUid, onChoose }: HistoryMenuProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label="Query history"
      align="end"
      open={open}
      onOpenChange={setOpen}
      className={styles.popup ?? ''}
      trigger={
        <IconButton label="Query history">
          <History size={14} aria-hidden />
        </IconButton>
      }
    >
      <HistoryList
        sourceUid={sourceUid}
        onChoose={(text) => {
          setOpen(false);
          onChoose(text);
        }}
      />
    </Popover>
  );
}

function HistoryList({ sourceUid, onChoose }: HistoryMenuProps) {
  const history = useQuery(historyQueries.list(sourceUid));
  const [search, setSearch] = useState('');
  const [now] = useState(() => epochMs(Date.now()));
  if (history.isPending) return <SkeletonRows count={4} />;
  if (history.isError) return <ErrorState error={history.error} onRetry={() => void history.refetch()} />;
  const wanted = search.trim().toLowerCase();
  const found = history.data.filter((entry) => entry.text.toLowerCase().includes(wanted));
  return (
    <>
      <SearchField
        label="Find in history"
        placeholder="Find in history"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {found.length === 0 ? (
        <p className={styles.empty}>
          {history.data.length === 0 ? 'Queries appear here once they ran.' : 'No query contains that.'}
        </p>
      ) : (
        <ul className={styles.list}>
          {found.map((entry) => (
            <li key={entry.id}>
              <button type="button" className={styles.entry} onClick={() => onChoose(entry.text)}>
                <code>{entry.text}</code>
                <span>{formatAgo(epochMs(Date.parse(entry.ranAt)), now)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
