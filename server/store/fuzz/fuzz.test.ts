import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fuzz, inputOf, showInput } from './campaign.ts';
import { createExecutor } from './executor.ts';
import { shrink, type FuzzInput } from './shrink.ts';
import { TARGET_NAMES, type TargetName } from './target-names.ts';

const CASES = 10_000;
const SEED = 20_261_122;

describe('parsers, decoders and queries', () => {
  it(`take ${CASES} mutated inputs without a fault, a hang or a flood`, { timeout: 240_000 }, async () => {
    const { cases, failures } = await fuzz({ cases: CASES, seed: SEED, shrinkTries: 100 });
    const shown = failures.map(
      ({ target, index, reason, input }) => `${target} case ${index} of seed ${SEED}: ${showInput(input)}\n${reason}`,
    );
    expect(shown).toEqual([]);
    expect(cases).toBeGreaterThanOrEqual(CASES);
  });
});

describe('the fuzzer', () => {
  it('makes the same input of the same seed, and others of others', () => {
    const inputs = (seed: number) => TARGET_NAMES.map((target) => showInput(inputOf(target, seed, 7)));
    expect(inputs(1)).toEqual(inputs(1));
    const [one, other] = [inputs(1), inputs(2)];
    expect(one.filter((input, index) => input === other[index]).length).toBeLessThan(3);
  });

  const misbehaving = `
    const hoard = [];
    process.on('message', ({ input }) => {
      if (input === 'hang') for (;;);
      if (input === 'flood') for (;;) hoard.push(new Array(1000).fill(hoard.length));
      if (input === 'throw') throw new Error('thrown outside');
      process.send({ failure: null, cpuMs: 0 });
    });
    process.send('ready');`;

  it('survives what takes its process down', { timeout: 120_000 }, async () => {
    const directory = await mkdtemp(join(tmpdir(), 'fuzz-'));
    const worker = join(directory, 'worker.mjs');
    await writeFile(worker, misbehaving);
    const impatient = createExecutor({ hangMs: 1000, worker });
    const executor = createExecutor({ hangMs: 60_000, worker });
    const target: TargetName = 'snappy';
    try {
      expect((await impatient.run({ target, input: 'hang' })).failure).toBe('did not end within 1 s');
      expect((await executor.run({ target, input: 'throw' })).failure).toMatch('ended the process: code 1');
      expect((await executor.run({ target, input: 'fine' })).failure).toBeNull();
      expect((await executor.run({ target, input: 'flood' })).failure).toMatch('ended the process: SIGABRT');
    } finally {
      await Promise.all([executor.close(), impatient.close()]);
      await rm(directory, { recursive: true });
    }
  });

  it.each<[FuzzInput, (input: FuzzInput) => boolean, FuzzInput]>([
    ['abc{{def}}ghi', (input) => /\{.*\}/.test(String(input)), '{}'],
    [
      Uint8Array.of(1, 2, 3, 4, 5, 6),
      (input) => input.includes(4 as never) && input.includes(2 as never),
      Uint8Array.of(2, 4),
    ],
  ])('leaves out of an input what does not matter', async (input, fails, shortest) => {
    expect(await shrink(input, { stillFails: async (candidate) => fails(candidate), maxTries: 100 })).toEqual(shortest);
  });
});
