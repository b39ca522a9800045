import { parseError } from '../syntax/query-error.ts';
import type { LabelsBuilder } from './labels-builder.ts';
import type { Line } from './line.ts';
import type { StageRunner } from './stage.ts';

const END = '\u0000';
/** Combinations that one stage may tell apart. */
const MAX_COMBINATIONS = 250_000;

/**
 * `| distinct a, b`: of the lines with the same values of these labels, the first in the order of the answer. An absent
 * label counts as an empty one.
 *
 * Lines are not read in that order, so the stage is first shown all lines and learns which to keep.
 */
export interface DistinctRunner extends StageRunner {
  /** Until `keep` is called, lines are learnt and dropped. */
  readonly learn: (isBackward: boolean) => void;
  /** From now on the learnt lines pass, each once. */
  readonly keep: () => void;
}

type Mode = 'stream' | 'forward' | 'backward' | 'keep';

export function createDistinctRunner(names: readonly string[]): DistinctRunner {
  const firsts = new Map<string, bigint>();
  const seen = new Set<string>();
  let mode: Mode = 'stream';
  const learn = (key: string, unixNano: bigint) => {
    const first = firsts.get(key);
    if (first === undefined) checkCount(firsts.size, names);
    if (first === undefined || (mode === 'backward' ? unixNano > first : unixNano < first)) firsts.set(key, unixNano);
  };
  return {
    requiredLabels: names,
    run(line: Line, labels: LabelsBuilder) {
      let key = '';
      for (const name of names) key += labels.matcherValue(name) + END;
      if (mode === 'forward' || mode === 'backward') {
        learn(key, line.unixNano());
        return false;
      }
      if (seen.has(key) || (mode === 'keep' && firsts.get(key) !== line.unixNano())) return false;
      // A tail goes on for ever: it rather repeats a line than fail.
      if (seen.size >= MAX_COMBINATIONS) seen.clear();
      seen.add(key);
      return true;
    },
    learn(isBackward) {
      firsts.clear();
      mode = isBackward ? 'backward' : 'forward';
    },
    keep() {
      seen.clear();
      mode = 'keep';
    },
  };
}

function checkCount(count: number, names: readonly string[]): void {
  if (count < MAX_COMBINATIONS) return;
  throw parseError(`stage '| distinct ${names.join(',')}' : more than ${MAX_COMBINATIONS} combinations`);
}
