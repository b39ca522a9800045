import { type PointerEvent, type RefObject, useCallback, useId, useRef } from 'react';
import type { Trace } from '../../../server/contract/traces.ts';
import { epochMs, nanoToMs } from '../../../server/contract/units.ts';
import type { TraceWindow } from '../../charts/waterfall/minimap.ts';
import { useCursor, useCursorListener } from '../../lib/cursor.ts';

interface TraceCursor {
  readonly section: RefObject<HTMLElement | null>;
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerLeave: () => void;
  /** The keyboard is at a row of that time: ns from the trace's start. */
  readonly moveTo: (ns: number) => void;
}

const partOf = (ns: number, from: number, to: number): number =>
  Math.min(1, Math.max(0, (ns - from) / Math.max(to - from, 1)));

/**
 * A waterfall's part in the shared cursor. The line is drawn by style: `--cursor` is its place in the window in view, 0
 * to 1, `--cursor-whole` in the whole trace; `data-cursor` says whether it is in view or in the
 * trace only. What a service logs as it ends is often a little late, and belongs to the end.
 */
export function useTraceCursor(trace: Trace, window: TraceWindow): TraceCursor {
  const section = useRef<HTMLElement>(null);
  const id = useId();
  const cursor = useCursor();
  const { fromNs, toNs } = window;
  const startMs = nanoToMs(trace.startUnixNano);
  const draw = useCallback(
    (time: number | null) => {
      const element = section.current;
      if (!element) return;
      const ns = time === null ? NaN : (time - startMs) * 1e6;
      const slack = trace.durationNs / 100;
      if (!(ns >= -slack && ns <= trace.durationNs + slack)) return element.removeAttribute('data-cursor');
      element.dataset['cursor'] = ns >= fromNs - slack && ns <= toNs + slack ? 'in-view' : 'in-trace';
      element.style.setProperty('--cursor', String(partOf(ns, fromNs, toNs)));
      element.style.setProperty('--cursor-whole', String(partOf(ns, 0, trace.durationNs)));
    },
    [trace, startMs, fromNs, toNs],
  );
  useCursorListener(draw);

  const moveTo = (ns: number) => cursor.move(epochMs(startMs + ns / 1e6), id);
  return {
    section,
    moveTo,
    onPointerLeave: () => cursor.move(null, id),
    onPointerMove({ target, clientX }) {
      const line = target instanceof Element ? target.closest<HTMLElement>('[data-time-row]') : null;
      if (!line) return cursor.move(null, id);
      const box = line.querySelector('[data-time-track]')?.getBoundingClientRect();
      const part = box ? (clientX - box.left) / Math.max(box.width, 1) : -1;
      // Left of the bars stand names: there, it is the row's own time.
      if (part >= 0) moveTo(Math.min(fromNs + Math.min(part, 1) * (toNs - fromNs), trace.durationNs));
      else if (line.dataset['timeRow']) moveTo(Number(line.dataset['timeRow']));
      else cursor.move(null, id);
    },
  };
}
