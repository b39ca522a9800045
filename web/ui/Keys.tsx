import styles from './Keys.module.css';

const IS_MAC = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform);

/** A shortcut as people read it: `Mod+k` is ⌘K or Ctrl K, `g e` two keys in turn. */
export function Keys({ keys }: { readonly keys: string }) {
  const parts = keys.split(/[ +]/).map((key) => (key === 'Mod' ? (IS_MAC ? '⌘' : 'Ctrl') : key));
  return (
    <span className={styles.keys}>
      {parts.map((part) => (
        <kbd key={part}>{part}</kbd>
      ))}
    </span>
  );
}
