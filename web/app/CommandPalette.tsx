import { Autocomplete } from '@base-ui/react/autocomplete';
import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { dashboardListQueries, sourceQueries } from '../lib/source-queries.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { SignalIcon } from '../ui/SignalIcon.tsx';
import styles from './CommandPalette.module.css';
import { type PaletteGroup, paletteGroups, type PaletteItem } from './palette-items.ts';

interface CommandPaletteProps {
  readonly onClose: () => void;
  readonly onGo: (href: string) => void;
}

/** Goes anywhere by typing; a pasted trace ID is a place too. */
export function CommandPalette({ onClose, onGo }: CommandPaletteProps) {
  const [text, setText] = useState('');
  const dashboards = useQuery(dashboardListQueries.list());
  const sources = useQuery(sourceQueries.list());
  const groups = paletteGroups({ text, dashboards: dashboards.data ?? [], sources: sources.data?.sources ?? [] });
  const isWaiting = dashboards.isPending || sources.isPending;
  return (
    <Dialog title="Go to" hideTitle open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Autocomplete.Root
        open
        inline
        items={groups}
        value={text}
        onValueChange={setText}
        filter={null}
        autoHighlight="always"
        keepHighlight
        itemToStringValue={(item: PaletteItem) => item.label}
      >
        <div className={styles.field}>
          <Search size={16} aria-hidden />
          <Autocomplete.Input
            className={styles.input}
            aria-label="Go to"
            placeholder="Dashboard, data source, or paste a trace ID"
          />
        </div>
        <Autocomplete.Empty className={styles.empty}>
          {isWaiting ? 'Loading…' : 'Nothing by that name. A trace ID has 16 or 32 hex digits.'}
        </Autocomplete.Empty>
        <Autocomplete.List className={styles.list}>
          {(group: PaletteGroup) => (
            <Autocomplete.Group key={group.value} items={group.items}>
              <Autocomplete.GroupLabel className={styles.group}>{group.value}</Autocomplete.GroupLabel>
              <Autocomplete.Collection>
                {(item: PaletteItem) => (
                  <Autocomplete.Item
                    key={item.value}
                    value={item}
                    className={styles.item}
                    onClick={() => {
                      onClose();
                      onGo(item.href);
                    }}
                  >
                    {item.signal ? <SignalIcon signal={item.signal} /> : <span className={styles.noIcon} />}
                    <span className={styles.label}>{item.label}</span>
                    <span className={styles.hint}>{item.hint}</span>
                  </Autocomplete.Item>
                )}
              </Autocomplete.Collection>
            </Autocomplete.Group>
          )}
        </Autocomplete.List>
      </Autocomplete.Root>
    </Dialog>
  );
}
