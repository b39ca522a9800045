import type { Budget } from '../../budget.ts';
import type { Line } from '../pipeline/line.ts';
import { testLine, type LineFilter } from '../pipeline/line-filter.ts';
import type { Chunk } from '../storage/chunk.ts';

/** Lines of a chunk that a query looks at: indices in [from, to), of those only the marked when there is a mask. */
export interface Candidates {
  readonly from: number;
  readonly to: number;
  /** By index less `from`; null when all lines pass. */
  readonly mask: Uint8Array | null;
}

/**
 * Lines with offsets in [low, high] that pass the filters. Text is searched in the chunk's bytes as a whole, which is
 * far faster than line by line.
 */
export function findCandidates(
  chunk: Chunk,
  { low, high }: { low: number; high: number },
  filters: readonly LineFilter[],
): Candidates {
  chunk.sort();
  const from = chunk.firstAtOrAfter(low);
  const to = chunk.firstAtOrAfter(high + 1);
  if (filters.length === 0 || from >= to) return { from, to, mask: null };
  const mask = new Uint8Array(to - from).fill(1);
  const bySpeed = [...filters].sort((a, b) => Number(isSearch(b)) - Number(isSearch(a)));
  for (const filter of bySpeed) {
    if (isSearch(filter)) searchBytes(chunk, filter, { from, to, mask });
    else testLines(chunk, filter, { from, to, mask });
  }
  return { from, to, mask };
}

interface Masked {
  readonly from: number;
  readonly to: number;
  readonly mask: Uint8Array;
}

const isSearch = ({ tests }: LineFilter) => tests.every(({ needle }) => needle !== null && needle !== '');

function searchBytes(chunk: Chunk, { tests, isNegated }: LineFilter, { from, to, mask }: Masked): void {
  const hits = new Uint8Array(to - from);
  for (const { needle } of tests) markHits(chunk, Buffer.from(needle ?? ''), { from, to, mask: hits });
  const wanted = isNegated ? 0 : 1;
  for (let at = 0; at < mask.length; at++) if (hits[at] !== wanted) mask[at] = 0;
}

function markHits(chunk: Chunk, needle: Buffer, { from, to, mask }: Masked): void {
  const { ends } = chunk;
  const bytes = chunk.bytes.subarray(0, chunk.endOf(to - 1));
  let line = from;
  for (let at = bytes.indexOf(needle, chunk.startOf(from)); at >= 0;) {
    line = lineAt(ends, at, { low: line, high: to });
    const end = ends[line] ?? 0;
    const isInside = at + needle.length <= end;
    if (isInside) mask[line - from] = 1;
    const next = isInside ? end : at + 1;
    if (next >= bytes.length) return;
    at = bytes.indexOf(needle, next);
  }
}

/** The line that holds the byte at `position`. */
function lineAt(ends: Uint32Array, position: number, { low, high }: { low: number; high: number }): number {
  if ((ends[low] ?? 0) > position) return low;
  let before = low;
  let after = Math.min(low + 2, high - 1);
  for (let step = 2; after < high - 1 && (ends[after] ?? 0) <= position; step *= 2) {
    before = after;
    after = Math.min(after + step, high - 1);
  }
  while (after - before > 1) {
    const middle = (before + after) >>> 1;
    if ((ends[middle] ?? 0) <= position) before = middle;
    else after = middle;
  }
  return after;
}

function testLines(chunk: Chunk, filter: LineFilter, { from, to, mask }: Masked): void {
  const reader = createLineReader(chunk, countMarked(mask));
  for (let index = from; index < to; index++)
    if (mask[index - from] === 1 && !testLine(filter, reader.text(index))) mask[index - from] = 0;
}

function countMarked(mask: Uint8Array): number {
  let count = 0;
  for (const mark of mask) count += mark;
  return count;
}

export interface LineReader {
  readonly text: (index: number) => string;
  /** Points `line` at the line. */
  readonly load: (index: number, line: Line) => void;
}

/** @param expected how many lines will be read: when many, the chunk is decoded at once */
export function createLineReader(chunk: Chunk, expected: number): LineReader {
  const { bytes } = chunk;
  if (chunk.isAscii && expected * 4 > chunk.count) {
    const all = bytes.toString('latin1', 0, chunk.byteLength);
    return {
      text: (index) => all.slice(chunk.startOf(index), chunk.endOf(index)),
      load(index, line) {
        line.text = all;
        line.start = chunk.startOf(index);
        line.end = chunk.endOf(index);
      },
    };
  }
  const text = chunk.isAscii
    ? (index: number) => bytes.toString('latin1', chunk.startOf(index), chunk.endOf(index))
    : (index: number) => bytes.toString('utf8', chunk.startOf(index), chunk.endOf(index));
  return {
    text,
    load(index, line) {
      line.text = text(index);
      line.start = 0;
      line.end = line.text.length;
    },
  };
}

const BLOCK = 1024;

/** Visits candidates in blocks, giving way between them; until `visit` answers false. */
export async function visitCandidates(
  candidates: Candidates,
  visit: (index: number) => boolean,
  { budget, isBackward }: { budget: Budget; isBackward: boolean },
): Promise<void> {
  const { from, to, mask } = candidates;
  const count = to - from;
  for (let done = 0; done < count; done += BLOCK) {
    const end = Math.min(done + BLOCK, count);
    budget.spend(end - done);
    for (let at = done; at < end; at++) {
      const index = isBackward ? to - 1 - at : from + at;
      if (mask !== null && mask[index - from] === 0) continue;
      if (!visit(index)) return;
    }
    const pause = budget.breathe();
    if (pause) await pause;
  }
}

export const candidateCount = ({ from, to, mask }: Candidates): number => (mask ? countMarked(mask) : to - from);
