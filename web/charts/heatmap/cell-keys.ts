import type { HeatmapGrid } from '../../signals/metric/heatmap.ts';
import { rowsOf, type CellPlace } from './cells.ts';

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Where a key leads from a cell; from none, to the fullest cell of the newest column. Null when the key moves nothing. */
export function moveCell(grid: HeatmapGrid, from: CellPlace | null, key: string): CellPlace | null {
  const columns = grid.times.length;
  const rows = rowsOf(grid);
  if (columns === 0 || rows === 0) return null;
  const move = MOVES[key];
  if (move && !from) return { column: columns - 1, row: fullestRow(grid, columns - 1) };
  if (!from) return null;
  if (key === 'Home') return { ...from, column: 0 };
  if (key === 'End') return { ...from, column: columns - 1 };
  if (!move) return null;
  return {
    column: Math.min(columns - 1, Math.max(0, from.column + move[0])),
    row: Math.min(rows - 1, Math.max(0, from.row + move[1])),
  };
}

function fullestRow(grid: HeatmapGrid, column: number): number {
  const rows = rowsOf(grid);
  let best = 0;
  for (let row = 1; row < rows; row++) {
    if ((grid.counts[column * rows + row] ?? 0) > (grid.counts[column * rows + best] ?? 0)) best = row;
  }
  return best;
}
