import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useDeferredValue, useState } from 'react';
import type { HistoryEntry } from '../../../../server/contract/history.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import { epochMs } from '../../../../server/contract/units.ts';
import type { JumpMode } from '../../../lib/pane.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { Segmented } from '../../../ui/Segmented.tsx';
import { SkeletonRows } from '../../../ui/Skeleton.tsx';
import { SearchField } from '../../../ui/TextField.tsx';
import styles from './HistoryMenu.module.css';
import { HistoryRow } from './HistoryRow.tsx';
import { HISTORY_SHOWN, type HistoryAsk, historyQueries } from '../queries.ts';

interface HistoryListProps {
  readonly source: SourceInfo;
  readonly sources: readonly SourceInfo[];
  readonly onChoose: (entry: HistoryEntry, mode: JumpMode) => void;
}

const TABS = [
  { value: 'recent', label: 'Recent' },
  { value: 'saved', label: 'Saved' },
] as const;

export function HistoryList({ source, sources, onChoose }: HistoryListProps) {
  const [tab, setTab] = useState<'recent' | 'saved'>('recent');
  const [scope, setScope] = useState<'one' | 'all'>('one');
  const [search, setSearch] = useState('');
  const text = useDeferredValue(search.trim());
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- arrows only move between the buttons in it
    <div className={styles.history} onKeyDown={moveFocus}>
      <SearchField
        label="Find in history"
        placeholder="Find by text or name"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <div className={styles.filters}>
        <Segmented label="Which queries" value={tab} options={TABS} onChange={setTab} />
        <Segmented
          label="Of which source"
          value={scope}
          options={[
            { value: 'one', label: source.name },
            { value: 'all', label: 'All sources' },
          ]}
          onChange={setScope}
        />
      </div>
      <Entries
        ask={{ sourceUid: scope === 'one' ? source.uid : undefined, text, saved: tab === 'saved' }}
        sources={sources}
        onChoose={onChoose}
      />
    </div>
  );
}

interface EntriesProps extends Pick<HistoryListProps, 'sources' | 'onChoose'> {
  readonly ask: HistoryAsk;
}

function Entries({ ask, sources, onChoose }: EntriesProps) {
  const history = useQuery(historyQueries.list(ask));
  const [now] = useState(() => epochMs(Date.now()));
  if (history.isPending) return <SkeletonRows count={4} />;
  if (history.isError) return <ErrorState error={history.error} onRetry={() => void history.refetch()} />;
  if (history.data.length === 0) return <p className={styles.empty}>{emptyText(ask)}</p>;
  return (
    <>
      <ul className={styles.list}>
        {history.data.map((entry) => (
          <HistoryRow
            key={entry.id}
            entry={entry}
            source={sources.find(({ uid }) => uid === entry.sourceUid)}
            isOfMany={ask.sourceUid === undefined}
            now={now}
            onChoose={(mode) => onChoose(entry, mode)}
          />
        ))}
      </ul>
      {history.data.length >= HISTORY_SHOWN ? (
        <p className={styles.empty}>The newest {HISTORY_SHOWN}. Type to find others.</p>
      ) : null}
    </>
  );
}

function emptyText({ text, saved }: HistoryAsk): string {
  if (text !== '') return 'No query contains that.';
  return saved ? 'Star a query, or give it a name, and it stays here.' : 'Queries appear here once they ran.';
}

/** Up and Down go through the queries, from the search field on. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by === 0 || !(event.target instanceof Element)) return;
  const isSearch = event.target.matches('input[type=search]');
  if (!isSearch && !event.target.closest('li')) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-query]')];
  const at = rows.findIndex((row) => row.closest('li')?.contains(event.target as Element));
  const next = at + by < 0 ? event.currentTarget.querySelector<HTMLElement>('input[type=search]') : rows[at + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
