import type { FrameText } from './frame-text.ts';
import styles from './flame-graph.module.css';

export interface FrameTooltip {
  /** `x`, `y` are viewport pixels. */
  readonly show: (text: FrameText, at: { readonly x: number; readonly y: number }) => void;
  readonly hide: () => void;
}

const GAP = 12;

/** A box that follows the pointer within `host`. Names come from telemetry: they go in as text only. */
export function createFrameTooltip(host: HTMLElement): FrameTooltip {
  const { ownerDocument } = host;
  const box = ownerDocument.createElement('div');
  box.className = styles['tooltip'] ?? '';
  box.hidden = true;
  host.append(box);
  const line = (label: string, value: string): HTMLElement => {
    const row = ownerDocument.createElement('div');
    const name = ownerDocument.createElement('span');
    name.textContent = label;
    row.append(name, ` ${value}`);
    return row;
  };
  return {
    show({ name, total, self }, { x, y }) {
      const title = ownerDocument.createElement('strong');
      title.textContent = name;
      box.replaceChildren(title, line('Total', total), line('Self', self));
      box.hidden = false;
      const { clientWidth, clientHeight } = ownerDocument.documentElement;
      const left = x + GAP + box.offsetWidth > clientWidth ? x - GAP - box.offsetWidth : x + GAP;
      const top = y + GAP + box.offsetHeight > clientHeight ? y - GAP - box.offsetHeight : y + GAP;
      box.style.left = `${Math.max(0, left)}px`;
      box.style.top = `${Math.max(0, top)}px`;
    },
    hide() {
      box.hidden = true;
    },
  };
}
