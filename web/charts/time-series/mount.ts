import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { onThemeChange, readTheme, type ChartTheme } from '../theme.ts';
import { scaleKey } from './axes.ts';
import { CursorBridge } from './cursor-bridge.ts';
import { createExemplarMarks, type ExemplarMarks, type PlacedExemplar } from './exemplar-marks.ts';
import { placeExemplars, visibleExemplars } from './exemplar-places.ts';
import { drawOverlayLines, drawThresholdAreas, type OverlayInput } from './overlays.ts';
import { plotOptions, structureKey } from './plot-options.ts';
import { nearestIndex, toPlotData } from './plot-data.ts';
import { nearestSeries } from './nearest.ts';
import type { Anchor, ChartExemplar, PickedSpot, Size, TimeSeriesProps } from './props.ts';
import styles from './time-series.module.css';
import { createTooltip, type TooltipBox } from './tooltip.ts';
import { contentText, exemplarContent, pointContent, type TooltipContent } from './tooltip-content.ts';
import { KeyboardWalk } from './keyboard-walk.ts';

export interface TimeSeriesIsland {
  readonly update: (props: TimeSeriesProps) => void;
  readonly resize: (size: Size) => void;
  /** What is under the pointer, or with null where the keyboard stands. */
  readonly spotAt: (pointer: { readonly element: Element; readonly anchor: Anchor } | null) => PickedSpot | null;
  readonly destroy: () => void;
}

/** Draws time series into `element`, which it fills and later leaves empty. */
export function mountTimeSeries(
  element: HTMLElement,
  options: { readonly props: TimeSeriesProps; readonly size: Size },
): TimeSeriesIsland {
  const chart = new TimeSeriesPlot(element, options.props, options.size);
  return {
    update: (props) => chart.update(props),
    resize: (size) => chart.resize(size),
    spotAt: (pointer) => chart.spotAt(pointer),
    destroy: () => chart.destroy(),
  };
}

class TimeSeriesPlot {
  private readonly root: HTMLDivElement;
  private readonly tooltip: TooltipBox;
  private readonly keyboard: KeyboardWalk;
  private readonly bridge: CursorBridge;
  private readonly stopWatchingTheme: () => void;
  private plot: uPlot;
  private marks: ExemplarMarks | null = null;
  private props: TimeSeriesProps;
  private size: Size;
  private theme: ChartTheme;
  private exemplars: readonly ChartExemplar[] = [];
  /** The exemplars that found room at the last draw. */
  private placed: readonly PlacedExemplar[] = [];
  private hovered: PlacedExemplar | null = null;
  private isDataNew = false;
  private isPointerInside = false;
  /** Shift was held where the drag began: what is selected is to be looked at, not zoomed to. */
  private isStretch = false;
  /** What the tooltip shows, kept while the cursor stays on one point. */
  private shown: { readonly id: string; readonly content: TooltipContent | null } = { id: '', content: null };

  constructor(element: HTMLElement, props: TimeSeriesProps, size: Size) {
    this.props = props;
    this.size = size;
    this.root = element.ownerDocument.createElement('div');
    this.root.className = styles['chart'] ?? '';
    element.append(this.root);
    this.theme = readTheme(this.root);
    this.tooltip = createTooltip(this.root);
    this.plot = this.createPlot();
    this.keyboard = new KeyboardWalk(this.root, {
      props: () => this.props,
      plot: () => this.plot,
      exemplars: () => this.placed,
      onMove: () => this.showPosition(),
      onLeave: () => this.leave(),
    });
    this.bridge = new CursorBridge(() => this.plot);
    this.bridge.attach(props.cursor);
    this.stopWatchingTheme = onThemeChange(() => this.retheme());
    // Canvas text falls back to another font until ours has loaded.
    void element.ownerDocument.fonts?.ready.then(() => this.root.isConnected && this.plot.redraw(false, true));
  }

  update(props: TimeSeriesProps): void {
    const before = this.props;
    this.props = props;
    this.bridge.attach(props.cursor);
    if (isSameDrawing(before, props)) return;
    const isSameStructure = structureKey(props) === structureKey(before);
    this.shown = { id: '', content: null };
    this.keyboard.describe();
    if (isSameStructure) this.applyData();
    else {
      this.plot.destroy();
      this.plot = this.createPlot();
    }
    this.isDataNew = true;
  }

  resize(size: Size): void {
    this.size = size;
    this.exemplars = visibleExemplars(this.props, size.width);
    this.plot.setSize(size);
  }

  destroy(): void {
    this.stopWatchingTheme();
    this.bridge.detach();
    this.keyboard.destroy();
    this.tooltip.destroy();
    this.plot.destroy();
    this.root.remove();
  }

  private createPlot(): uPlot {
    const options = plotOptions(
      {
        props: () => this.props,
        theme: () => this.theme,
        hooks: {
          drawClear: [(plot) => drawThresholdAreas(plot, this.overlays())],
          draw: [(plot) => this.afterDraw(plot)],
          setCursor: [(plot) => this.followCursor(plot)],
          setSelect: [(plot) => this.takeSelection(plot)],
        },
      },
      this.size,
    );
    this.exemplars = visibleExemplars(this.props, this.size.width);
    const { columns, bands } = toPlotData(this.props.times, this.props.series);
    const plot = new uPlot({ ...options, bands: bands.map(toBand) }, columns, this.root);
    this.marks = createExemplarMarks(plot.over, {
      onEnter: (placed) => this.hoverExemplar(placed),
      onLeave: () => this.hoverExemplar(null),
      onOpen: ({ exemplar }, anchor) => this.openExemplar(exemplar, anchor),
    });
    plot.over.addEventListener('mouseenter', () => {
      this.isPointerInside = true;
      this.keyboard.leave();
    });
    plot.over.addEventListener('mouseleave', () => {
      this.isPointerInside = false;
      this.bridge.publish(null);
      // uPlot has just cleared its cursor; another view may have moved the shared one already.
      this.bridge.follow();
      this.tooltip.hide();
    });
    plot.over.addEventListener('mousedown', ({ shiftKey }) => {
      this.isStretch = shiftKey;
      clearSelection(plot);
    });
    plot.over.addEventListener('click', (event) => this.pickPoint({ x: event.clientX, y: event.clientY }));
    return plot;
  }

  private applyData(): void {
    const { columns, bands } = toPlotData(this.props.times, this.props.series);
    this.exemplars = visibleExemplars(this.props, this.size.width);
    this.plot.batch(() => {
      this.plot.delBand(null);
      for (const band of bands) this.plot.addBand(toBand(band));
      this.plot.setData(columns);
    });
  }

  private retheme(): void {
    this.theme = readTheme(this.root);
    this.plot.redraw(true);
  }

  private overlays(): OverlayInput {
    const first = this.props.series[0];
    return { props: this.props, theme: this.theme, scale: first ? scaleKey(first) : undefined };
  }

  private afterDraw(plot: uPlot): void {
    drawOverlayLines(plot, this.overlays());
    this.placed = placeExemplars(plot, this.props, this.exemplars);
    this.marks?.place(this.placed);
    this.bridge.follow();
    if (!this.isDataNew) return;
    this.isDataNew = false;
    this.keyboard.clamp();
  }

  /** The cursor moved, by this chart's mouse or by that of a chart it is in step with. */
  private followCursor(plot: uPlot): void {
    const { idx, left = -1, top = -1 } = plot.cursor;
    if (this.isPointerInside && left >= 0) this.bridge.publish(this.bridge.timeAt(left));
    if (this.hovered || this.keyboard.isActive) return;
    const wanted = this.isPointerInside || (this.props.sync?.tooltip ?? false);
    if (!wanted || idx == null || left < 0) return this.tooltip.hide();
    const rect = plot.over.getBoundingClientRect();
    if (rect.bottom < 0 || rect.top > innerHeight) return this.tooltip.hide();
    const active = this.isPointerInside
      ? (nearestSeries(plot, this.props.series, { index: idx, top })?.series ?? null)
      : null;
    const content = this.contentAt(idx, active);
    if (content) this.tooltip.show(content, { x: rect.left + left, y: rect.top + Math.max(0, top) });
    else this.tooltip.hide();
  }

  private contentAt(index: number, active: number | null): TooltipContent | null {
    const id = `${index} ${active}`;
    if (this.shown.id !== id) this.shown = { id, content: pointContent(this.props, index, active) };
    return this.shown.content;
  }

  private hoverExemplar(placed: PlacedExemplar | null): void {
    this.hovered = placed;
    this.marks?.setActive(placed);
    if (!placed) return this.tooltip.hide();
    const rect = this.plot.over.getBoundingClientRect();
    const anchor = { x: rect.left + placed.left, y: rect.top + placed.top };
    this.tooltip.show(exemplarContent(this.props, placed.exemplar), anchor);
  }

  private openExemplar(exemplar: ChartExemplar, anchor: Anchor): void {
    this.tooltip.hide();
    this.props.onExemplar?.(exemplar, anchor);
  }

  spotAt(pointer: { readonly element: Element; readonly anchor: Anchor } | null): PickedSpot | null {
    // A tooltip is in the top layer: it would cover the menu that is now opening.
    this.tooltip.hide();
    if (!pointer) return this.keyboard.spot();
    const placed = this.marks?.at(pointer.element);
    if (placed) return { spot: { kind: 'exemplar', exemplar: placed.exemplar }, anchor: pointer.anchor };
    return this.pointAt(pointer.anchor, Infinity);
  }

  private pickPoint(anchor: Anchor): void {
    const picked = this.props.onSpot && !this.isStretch ? this.pointAt(anchor, NEAR) : null;
    if (!picked) return;
    this.tooltip.hide();
    this.props.onSpot?.(picked);
  }

  /** The nearest point at the pointer's time, if it is no further than `within` CSS pixels up or down. */
  private pointAt(anchor: Anchor, within: number): PickedSpot | null {
    const { left, top, right, bottom } = this.plot.over.getBoundingClientRect();
    if (anchor.x < left || anchor.x > right || anchor.y < top || anchor.y > bottom) return null;
    const index = nearestIndex(this.props.times, this.plot.posToVal(anchor.x - left, 'x'));
    const nearest = nearestSeries(this.plot, this.props.series, { index, top: anchor.y - top });
    const series = nearest && this.props.series[nearest.series];
    const time = nearest && this.props.times[nearest.index];
    if (!series || time == null || nearest.distance > within) return null;
    const value = series.values[nearest.index] ?? NaN;
    return { spot: { kind: 'point', seriesKey: series.key, time: epochMs(time), value }, anchor };
  }

  private takeSelection(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 4) return;
    const from = epochMs(Math.floor(plot.posToVal(left, 'x')));
    const to = epochMs(Math.ceil(plot.posToVal(left + width, 'x')));
    if (!this.isStretch) clearSelection(plot);
    if (to <= from) return;
    if (this.isStretch) this.pickStretch({ from, to });
    else this.props.onZoom?.({ from, to });
  }

  /** Of the series where the pointer let go; the selection stays in sight while its menu is open. */
  private pickStretch(range: AbsoluteRange): void {
    const rect = this.plot.over.getBoundingClientRect();
    const { left = 0, top = 0 } = this.plot.cursor;
    const anchor = { x: rect.left + left, y: rect.top + top };
    const at = this.pointAt(anchor, NEAR)?.spot;
    this.tooltip.hide();
    const seriesKey = at?.kind === 'point' ? at.seriesKey : null;
    this.props.onSpot?.({ spot: { kind: 'stretch', seriesKey, range }, anchor });
  }

  /** The keyboard moved: what stands there is shown, and said. */
  private showPosition(): void {
    const { position } = this.keyboard;
    const placed = position?.kind === 'exemplar' ? this.placed[position.exemplar] : undefined;
    this.marks?.setActive(placed ?? null);
    if (!position) return this.leave();
    const content = placed
      ? exemplarContent(this.props, placed.exemplar)
      : position.kind === 'point'
        ? pointContent(this.props, position.index, position.series)
        : null;
    const anchor = this.keyboard.anchor();
    if (!content || !anchor) return;
    this.bridge.publish(this.keyboard.time());
    this.tooltip.show(content, anchor);
    this.keyboard.say(contentText({ ...content, rows: activeFirst(content) }));
  }

  private leave(): void {
    this.bridge.publish(null);
    this.marks?.setActive(null);
    this.tooltip.hide();
  }
}

/** How far from a line a click still means it. CSS pixels. */
const NEAR = 30;

const clearSelection = (plot: uPlot): void => plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);

/** Renders of the view around a chart mostly bring new callbacks only. */
function isSameDrawing(a: TimeSeriesProps, b: TimeSeriesProps): boolean {
  if (a.label !== b.label || a.range.from !== b.range.from || a.range.to !== b.range.to) return false;
  if (a.sync?.key !== b.sync?.key || a.tooltip?.mode !== b.tooltip?.mode) return false;
  return (['times', 'series', 'exemplars', 'markers', 'thresholds'] as const).every((name) => a[name] === b[name]);
}

const activeFirst = (content: TooltipContent): TooltipContent['rows'] =>
  [...content.rows].sort((a, b) => Number(b.active) - Number(a.active));

const toBand = ({ from, to }: { readonly from: number; readonly to: number }): uPlot.Band => ({ series: [from, to] });
