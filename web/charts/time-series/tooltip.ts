import type { Anchor } from './props.ts';
import styles from './time-series.module.css';
import type { TooltipContent, TooltipRow } from './tooltip-content.ts';

export interface TooltipBox {
  readonly show: (content: TooltipContent, at: Anchor) => void;
  readonly hide: () => void;
  readonly destroy: () => void;
}

const GAP = 14;

/**
 * A box that follows the cursor. It is a manual popover, so that no panel clips it, and takes text only: names and
 * labels come from telemetry.
 */
export function createTooltip(host: HTMLElement): TooltipBox {
  const box = host.ownerDocument.createElement('div');
  box.className = styles['tooltip'] ?? '';
  box.setAttribute('popover', 'manual');
  // The same is said by the live region when the keyboard moves, and must not be said twice.
  box.setAttribute('aria-hidden', 'true');
  host.append(box);
  let shown: TooltipContent | null = null;

  const setOpen = (open: boolean): void => {
    box.dataset['open'] = String(open);
    if (typeof box.showPopover !== 'function') return;
    if (open && !box.matches(':popover-open')) box.showPopover();
    if (!open && box.matches(':popover-open')) box.hidePopover();
  };

  return {
    show(content, at) {
      if (content !== shown) box.replaceChildren(...render(host.ownerDocument, content));
      shown = content;
      setOpen(true);
      place(box, at);
    },
    hide() {
      if (shown) setOpen(false);
      shown = null;
    },
    destroy: () => box.remove(),
  };
}

function render(document: Document, content: TooltipContent): HTMLElement[] {
  const make = (name: string, text = ''): HTMLElement => {
    const element = document.createElement('div');
    element.className = styles[name] ?? '';
    element.textContent = text;
    return element;
  };
  const row = (one: TooltipRow): HTMLElement => {
    const element = make('tooltipRow');
    element.dataset['active'] = String(one.active);
    const swatch = make('swatch');
    if (one.color) swatch.style.background = one.color;
    else swatch.hidden = true;
    element.append(swatch, make('tooltipName', one.name), make('tooltipValue', one.value));
    return element;
  };
  return [
    make('tooltipTitle', content.title),
    ...content.rows.map(row),
    ...(content.more > 0 ? [make('tooltipHint', `and ${content.more} more`)] : []),
    ...(content.hint ? [make('tooltipHint', content.hint)] : []),
  ];
}

/** Right of the cursor, or left of it where there is no room; never past the window. */
function place(box: HTMLElement, at: Anchor): void {
  const { innerWidth, innerHeight } = window;
  const width = box.offsetWidth;
  const height = box.offsetHeight;
  const right = at.x + GAP + width <= innerWidth - 4;
  const left = right ? at.x + GAP : Math.max(4, at.x - GAP - width);
  const top = Math.min(Math.max(4, at.y + GAP), Math.max(4, innerHeight - height - 4));
  box.style.left = `${Math.round(left)}px`;
  box.style.top = `${Math.round(top)}px`;
}
