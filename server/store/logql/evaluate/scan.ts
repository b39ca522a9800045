import type { Budget } from '../../budget.ts';
import type { Line } from '../pipeline/line.ts';
import type { LineFilter } from '../pipeline/line-filter.ts';
import type { LineTest } from '../pipeline/text-test.ts';
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
  for (const filter of [...filters].sort((a, b) => cost(a) - cost(b))) applyFilter(chunk, filter, { from, to, mask });
  return { from, to, mask };
}

interface Masked {
  readonly from: number;
  readonly to: number;
  readonly mask: Uint8Array;
}

const isSearch = ({ needle }: LineTest): boolean => needle !== null && needle !== '';
const cost = ({ tests }: LineFilter): number =>
  tests.reduce((sum, test) => sum + (isSearch(test) ? 1 : test.required ? 4 : 100), 0);

function applyFilter(chunk: Chunk, { tests, isNegated }: LineFilter, { from, to, mask }: Masked): void {
  const hits = new Uint8Array(to - from);
  for (const test of tests) findHits(chunk, test, { from, to, mask, hits });
  const wanted = isNegated ? 0 : 1;
  for (let at = 0; at < mask.length; at++) if (hits[at] !== wanted) mask[at] = 0;
}

/** Marks the lines that pass the test; of lines that are masked out, it does not matter. */
function findHits(
  chunk: Chunk,
  test: LineTest,
  { from, to, mask, hits }: Masked & { readonly hits: Uint8Array },
): void {
  const canSearch = !test.ignoreCase || chunk.isAscii;
  if (isSearch(test) && canSearch) return search(chunk, [test.needle ?? ''], { test, from, to, mask: hits });
  let candidates = mask;
  if (test.required && canSearch) {
    candidates = new Uint8Array(to - from);
    search(chunk, test.required, { test, from, to, mask: candidates });
    for (let at = 0; at < candidates.length; at++) candidates[at] = (candidates[at] ?? 0) & (mask[at] ?? 0);
  }
  const reader = createLineReader(chunk, countMarked(candidates));
  for (let index = from; index < to; index++) {
    const at = index - from;
    if (candidates[at] === 1 && hits[at] === 0 && test.test(reader.text(index))) hits[at] = 1;
  }
}

function search(
  chunk: Chunk,
  texts: readonly string[],
  { test, ...masked }: Masked & { readonly test: LineTest },
): void {
  if (test.ignoreCase) return markTexts(chunk, texts, masked);
  for (const text of texts) markHits(chunk, Buffer.from(text), masked);
}

/** Searches for texts in lower case, in a chunk of ASCII made lower case part by part. */
function markTexts(chunk: Chunk, texts: readonly string[], { from, to, mask }: Masked): void {
  for (let first = from; first < to;) {
    const start = chunk.startOf(first);
    let next = lineAt(chunk.ends, start + DECODED_BYTES, { low: first, high: to });
    // The last one that fits, but one at least.
    if (next === first || chunk.endOf(next) <= start + DECODED_BYTES) next++;
    const block = chunk.bytes.toString('latin1', start, chunk.endOf(next - 1)).toLowerCase();
    for (const text of texts) {
      let line = first;
      for (let at = block.indexOf(text); at >= 0;) {
        line = lineAt(chunk.ends, start + at, { low: line, high: next });
        const end = chunk.endOf(line) - start;
        const isInside = at + text.length <= end;
        if (isInside) mask[line - from] = 1;
        at = block.indexOf(text, isInside ? end : at + 1);
      }
    }
    first = next;
  }
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

/**
 * Lines are decoded together up to about this much: one by one takes longer, and strings of 128 KB and more are large
 * objects to V8, whose memory it holds on to.
 */
const DECODED_BYTES = 64 * 1024;

/** @param expected how many lines will be read, one after the other in either direction */
export function createLineReader(chunk: Chunk, expected: number): LineReader {
  if (chunk.isAscii && expected * 4 > chunk.count) return createBlockReader(chunk);
  const { bytes } = chunk;
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

/** Reads a chunk in which bytes and characters are the same. */
function createBlockReader(chunk: Chunk): LineReader {
  const { bytes, byteLength } = chunk;
  let block = '';
  let from = 0;
  let to = 0;
  const decode = (start: number, end: number) => {
    const isBackward = start < from;
    from = isBackward ? Math.max(0, Math.min(start, end - DECODED_BYTES)) : start;
    to = isBackward ? end : Math.min(byteLength, Math.max(end, start + DECODED_BYTES));
    block = bytes.toString('latin1', from, to);
  };
  return {
    text(index) {
      const start = chunk.startOf(index);
      const end = chunk.endOf(index);
      if (start < from || end > to) decode(start, end);
      return block.slice(start - from, end - from);
    },
    load(index, line) {
      const start = chunk.startOf(index);
      const end = chunk.endOf(index);
      if (start < from || end > to) decode(start, end);
      line.text = block;
      line.start = start - from;
      line.end = end - from;
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
