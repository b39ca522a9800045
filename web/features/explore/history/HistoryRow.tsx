import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Columns2, Ellipsis, Pencil, Star, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { HistoryEntry } from '../../../../server/contract/history.ts';
import { signalOf } from '../../../../server/contract/signal.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import { epochMs, type EpochMs } from '../../../../server/contract/units.ts';
import { historyApi } from '../../../lib/clients.ts';
import type { JumpMode } from '../../../lib/pane.ts';
import { formatAgo } from '../../../lib/time.ts';
import { Button } from '../../../ui/Button.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { Menu, MenuItem } from '../../../ui/Menu.tsx';
import { SignalIcon } from '../../../ui/SignalIcon.tsx';
import { TextField } from '../../../ui/TextField.tsx';
import { showToast } from '../../../ui/Toasts.tsx';
import styles from './HistoryMenu.module.css';
import { historyQueries } from '../queries.ts';

interface HistoryRowProps {
  readonly entry: HistoryEntry;
  /** Undefined for one that is gone. */
  readonly source: SourceInfo | undefined;
  readonly isOfMany: boolean;
  readonly now: EpochMs;
  readonly onChoose: (mode: JumpMode) => void;
}

export function HistoryRow({ entry, source, isOfMany, now, onChoose }: HistoryRowProps) {
  const [isNaming, setNaming] = useState(false);
  const change = useHistoryChange();
  const named = entry.name ?? entry.text;
  if (isNaming) {
    const handleName = (name: string | null) => {
      change.mutate(() => historyApi.rename(entry.id, name));
      setNaming(false);
    };
    return <NameRow entry={entry} onName={handleName} onCancel={() => setNaming(false)} />;
  }
  return (
    <li className={styles.row}>
      <IconButton
        label={entry.starred ? `Unstar ${named}` : `Star ${named}`}
        aria-pressed={entry.starred}
        className={styles.star}
        onClick={() => change.mutate(() => historyApi.star(entry.id, !entry.starred))}
      >
        <Star size={14} aria-hidden />
      </IconButton>
      <button type="button" data-query="" className={styles.entry} onClick={() => onChoose('here')}>
        {entry.name === null ? null : <strong>{entry.name}</strong>}
        <code>{entry.text}</code>
        <span className={styles.about}>
          {isOfMany ? (
            <>
              {source ? <SignalIcon signal={signalOf(source.type)} /> : null}
              {source?.name ?? `${entry.sourceUid} (gone)`} ·{' '}
            </>
          ) : null}
          {formatAgo(epochMs(Date.parse(entry.ranAt)), now)}
        </span>
      </button>
      <Menu
        align="end"
        trigger={
          <IconButton label={`More about ${named}`}>
            <Ellipsis size={14} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem icon={<Columns2 size={14} aria-hidden />} onSelect={() => onChoose('beside')}>
          Open in a new pane
        </MenuItem>
        <MenuItem icon={<Pencil size={14} aria-hidden />} onSelect={() => setNaming(true)}>
          {entry.name === null ? 'Save under a name' : 'Rename'}
        </MenuItem>
        <MenuItem
          icon={<Trash2 size={14} aria-hidden />}
          onSelect={() => change.mutate(() => historyApi.remove(entry.id))}
        >
          Remove
        </MenuItem>
      </Menu>
    </li>
  );
}

function useHistoryChange() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: () => Promise<unknown>) => change(),
    onSettled: () => client.invalidateQueries({ queryKey: historyQueries.all() }),
    onError: (error) => showToast({ title: 'The history was not changed', detail: error.message, tone: 'error' }),
  });
}

const focusOnce = (field: HTMLFormElement | null): void => field?.querySelector('input')?.focus();

interface NameRowProps {
  readonly entry: HistoryEntry;
  readonly onName: (name: string | null) => void;
  readonly onCancel: () => void;
}

function NameRow({ entry, onName, onCancel }: NameRowProps) {
  const [name, setName] = useState(entry.name ?? '');
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    onName(name.trim() === '' ? null : name.trim());
  };
  return (
    <li>
      <form ref={focusOnce} className={styles.naming} onSubmit={handleSubmit}>
        <TextField
          label="Name of the query"
          placeholder="A name; empty for none"
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            onCancel();
          }}
        />
        <Button type="submit">Save</Button>
        <Button variant="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <code>{entry.text}</code>
      </form>
    </li>
  );
}
