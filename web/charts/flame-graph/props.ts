import type { FrameNode } from '../../signals/profile/prune.ts';

export interface FlameGraphProps {
  /** Says what is drawn, to those who cannot see it. */
  readonly label: string;
  /** Pruned to what can be drawn: an SVG element each. Compared by identity. */
  readonly root: FrameNode;
  /** The row that takes the whole width; 0 is the root. */
  readonly focusRow: number;
  /** Grafana's unit id of totals. */
  readonly unit: string;
  /** Names that a search found; the rest fades. null without a search. Compared by identity. */
  readonly matches: ReadonlySet<string> | null;
  /** CSS colour of a frame; row 0 is the root. Compared by identity. */
  readonly colorOf: (name: string, row: number) => string;
  /** A frame was clicked or Enter pressed on it. */
  readonly onSelectFrame: (row: number) => void;
}

export interface Size {
  readonly width: number;
}
