/** The parts of d3-flame-graph 5 and d3-selection 3 that are used here; neither comes with types. */
declare module 'd3-flame-graph' {
  import type { Selection } from 'd3-selection';

  /** A node of d3-hierarchy with what the library hangs on it. `x0` … `x1` are parts of the whole width. */
  export interface FlameNode<Data> {
    readonly data: Data;
    readonly depth: number;
    readonly parent: FlameNode<Data> | null;
    readonly children?: FlameNode<Data>[];
    readonly x0: number;
    readonly x1: number;
  }
  /** Called with the selection when drawn; `show` and `hide` when the pointer comes and goes. */
  export interface FlameTooltip<Data> {
    (selection: unknown): void;
    show: (event: MouseEvent, node: FlameNode<Data>) => void;
    hide: () => void;
    destroy?: () => void;
  }
  export interface FlameChart<Data> {
    (selection: Selection): void;
    width(pixels: number): this;
    cellHeight(pixels: number): this;
    inverted(isRootOnTop: boolean): this;
    transitionDuration(ms: number): this;
    /** Frames narrower than this many pixels are not drawn. */
    minFrameSize(pixels: number): this;
    resetHeightOnZoom(isReset: boolean): this;
    tooltip(tooltip: FlameTooltip<Data>): this;
    setColorMapper(color: (node: FlameNode<Data>, byDefault: string) => string): this;
    onClick(handler: (node: FlameNode<Data>) => void): this;
    update(data?: Data): this;
    destroy(): this;
  }
  export default function flamegraph<Data>(): FlameChart<Data>;
}

declare module 'd3-selection' {
  export interface Selection {
    datum(data: unknown): Selection;
    call(action: (selection: Selection) => void): Selection;
    selectAll(selector: string): Selection;
    attr<Data>(name: string, value: string | number | null | ((node: Data) => string | number | null)): Selection;
    each<Data>(action: (node: Data, index: number, elements: readonly Element[]) => void): Selection;
  }
  export function select(element: Element): Selection;
}
