import { expect, it } from 'vitest';
import { plural, statsPhrases } from './answer-stats.ts';

it.each([
  [{}, []],
  [{ tookMs: 41 }, ['41 ms']],
  [
    { tookMs: 1200, stats: { bytesScanned: 1_234_567, linesScanned: 40_121, elapsedMs: 9000 } },
    ['1.23 MB, 40,121 lines read', '1.20 s', '9 s of work'],
  ],
  [{ tookMs: 12, stats: { bytesScanned: 0, elapsedMs: 30 } }, ['12 ms']],
  [{ stats: { bytesScanned: 62_577, tracesScanned: 1, spansScanned: 2 } }, ['62.6 kB, 1 trace, 2 spans read']],
  [{ stats: { samplesScanned: 1000 } }, ['1,000 samples read']],
])('%j', (meta, phrases) => {
  expect(statsPhrases(meta).map((phrase) => phrase.replaceAll(/[\u00a0\u202f]/g, ' '))).toEqual(phrases);
});

it('counts', () => {
  expect([plural(1, 'line'), plural(2, 'line'), plural(1200, 'series')]).toEqual(['1 line', '2 lines', '1,200 series']);
});
