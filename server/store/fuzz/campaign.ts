import { createRandom } from '../../demo/random.ts';
import { createExecutor, type Executor } from './executor.ts';
import { INPUTS } from './inputs.ts';
import { shrink, type FuzzInput } from './shrink.ts';
import { TARGET_NAMES, type TargetName } from './target-names.ts';

export interface Failure {
  readonly target: TargetName;
  /** With the seed it makes the same input again. */
  readonly index: number;
  readonly reason: string;
  /** As short as it could be made with the case failing still. */
  readonly input: FuzzInput;
}

export interface CampaignOptions {
  /** In all, shared out among the targets. */
  readonly cases: number;
  readonly seed: number;
  readonly targets?: readonly TargetName[];
  /** Processes at work. */
  readonly processes?: number;
  /** How often to try to shorten a failing input. */
  readonly shrinkTries?: number;
  /** Targets that failed in so many ways are left alone. Of each way, one case is told. */
  readonly maxKinds?: number;
  readonly onFailure?: (failure: Failure) => void;
  readonly onTargetDone?: (report: TargetReport) => void;
}

export interface TargetReport {
  readonly target: TargetName;
  readonly cases: number;
  readonly cpuMs: number;
  readonly slowestMs: number;
  readonly slowestIndex: number;
}

export interface CampaignReport {
  readonly failures: readonly Failure[];
  readonly cases: number;
}

interface Work extends Required<Omit<CampaignOptions, 'cases' | 'targets' | 'processes'>> {
  readonly failures: Failure[];
  /** Targets still to be run. */
  readonly queue: { readonly target: TargetName; readonly cases: number }[];
}

/** Runs cases, in the same way whenever the seed is the same. */
export async function fuzz(options: CampaignOptions): Promise<CampaignReport> {
  const { cases, seed, targets = TARGET_NAMES, processes = 2 } = options;
  const { shrinkTries = 300, maxKinds = 3, onFailure = () => {}, onTargetDone = () => {} } = options;
  const total = targets.reduce((sum, target) => sum + INPUTS[target].share, 0);
  const queue = targets.map((target) => ({ target, cases: Math.ceil((cases * INPUTS[target].share) / total) }));
  const work: Work = { seed, shrinkTries, maxKinds, onFailure, onTargetDone, failures: [], queue: [...queue] };
  await Promise.all(Array.from({ length: processes }, () => workOff(work)));
  return { failures: work.failures, cases: queue.reduce((sum, item) => sum + item.cases, 0) };
}

async function workOff(work: Work): Promise<void> {
  const executor = createExecutor();
  try {
    for (let next = work.queue.shift(); next; next = work.queue.shift())
      await runTarget(next.target, next.cases, { work, executor });
  } finally {
    await executor.close();
  }
}

interface Running {
  readonly work: Work;
  readonly executor: Executor;
}

async function runTarget(target: TargetName, cases: number, { work, executor }: Running): Promise<void> {
  const report = { target, cases, cpuMs: 0, slowestMs: 0, slowestIndex: 0 };
  const kinds = new Set<string>();
  let failed = 0;
  for (let index = 0; index < cases && kinds.size < work.maxKinds && failed < MAX_FAILED; index++) {
    const input = inputOf(target, work.seed, index);
    const { failure, cpuMs } = await executor.run({ target, input });
    report.cpuMs += cpuMs;
    if (cpuMs > report.slowestMs) Object.assign(report, { slowestMs: cpuMs, slowestIndex: index });
    if (failure === null) continue;
    failed += 1;
    if (kinds.has(kindOf(failure))) continue;
    kinds.add(kindOf(failure));
    const found = await shorten({ target, index, reason: failure, input }, work.shrinkTries);
    work.failures.push(found);
    work.onFailure(found);
  }
  work.onTargetDone(report);
}

/** The input of a case depends on its target, number and seed alone. */
export const inputOf = (target: TargetName, seed: number, index: number): FuzzInput =>
  INPUTS[target].create(createRandom(seed, TARGET_NAMES.indexOf(target), index));

/** A case that hangs is given up sooner here: it is tried many times. */
const SHRINK_HANG_MS = 2000;
const MAX_SHRINK_MS = 20_000;
const MAX_FAILED = 50;

async function shorten(found: Failure, maxTries: number): Promise<Failure> {
  const { target, input, reason } = found;
  const executor = createExecutor({ hangMs: SHRINK_HANG_MS });
  const deadline = performance.now() + MAX_SHRINK_MS;
  const shortest = { reason };
  const stillFails = async (candidate: FuzzInput) => {
    if (performance.now() > deadline) return false;
    const { failure } = await executor.run({ target, input: candidate });
    if (failure === null || kindOf(failure) !== kindOf(reason)) return false;
    shortest.reason = failure;
    return true;
  };
  try {
    const shorter = await shrink(input, { stillFails, maxTries });
    return { ...found, ...shortest, input: shorter };
  } finally {
    await executor.close();
  }
}

/** Two failures with one cause mostly start alike. */
const kindOf = (failure: string): string =>
  (failure.split('\n', 1)[0] ?? '')
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '"')
    .replaceAll(/\d+/g, '0')
    .slice(0, 60);

/** As source text, to be pasted into a test. */
export function showInput(input: FuzzInput): string {
  return typeof input === 'string' ? JSON.stringify(input) : `base64 ${Buffer.from(input).toString('base64')}`;
}
