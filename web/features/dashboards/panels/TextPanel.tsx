import { Markdown } from '../../../ui/Markdown.tsx';
import { useDashboard } from '../dashboard-context.ts';
import { interpolate } from '../model/interpolate.ts';
import type { TextOptions } from '../model/panel-view.ts';
import styles from './TextPanel.module.css';

/** Markdown without HTML. HTML panels show their text: markup of strangers is not run here. */
export function TextPanel({ options }: { readonly options: TextOptions }) {
  const { scope } = useDashboard();
  const content = interpolate(options.content, scope);
  if (options.mode === 'code') return <pre className={styles.code}>{content}</pre>;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <div className={styles.text} tabIndex={0} role="region" aria-label="Text">
      <Markdown text={content} />
    </div>
  );
}
