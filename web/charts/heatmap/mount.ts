import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { epochMs } from '../../../server/contract/units.ts';
import { rowPosition } from '../../signals/metric/heatmap.ts';
import { onThemeChange, readTheme, type ChartTheme } from '../theme.ts';
import { createExemplarMarks, type ExemplarMarks } from '../time-series/exemplar-marks.ts';
import { separate } from '../time-series/exemplar-places.ts';
import type { Anchor, Size } from '../time-series/props.ts';
import chartStyles from '../time-series/time-series.module.css';
import { createTooltip, type TooltipBox } from '../time-series/tooltip.ts';
import { contentText } from '../time-series/tooltip-content.ts';
import { cellAt, cellContent, cellKey, type CellPlace, drawCells, rowsOf, shadesOf } from './cells.ts';
import { moveCell } from './cell-keys.ts';
import { heatmapOptions } from './plot-options.ts';
import type { HeatmapProps, HeatmapSpot, PickedCell } from './props.ts';

export interface HeatmapIsland {
  readonly update: (props: HeatmapProps) => void;
  readonly resize: (size: Size) => void;
  /** What is under the pointer, or with null where the keyboard stands. */
  readonly spotAt: (pointer: { readonly element: Element; readonly anchor: Anchor } | null) => HeatmapSpot | null;
  readonly destroy: () => void;
}

/** Draws a heat map into `element`, which it fills and later leaves empty. */
export function mountHeatmap(
  element: HTMLElement,
  options: { readonly props: HeatmapProps; readonly size: Size },
): HeatmapIsland {
  const chart = new HeatmapPlot(element, options.props, options.size);
  return {
    update: (props) => chart.update(props),
    resize: (size) => chart.resize(size),
    spotAt: (pointer) => chart.spotAt(pointer),
    destroy: () => chart.destroy(),
  };
}

const HELP =
  'Arrow keys walk through the cells, Home and End to the first and last column. Enter or L shows where one can go.';
const MOVED_BY = 'heatmap';
let maps = 0;

class HeatmapPlot {
  private readonly root: HTMLDivElement;
  private readonly live: HTMLElement;
  private readonly tooltip: TooltipBox;
  private readonly plot: uPlot;
  private readonly marks: ExemplarMarks;
  private readonly by = `${MOVED_BY} ${++maps}`;
  private readonly stops: (() => void)[] = [];
  private props: HeatmapProps;
  private theme: ChartTheme;
  private shades: readonly string[];
  /** Where the keyboard stands. */
  private walked: CellPlace | null = null;

  constructor(element: HTMLElement, props: HeatmapProps, size: Size) {
    this.props = props;
    this.root = element.ownerDocument.createElement('div');
    this.root.className = chartStyles['chart'] ?? '';
    element.append(this.root);
    this.theme = readTheme(this.root);
    this.shades = shadesOf(this.theme);
    this.live = this.describe();
    this.tooltip = createTooltip(this.root);
    this.plot = new uPlot(
      heatmapOptions(
        {
          props: () => this.props,
          theme: () => this.theme,
          hooks: {
            draw: [(plot) => this.afterDraw(plot)],
            setSelect: [(plot) => this.zoomToSelection(plot)],
          },
        },
        size,
      ),
      columns(props),
      this.root,
    );
    this.marks = createExemplarMarks(this.plot.over, {
      onEnter: () => this.tooltip.hide(),
      onLeave: () => undefined,
      onOpen: ({ exemplar }, anchor) => this.props.onExemplar?.(exemplar, anchor),
    });
    this.listen();
    this.plot.redraw();
  }

  update(props: HeatmapProps): void {
    const isSame =
      props.grid === this.props.grid &&
      props.range.from === this.props.range.from &&
      props.range.to === this.props.range.to;
    const isLabelled = props.label === this.props.label;
    this.props = props;
    if (!isLabelled) this.root.setAttribute('aria-label', props.label);
    if (isSame) return;
    this.walked = null;
    this.tooltip.hide();
    this.plot.setData(columns(props));
  }

  resize(size: Size): void {
    this.plot.setSize(size);
  }

  spotAt(pointer: { readonly element: Element; readonly anchor: Anchor } | null): HeatmapSpot | null {
    // It is in the top layer, and would cover the menu that is now opening.
    this.tooltip.hide();
    const placed = pointer && this.marks.at(pointer.element);
    if (placed) return { kind: 'exemplar', exemplar: placed.exemplar };
    const cell = pointer ? this.cellOf(pointer.anchor) : this.walked;
    return cell ? { kind: 'cell', cell: this.picked(cell, pointer?.anchor ?? this.anchorOf(cell)) } : null;
  }

  destroy(): void {
    for (const stop of this.stops) stop();
    this.tooltip.destroy();
    this.plot.destroy();
    this.root.remove();
  }

  private describe(): HTMLElement {
    const { ownerDocument } = this.root;
    const hidden = (text: string): HTMLElement => {
      const one = ownerDocument.createElement('span');
      one.className = chartStyles['hidden'] ?? '';
      one.textContent = text;
      this.root.append(one);
      return one;
    };
    const help = hidden(HELP);
    help.id = `${MOVED_BY}-help-${maps}`;
    const live = hidden('');
    live.setAttribute('aria-live', 'polite');
    this.root.tabIndex = 0;
    this.root.setAttribute('role', 'group');
    this.root.setAttribute('aria-roledescription', 'heat map');
    this.root.setAttribute('aria-label', this.props.label);
    this.root.setAttribute('aria-describedby', help.id);
    return live;
  }

  private listen(): void {
    const { over } = this.plot;
    const on = <K extends keyof HTMLElementEventMap>(
      element: HTMLElement,
      type: K,
      handle: (event: HTMLElementEventMap[K]) => void,
    ): void => {
      element.addEventListener(type, handle);
      this.stops.push(() => element.removeEventListener(type, handle));
    };
    on(over, 'mousemove', (event) => this.hover(event));
    on(over, 'mouseleave', () => this.leave());
    on(over, 'click', ({ clientX: x, clientY: y }) => this.pick(this.cellOf({ x, y }), { x, y }));
    on(this.root, 'keydown', (event) => this.onKey(event));
    on(this.root, 'blur', () => this.leave());
    this.stops.push(
      onThemeChange(() => {
        this.theme = readTheme(this.root);
        this.shades = shadesOf(this.theme);
        this.plot.redraw();
      }),
    );
    const { cursor } = this.props;
    if (cursor) this.stops.push(cursor.subscribe((time, by) => this.follow(time, by)));
  }

  /** Another view's instant: the vertical line alone. */
  private follow(time: number | null, by: string): void {
    if (by === this.by) return;
    const left = time === null ? -10 : this.plot.valToPos(time, 'x');
    this.plot.setCursor({ left, top: -10 }, false);
  }

  private afterDraw(plot: uPlot): void {
    drawCells(plot, this.props, { shades: this.shades, picked: this.walked && cellKey(this.walked) });
    const { exemplars = [], grid, range } = this.props;
    const rows = rowsOf(grid);
    const placed = exemplars
      .filter(({ time, value }) => time >= range.from && time <= range.to && Number.isFinite(value))
      .map((exemplar) => ({
        exemplar,
        left: Math.round(plot.valToPos(exemplar.time, 'x')),
        top: Math.round(plot.valToPos(Math.min(rows, rowPosition(grid.bounds, exemplar.value)), 'y')),
        clamped: false,
        label: `Exemplar ${exemplar.value}`,
      }));
    // The first draw happens while uPlot is being made, before there are marks.
    this.marks?.place(separate(placed));
  }

  private cellOf({ x, y }: Anchor): CellPlace | null {
    const box = this.plot.over.getBoundingClientRect();
    return cellAt(this.plot, this.props, { x: x - box.left, y: y - box.top });
  }

  private hover(event: MouseEvent): void {
    const box = this.plot.over.getBoundingClientRect();
    const time = this.plot.posToVal(event.clientX - box.left, 'x');
    this.props.cursor?.move(epochMs(time), this.by);
    const cell = this.cellOf({ x: event.clientX, y: event.clientY });
    if (cell) this.tooltip.show(cellContent(this.props, cell), { x: event.clientX, y: event.clientY });
    else this.tooltip.hide();
  }

  private leave(): void {
    this.tooltip.hide();
    this.props.cursor?.move(null, this.by);
    if (!this.walked) return;
    this.walked = null;
    this.plot.redraw();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.target !== this.root || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = moveCell(this.props.grid, this.walked, event.key);
    if (next) this.walk(next);
    else if (event.key === 'Enter' && this.walked) this.pick(this.walked, this.anchorOf(this.walked));
    else if (event.key === 'Escape' && this.walked) this.leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private walk(cell: CellPlace): void {
    this.walked = cell;
    this.plot.redraw();
    const content = cellContent(this.props, cell);
    this.tooltip.show(content, this.anchorOf(cell));
    this.live.textContent = contentText(content);
    this.props.cursor?.move(epochMs(this.props.grid.times[cell.column] ?? 0), this.by);
  }

  private anchorOf({ column, row }: CellPlace): Anchor {
    const box = this.plot.over.getBoundingClientRect();
    const time = (this.props.grid.times[column] ?? 0) - this.props.stepMs / 2;
    return { x: box.left + this.plot.valToPos(time, 'x'), y: box.top + this.plot.valToPos(row + 0.5, 'y') };
  }

  private pick(cell: CellPlace | null, anchor: Anchor): void {
    if (!cell || !this.props.onCell) return;
    this.tooltip.hide();
    this.props.onCell(this.picked(cell, anchor));
  }

  private picked(cell: CellPlace, anchor: Anchor): PickedCell {
    const { grid } = this.props;
    return {
      time: epochMs(grid.times[cell.column] ?? 0),
      lower: grid.bounds[cell.row] ?? 0,
      upper: grid.bounds[cell.row + 1] ?? Infinity,
      count: grid.counts[cell.column * rowsOf(grid) + cell.row] ?? 0,
      anchor,
    };
  }

  private zoomToSelection(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 4) return;
    const from = plot.posToVal(left, 'x');
    const to = plot.posToVal(left + width, 'x');
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (to > from) this.props.onZoom?.({ from: epochMs(Math.floor(from)), to: epochMs(Math.ceil(to)) });
  }
}

const columns = ({ grid }: HeatmapProps): uPlot.AlignedData => [grid.times, new Float64Array(grid.times.length)];
