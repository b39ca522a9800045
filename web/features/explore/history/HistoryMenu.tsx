import { History } from 'lucide-react';
import { useState } from 'react';
import type { HistoryEntry } from '../../../../server/contract/history.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import type { JumpMode } from '../../../lib/pane.ts';
import { IconButton } from '../../../ui/IconButton.tsx';
import { Popover } from '../../../ui/Popover.tsx';
import { HistoryList } from './HistoryList.tsx';
import styles from './HistoryMenu.module.css';

interface HistoryMenuProps {
  readonly source: SourceInfo;
  readonly sources: readonly SourceInfo[];
  readonly onChoose: (entry: HistoryEntry, mode: JumpMode) => void;
}

/** The queries that ran, and those that were kept. */
export function HistoryMenu({ source, sources, onChoose }: HistoryMenuProps) {
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
        source={source}
        sources={sources}
        onChoose={(entry, mode) => {
          setOpen(false);
          onChoose(entry, mode);
        }}
      />
    </Popover>
  );
}
