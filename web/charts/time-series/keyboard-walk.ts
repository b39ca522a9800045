import type uPlot from 'uplot';
import { epochMs, type EpochMs } from '../../../server/contract/units.ts';
import { scaleKey } from './axes.ts';
import type { PlacedExemplar } from './exemplar-marks.ts';
import type { Anchor, PickedSpot, TimeSeriesProps } from './props.ts';
import styles from './time-series.module.css';
import { walk, type Position, type WalkStep } from './walk.ts';

export interface WalkHost {
  readonly props: () => TimeSeriesProps;
  readonly plot: () => uPlot;
  /** Those on the plot, in order of time. */
  readonly exemplars: () => readonly PlacedExemplar[];
  readonly onMove: () => void;
  readonly onLeave: () => void;
}

const STEPS: Readonly<Record<string, WalkStep>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
};
const HELP =
  'Arrow keys walk through the points. Shift with left or right walks through the exemplars. Enter opens what is there. ' +
  'Space starts a selection, Space again zooms to it, L shows where what is there leads, Escape leaves.';

let charts = 0;

/** Everything the mouse can do in a chart, by keys. */
export class KeyboardWalk {
  position: Position | null = null;
  private readonly root: HTMLElement;
  private readonly host: WalkHost;
  private readonly live: HTMLElement;
  private readonly help: HTMLElement;
  private selectionStart: number | null = null;
  private readonly handleKey = (event: KeyboardEvent): void => this.onKey(event);
  private readonly handleBlur = (): void => this.leave();

  constructor(root: HTMLElement, host: WalkHost) {
    this.root = root;
    this.host = host;
    const id = `chart-help-${++charts}`;
    root.tabIndex = 0;
    root.setAttribute('role', 'group');
    root.setAttribute('aria-roledescription', 'chart');
    root.setAttribute('aria-describedby', id);
    this.help = this.hiddenText(HELP);
    this.help.id = id;
    this.live = this.hiddenText('');
    this.live.setAttribute('aria-live', 'polite');
    this.describe();
    root.addEventListener('keydown', this.handleKey);
    root.addEventListener('blur', this.handleBlur);
  }

  get isActive(): boolean {
    return this.position !== null;
  }

  describe(): void {
    this.root.setAttribute('aria-label', this.host.props().label);
  }

  say(text: string): void {
    this.live.textContent = text;
  }

  /** After new data: a position that is gone is left. */
  clamp(): void {
    const { position } = this;
    if (!position) return;
    const { series, times } = this.host.props();
    const isThere =
      position.kind === 'exemplar'
        ? position.exemplar < this.host.exemplars().length
        : position.index < times.length && Number.isFinite(series[position.series]?.values[position.index]);
    if (isThere) this.show();
    else this.leave();
  }

  leave(): void {
    if (!this.position) return;
    this.position = null;
    this.selectionStart = null;
    const plot = this.host.plot();
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    plot.setCursor({ left: -10, top: -10 });
    this.host.onLeave();
  }

  destroy(): void {
    this.root.removeEventListener('keydown', this.handleKey);
    this.root.removeEventListener('blur', this.handleBlur);
  }

  /** Where the position is on the screen. */
  anchor(): Anchor | null {
    const place = this.place();
    if (!place) return null;
    const rect = this.host.plot().over.getBoundingClientRect();
    return { x: rect.left + place.left, y: rect.top + place.top };
  }

  private onKey(event: KeyboardEvent): void {
    if (event.target !== this.root || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (step) this.move(event.shiftKey ? withShift(step) : step);
    else if (event.key === 'Enter' && this.selectionStart === null) this.open();
    else if (event.key === ' ' || event.key === 'Enter') this.select();
    else if (event.key === 'Escape' && this.position) this.leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private move(step: WalkStep): void {
    const { series, times } = this.host.props();
    const input = { series, length: times.length, exemplarCount: this.host.exemplars().length };
    this.position = walk(input, this.position, step);
    this.show();
  }

  private show(): void {
    const place = this.place();
    if (place) this.host.plot().setCursor({ left: place.left, top: place.top });
    this.drawSelection();
    this.host.onMove();
  }

  private place(): { readonly left: number; readonly top: number } | null {
    const { position } = this;
    const plot = this.host.plot();
    const props = this.host.props();
    if (position?.kind === 'exemplar') return this.host.exemplars()[position.exemplar] ?? null;
    const series = position && props.series[position.series];
    const value = position && plot.data[position.series + 1]?.[position.index];
    const time = position && props.times[position.index];
    if (!series || value == null || time == null) return null;
    return { left: plot.valToPos(time, 'x'), top: plot.valToPos(value, scaleKey(series)) };
  }

  /** The time of the position. */
  time(): EpochMs | null {
    const { position } = this;
    if (!position) return null;
    if (position.kind === 'exemplar') return this.host.exemplars()[position.exemplar]?.exemplar.time ?? null;
    const time = this.host.props().times[position.index];
    return time === undefined ? null : epochMs(time);
  }

  /** What the keyboard stands on: a stretch while one is being selected, else a point or an exemplar. */
  spot(): PickedSpot | null {
    const { position } = this;
    const anchor = this.anchor();
    const time = this.time();
    if (!position || !anchor || time === null) return null;
    const series = position.kind === 'point' ? this.host.props().series[position.series] : undefined;
    const { selectionStart } = this;
    if (selectionStart !== null && selectionStart !== time) {
      const range = { from: epochMs(Math.min(selectionStart, time)), to: epochMs(Math.max(selectionStart, time)) };
      return { spot: { kind: 'stretch', seriesKey: series?.key ?? null, range }, anchor };
    }
    if (position.kind === 'exemplar') {
      const placed = this.host.exemplars()[position.exemplar];
      return placed ? { spot: { kind: 'exemplar', exemplar: placed.exemplar }, anchor } : null;
    }
    const value = series?.values[position.index];
    if (!series || value === undefined) return null;
    return { spot: { kind: 'point', seriesKey: series.key, time: epochMs(time), value }, anchor };
  }

  private open(): void {
    const picked = this.spot();
    if (!picked) return;
    const { onExemplar, onSpot } = this.host.props();
    if (picked.spot.kind === 'exemplar') onExemplar?.(picked.spot.exemplar, picked.anchor);
    else onSpot?.(picked);
  }

  /** Space: the first starts a selection here, the second zooms to what lies between. */
  private select(): void {
    const time = this.time();
    if (time === null) return;
    if (this.selectionStart === null) {
      this.selectionStart = time;
      this.say('Selection started');
      return;
    }
    const from = Math.min(this.selectionStart, time);
    const to = Math.max(this.selectionStart, time);
    this.leave();
    if (to > from) this.host.props().onZoom?.({ from: epochMs(from), to: epochMs(to) });
  }

  private drawSelection(): void {
    const time = this.time();
    if (this.selectionStart === null || time === null) return;
    const plot = this.host.plot();
    const a = plot.valToPos(this.selectionStart, 'x');
    const b = plot.valToPos(time, 'x');
    const height = plot.over.clientHeight;
    plot.setSelect({ left: Math.min(a, b), top: 0, width: Math.abs(b - a), height }, false);
  }

  private hiddenText(text: string): HTMLElement {
    const element = this.root.ownerDocument.createElement('span');
    element.className = styles['hidden'] ?? '';
    element.textContent = text;
    this.root.append(element);
    return element;
  }
}

function withShift(step: WalkStep): WalkStep {
  if (step === 'left') return 'previous-exemplar';
  return step === 'right' ? 'next-exemplar' : step;
}
