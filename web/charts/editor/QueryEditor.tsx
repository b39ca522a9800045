import { useEffect, useRef, useState } from 'react';
import type { EditorIsland } from './mount.ts';
import type { EditorProps } from './props.ts';
import styles from './QueryEditor.module.css';

/** Resolves when what React has just made was painted. Monaco takes as long to make as the pane round it, which comes first. */
const painted = () =>
  new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

/** A query editor. Until Monaco has come, and if it never does, a plain text area holds the same text. */
export function QueryEditor(props: EditorProps) {
  const frame = useRef<HTMLDivElement>(null);
  const island = useRef<EditorIsland | null>(null);
  const latest = useRef(props);
  const [isReady, setIsReady] = useState(false);

  useEffect(() => {
    latest.current = props;
    island.current?.update(props);
  }, [props]);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let isGone = false;
    void Promise.all([import('./mount.ts'), painted()]).then(
      ([{ mountEditor }]) => {
        if (isGone) return;
        const hadFocus = element.parentElement?.querySelector('textarea') === document.activeElement;
        island.current = mountEditor(element, latest.current);
        if (hadFocus) island.current.focus();
        setIsReady(true);
      },
      () => undefined,
    );
    return () => {
      isGone = true;
      island.current?.destroy();
      island.current = null;
    };
  }, []);

  return (
    <div className={styles.editor} data-ready={isReady ? '' : undefined}>
      <div ref={frame} className={styles.island} />
      {/* Escape in the editor comes here, past it: Tab goes on, and keys of the page work again. */}
      <span data-exit="" tabIndex={-1} />
      {isReady ? null : (
        <textarea
          className={styles.plain}
          aria-label={props.label}
          aria-describedby={props.describedBy}
          placeholder={props.placeholder}
          value={props.value}
          rows={Math.min(12, props.value.split('\n').length)}
          spellCheck={false}
          onChange={(event) => props.act.onChange(event.target.value)}
          onKeyDown={(event) => {
            const isRun = event.shiftKey || event.ctrlKey || event.metaKey || props.language === 'selector';
            if (event.key !== 'Enter' || !isRun) return;
            event.preventDefault();
            props.act.onRun(event.currentTarget.value);
          }}
        />
      )}
    </div>
  );
}
