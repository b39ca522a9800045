import type { FrameNode } from '../../signals/profile/prune.ts';

/** Frames as arrow keys reach them: up to callers, down to what is called, sideways along one depth. */
export class FrameWalk {
  readonly #parents = new Map<FrameNode, FrameNode>();
  readonly #levels: FrameNode[][] = [];
  readonly #places = new Map<FrameNode, { readonly depth: number; readonly index: number }>();
  readonly root: FrameNode;

  constructor(root: FrameNode) {
    this.root = root;
    for (let level = [root]; level.length > 0;) {
      const depth = this.#levels.push(level) - 1;
      for (const [index, frame] of level.entries()) this.#places.set(frame, { depth, index });
      level = level.flatMap((frame) => {
        for (const child of frame.children) this.#parents.set(child, frame);
        return frame.children;
      });
    }
  }

  parent(frame: FrameNode): FrameNode {
    return this.#parents.get(frame) ?? frame;
  }

  /** The frame itself and its callers, up to the root. */
  path(frame: FrameNode): readonly FrameNode[] {
    const path = [frame];
    for (let above = this.#parents.get(frame); above; above = this.#parents.get(above)) path.push(above);
    return path;
  }

  widestChild(frame: FrameNode): FrameNode {
    return (
      frame.children.reduce<FrameNode | null>(
        (best, child) => (best && best.value >= child.value ? best : child),
        null,
      ) ?? frame
    );
  }

  /** `step` -1 is the frame to the left at the same depth, 1 the one to the right. */
  neighbour(frame: FrameNode, step: -1 | 1): FrameNode {
    const place = this.#places.get(frame);
    return (place && this.#levels[place.depth]?.[place.index + step]) ?? frame;
  }

  find(row: number): FrameNode {
    for (const frame of this.#places.keys()) if (frame.row === row) return frame;
    return this.root;
  }
}
