import type uPlot from 'uplot';
import { epochMs, type EpochMs } from '../../../server/contract/units.ts';
import type { SharedCursor } from '../../lib/cursor.ts';

let bridges = 0;

/** Draws a plot's cursor line at the shared instant, and tells the others where this plot's own cursor is. */
export class CursorBridge {
  private readonly id = `chart ${++bridges}`;
  private readonly plot: () => uPlot;
  private cursor: SharedCursor | undefined;
  private stop: () => void = () => undefined;
  /** The shared instant is this plot's own. */
  private isMover = false;
  /** The line stands where another view put it. */
  private isFollowing = false;

  constructor(plot: () => uPlot) {
    this.plot = plot;
  }

  attach(cursor: SharedCursor | undefined): void {
    if (cursor === this.cursor) return;
    this.detach();
    this.cursor = cursor;
    if (!cursor) return;
    this.stop = cursor.subscribe((time, by) => {
      this.isMover = by === this.id && time !== null;
      this.follow();
    });
    this.follow();
  }

  detach(): void {
    this.publish(null);
    this.stop();
    this.cursor = undefined;
  }

  /** Where this plot's cursor is. null gives up the shared instant, if it was this plot's. */
  publish(time: EpochMs | null): void {
    if (!this.cursor || (time === null && !this.isMover)) return;
    this.isMover = time !== null;
    this.isFollowing = false;
    this.cursor.move(time, this.id);
  }

  /** Puts the line where the shared instant is on the present scale. */
  follow(): void {
    if (this.isMover || !this.cursor) return;
    const plot = this.plot();
    const time = this.cursor.time();
    const { min, max } = plot.scales['x'] ?? {};
    if (min == null || max == null) return;
    const isInside = time !== null && time >= min && time <= max;
    if (!isInside && !this.isFollowing) return;
    this.isFollowing = isInside;
    // Not heard by this plot's own hooks: they would take it for the pointer.
    plot.setCursor(isInside ? { left: plot.valToPos(time, 'x'), top: -10 } : { left: -10, top: -10 }, false);
  }

  timeAt(left: number): EpochMs {
    return epochMs(this.plot().posToVal(left, 'x'));
  }
}
