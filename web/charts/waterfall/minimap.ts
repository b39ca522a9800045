import type { DurationNs } from '../../../server/contract/units.ts';
import { readTheme } from '../theme.ts';

/** A stretch of a trace, ns from its start. */
export interface TraceWindow {
  readonly fromNs: number;
  readonly toNs: number;
}

export interface MinimapProps {
  readonly durationNs: DurationNs;
  /** One bar a row, in row order. `color` is any CSS colour. */
  readonly bars: readonly {
    readonly startNs: number;
    readonly endNs: number;
    readonly color: string;
    readonly error: boolean;
  }[];
  readonly window: TraceWindow;
  readonly onWindow: (window: TraceWindow) => void;
}

export interface Minimap {
  readonly update: (props: MinimapProps) => void;
  readonly resize: (size: { readonly width: number; readonly height: number }) => void;
  readonly destroy: () => void;
}

/** The whole trace at a glance: drag to look closer, double-click for all of it. */
export function mountMinimap(element: HTMLElement, initial: MinimapProps): Minimap {
  const canvas = element.ownerDocument.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  element.append(canvas);
  let props = initial;
  let size = { width: element.clientWidth, height: element.clientHeight };
  let dragFrom: number | null = null;
  let dragTo = 0;

  const draw = () => paint(canvas, { props, size, drag: dragFrom === null ? null : [dragFrom, dragTo] });
  const nsAt = (event: PointerEvent) => {
    const box = canvas.getBoundingClientRect();
    return (Math.min(Math.max(event.clientX - box.left, 0), box.width) / Math.max(box.width, 1)) * props.durationNs;
  };
  const handleDown = (event: PointerEvent) => {
    dragFrom = dragTo = nsAt(event);
    canvas.setPointerCapture(event.pointerId);
  };
  const handleMove = (event: PointerEvent) => {
    if (dragFrom === null) return;
    dragTo = nsAt(event);
    draw();
  };
  const handleUp = () => {
    if (dragFrom === null) return;
    const [fromNs, toNs] = [Math.min(dragFrom, dragTo), Math.max(dragFrom, dragTo)];
    dragFrom = null;
    // A click is no drag.
    if (toNs - fromNs > props.durationNs / 200) props.onWindow({ fromNs, toNs });
    else draw();
  };
  const handleReset = () => props.onWindow({ fromNs: 0, toNs: props.durationNs });
  canvas.addEventListener('pointerdown', handleDown);
  canvas.addEventListener('pointermove', handleMove);
  canvas.addEventListener('pointerup', handleUp);
  canvas.addEventListener('dblclick', handleReset);
  draw();
  return {
    update(next) {
      props = next;
      draw();
    },
    resize(next) {
      size = next;
      draw();
    },
    destroy: () => canvas.remove(),
  };
}

interface Scene {
  readonly props: MinimapProps;
  readonly size: { readonly width: number; readonly height: number };
  readonly drag: readonly [number, number] | null;
}

function paint(canvas: HTMLCanvasElement, { props, size: { width, height }, drag }: Scene): void {
  const ratio = globalThis.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d');
  if (!context || width <= 0 || props.durationNs <= 0) return;
  const theme = readTheme(canvas.parentElement ?? canvas);
  context.scale(ratio, ratio);
  const x = (ns: number) => (ns / props.durationNs) * width;
  const rowHeight = Math.max(1, Math.min(3, height / Math.max(props.bars.length, 1)));
  // With more rows than pixels, rows share them: only as many are drawn as can be seen.
  const every = Math.max(1, Math.floor(props.bars.length / Math.max(height, 1)));
  for (let row = 0; row < props.bars.length; row += every) {
    const bar = props.bars[row];
    if (!bar) continue;
    context.fillStyle = bar.error ? theme.danger : theme.color(bar.color);
    const y = (row / props.bars.length) * height;
    context.fillRect(x(bar.startNs), y, Math.max(1, x(bar.endNs) - x(bar.startNs)), rowHeight);
  }
  const [from, to] = drag ?? [props.window.fromNs, props.window.toNs];
  context.fillStyle = theme.selection;
  if (drag) context.fillRect(x(Math.min(from, to)), 0, Math.abs(x(to) - x(from)), height);
  else {
    context.fillRect(0, 0, x(from), height);
    context.fillRect(x(to), 0, width - x(to), height);
  }
}
