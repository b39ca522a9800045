import { useShortcuts } from '../lib/shortcuts.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Keys } from '../ui/Keys.tsx';
import styles from './ShortcutSheet.module.css';

/** Keys that lists and editors handle themselves while they have the focus. */
const LOCAL = [
  { group: 'In a list', keys: 'j', label: 'Next row' },
  { group: 'In a list', keys: 'k', label: 'Previous row' },
  { group: 'In a list', keys: 'Enter', label: 'Open or close details' },
  { group: 'In a list', keys: 't', label: 'Follow the row’s trace' },
  { group: 'In a jump menu', keys: '1 … 9', label: 'Open beside' },
  { group: 'In a jump menu', keys: 'Alt+Enter', label: 'Open in place' },
  { group: 'In a chart', keys: 'Shift+Drag', label: 'Where a stretch leads' },
  { group: 'In a query', keys: 'Shift+Enter', label: 'Run' },
  { group: 'In a query', keys: 'Mod+Enter', label: 'Run' },
] as const;

export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  const active = useShortcuts();
  const all = [...active, ...LOCAL];
  const unique = all.filter((one, i) => all.findLastIndex((other) => other.keys === one.keys) === i);
  const groups = [...new Set(unique.map((shortcut) => shortcut.group))];
  return (
    <Dialog title="Keyboard shortcuts" open onOpenChange={(open) => (open ? undefined : onClose())}>
      <div className={styles.sheet}>
        {groups.map((group) => (
          <section key={group}>
            <h3 className={styles.group}>{group}</h3>
            <dl>
              {unique
                .filter((shortcut) => shortcut.group === group)
                .map((shortcut) => (
                  <div key={shortcut.keys} className={styles.row}>
                    <dt>{shortcut.label}</dt>
                    <dd>
                      <Keys keys={shortcut.keys} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
