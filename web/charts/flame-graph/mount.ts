import flamegraph, { type FlameChart, type FlameNode, type FlameTooltip } from 'd3-flame-graph';
import { select, type Selection } from 'd3-selection';
import type { FrameNode } from '../../signals/profile/prune.ts';
import { onThemeChange, readTheme, type ChartTheme } from '../theme.ts';
import { frameSentence, frameText } from './frame-text.ts';
import { FrameWalk } from './frame-walk.ts';
import type { FlameGraphProps, Size } from './props.ts';
import styles from './flame-graph.module.css';
import { createFrameTooltip } from './tooltip.ts';

export interface FlameGraphIsland {
  readonly update: (props: FlameGraphProps) => void;
  readonly resize: (size: Size) => void;
  /** The frame that an element draws, or with null the one that the keyboard is on. */
  readonly frameAt: (element: Element | null) => FramePlace | null;
  readonly destroy: () => void;
}

export interface FramePlace {
  readonly name: string;
  /** Viewport CSS pixels below the frame. */
  readonly spot: { readonly x: number; readonly y: number };
}

/** What the library draws. It reads and writes `fade` (a caller of what is looked at) and `hide` (beside it). */
interface DrawnFrame {
  readonly name: string;
  readonly value: number;
  readonly frame: FrameNode;
  readonly children: DrawnFrame[];
  fade: boolean;
  hide: boolean;
}

const CELL_HEIGHT = 20;
const HINT = 'Arrow keys move between frames, Enter looks closer, Escape shows all.';

/** Draws a flame graph, root on top, into `element`, and later leaves it empty. */
export function mountFlameGraph(
  element: HTMLElement,
  options: { readonly props: FlameGraphProps; readonly size: Size },
): FlameGraphIsland {
  const graph = new FlameGraphView(element, options.props, options.size);
  return {
    update: (props) => graph.update(props),
    resize: (size) => graph.resize(size),
    frameAt: (element) => graph.frameAt(element),
    destroy: () => graph.destroy(),
  };
}

class FlameGraphView {
  private readonly root: HTMLDivElement;
  private readonly spoken: HTMLDivElement;
  private readonly chart: FlameChart<DrawnFrame>;
  private readonly selection: Selection;
  private readonly hideTooltip: () => void;
  private readonly stopWatchingTheme: () => void;
  private props: FlameGraphProps;
  private theme: ChartTheme;
  private walk: FrameWalk;
  private active: FrameNode;

  constructor(element: HTMLElement, props: FlameGraphProps, size: Size) {
    this.props = props;
    this.walk = new FrameWalk(props.root);
    this.active = this.walk.find(props.focusRow);
    const document = element.ownerDocument;
    this.root = document.createElement('div');
    this.root.className = styles['graph'] ?? '';
    this.root.tabIndex = 0;
    this.root.setAttribute('role', 'group');
    this.root.setAttribute('aria-roledescription', 'flame graph');
    this.root.addEventListener('keydown', (event) => this.handleKey(event));
    this.spoken = document.createElement('div');
    this.spoken.className = styles['hidden'] ?? '';
    this.spoken.setAttribute('aria-live', 'polite');
    element.append(this.root, this.spoken);
    this.theme = readTheme(this.root);
    const tooltip = createFrameTooltip(element);
    this.hideTooltip = tooltip.hide;
    const show: FlameTooltip<DrawnFrame>['show'] = ({ clientX, clientY }, { data: { frame } }) =>
      tooltip.show(this.textOf(frame), { x: clientX, y: clientY });
    this.chart = flamegraph<DrawnFrame>()
      .width(size.width)
      .cellHeight(CELL_HEIGHT)
      .inverted(true)
      .transitionDuration(0)
      .minFrameSize(0.5)
      .resetHeightOnZoom(true)
      .tooltip(Object.assign(() => undefined, { show, hide: tooltip.hide }))
      .setColorMapper(({ data }) => this.theme.color(this.colorOf(data)))
      .onClick(({ data }) => this.select(data.frame));
    this.selection = select(this.root).datum(this.draw()).call(this.chart);
    this.decorate();
    this.stopWatchingTheme = onThemeChange(() => this.retheme());
  }

  update(props: FlameGraphProps): void {
    const before = this.props;
    this.props = props;
    if (props.root !== before.root || props.focusRow !== before.focusRow) {
      this.walk = new FrameWalk(props.root);
      this.active = this.walk.find(props.focusRow);
      this.hideTooltip();
      this.chart.update(this.draw());
    } else if (props.matches !== before.matches || props.colorOf !== before.colorOf) this.chart.update();
    this.decorate();
  }

  resize({ width }: Size): void {
    this.chart.width(width).update();
    this.decorate();
  }

  frameAt(element: Element | null): FramePlace | null {
    this.hideTooltip();
    let found: FramePlace | null = null;
    this.selection.selectAll('g').each<FlameNode<DrawnFrame> | undefined>((node, index, elements) => {
      const drawn = elements[index];
      const isMeant = element ? drawn?.contains(element) : node?.data.frame === this.active;
      if (!node || !drawn || !isMeant || node.data.frame.row < 0) return;
      const { left, bottom, width } = drawn.getBoundingClientRect();
      found = { name: node.data.name, spot: { x: left + Math.min(24, width / 2), y: bottom } };
    });
    return found;
  }

  destroy(): void {
    this.stopWatchingTheme();
    this.chart.destroy();
    this.root.parentElement?.replaceChildren();
  }

  private retheme(): void {
    this.theme = readTheme(this.root);
    this.chart.update();
    this.decorate();
  }

  /** The library wants nodes of its own, which it changes. Looking closer is callers faded and their other calls hidden. */
  private draw(): DrawnFrame {
    const focus = this.walk.find(this.props.focusRow);
    const path = new Set(this.walk.path(focus));
    const toDrawn = (frame: FrameNode, hide: boolean): DrawnFrame => {
      const isCaller = path.has(frame) && frame !== focus;
      const children = frame.children.map((child) => toDrawn(child, hide || (isCaller && !path.has(child))));
      return { name: frame.name, value: frame.value, frame, children, fade: isCaller, hide };
    };
    return toDrawn(this.props.root, false);
  }

  private colorOf({ frame, fade }: DrawnFrame): string {
    const { matches, colorOf } = this.props;
    const isQuiet = frame.row < 0 || (matches !== null && !matches.has(frame.name));
    const color = isQuiet ? 'var(--surface-control)' : colorOf(frame.name, frame.row);
    return fade ? `color-mix(in oklab, ${color} 50%, var(--surface-panel))` : color;
  }

  /** What the library does not draw: how much there is, what was found, where the keyboard is. */
  private decorate(): void {
    this.root.setAttribute('aria-label', `${this.props.label}. ${HINT}`);
    let deepest = 0;
    let active: Element | undefined;
    const { matches } = this.props;
    this.selection.selectAll('g').each<FlameNode<DrawnFrame> | undefined>((node, index, elements) => {
      const element = elements[index];
      if (!node || !element) return;
      deepest = Math.max(deepest, node.depth);
      const { frame } = node.data;
      element.toggleAttribute('data-match', matches?.has(frame.name) === true && frame.row > 0);
      element.toggleAttribute('data-active', frame === this.active);
      if (frame === this.active) active = element;
    });
    const height = (deepest + 1) * CELL_HEIGHT;
    this.selection.selectAll('svg').attr('height', height).attr('aria-hidden', 'true');
    if (this.root.ownerDocument.activeElement === this.root) active?.scrollIntoView({ block: 'nearest' });
  }

  private handleKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = this.keyTarget(event.key);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (next === null) return;
    this.active = next;
    this.decorate();
    this.spoken.textContent = frameSentence(this.textOf(next));
  }

  /** undefined: not our key; null: done. */
  private keyTarget(key: string): FrameNode | null | undefined {
    switch (key) {
      case 'ArrowUp':
        return this.walk.parent(this.active);
      case 'ArrowDown':
        return this.walk.widestChild(this.active);
      case 'ArrowLeft':
        return this.walk.neighbour(this.active, -1);
      case 'ArrowRight':
        return this.walk.neighbour(this.active, 1);
      case 'Home':
        return this.walk.root;
      case 'Enter':
        this.select(this.active);
        return null;
      case 'Escape':
        if (this.props.focusRow === 0) return undefined;
        this.select(this.walk.root);
        return null;
      default:
        return undefined;
    }
  }

  /** A frame that stands for several has nothing closer to look at: its caller has. */
  private select(frame: FrameNode): void {
    this.hideTooltip();
    this.props.onSelectFrame(frame.row < 0 ? this.walk.parent(frame).row : frame.row);
  }

  private textOf(frame: FrameNode) {
    return frameText(frame, this.props.root.value, this.props.unit);
  }
}
