import { getHeapStatistics } from 'node:v8';
import { expectThat } from './verdict.ts';
import type { FuzzInput } from './shrink.ts';
import type { TargetName } from './target-names.ts';
import { TARGETS } from './targets.ts';

export interface CaseMessage {
  readonly target: TargetName;
  readonly input: FuzzInput;
}
/** What became of a case: null when all properties held, otherwise what went wrong. */
export interface Outcome {
  readonly failure: string | null;
  /** What it was computing. */
  readonly cpuMs: number;
}

const MAX_CPU_MS = 1000;
const MAX_GROWTH_BYTES = 256 << 20;

const reply = (message: Outcome | 'ready') => process.send?.(message);

const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};
const heapBytes = (): number => {
  const { total_heap_size, external_memory } = getHeapStatistics();
  return total_heap_size + external_memory;
};

async function run({ target, input }: CaseMessage): Promise<Outcome> {
  const began = cpuMs();
  const heap = heapBytes();
  try {
    await TARGETS[target](input);
    const grown = heapBytes() - heap;
    expectThat(grown < MAX_GROWTH_BYTES, `took ${Math.round(grown / 1e6)} MB`);
    expectThat(cpuMs() - began < MAX_CPU_MS, `took ${Math.round(cpuMs() - began)} ms`);
    return { failure: null, cpuMs: cpuMs() - began };
  } catch (error) {
    return { failure: error instanceof Error ? describe(error) : String(error), cpuMs: cpuMs() - began };
  }
}

function describe(error: Error): string {
  const text = error.name === 'Violation' ? error.message : (error.stack ?? error.message);
  return error.cause instanceof Error ? `${text}\ncaused by ${describe(error.cause)}` : text;
}

process.on('message', (message) => void run(message as CaseMessage).then(reply));
// Warms up: what a first query loads and compiles is no case's fault.
await run({ target: 'promql-queries', input: 'up' });
await run({ target: 'logql-queries', input: '{a="b"}' });
await run({ target: 'traceql-queries', input: '{}' });
reply('ready');
