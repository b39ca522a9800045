import type { AppName } from './app-name.ts';
import { encodeProtobuf } from './message-codec.ts';
import { Profile } from './messages.ts';
import { LIMITS } from './limits.ts';
import { PprofBuilder } from './pprof-build.ts';
import { MalformedProfile, type ValueType } from './pprof-decode.ts';

/** Stacks as text, outermost frame first, and how often each was seen. */
export type FoldedStacks = ReadonlyMap<string, number>;

/**
 * Collapsed stacks, `a;b;c 12` a line.
 *
 * @throws MalformedProfile naming the line, or when there are too many stacks
 */
export function parseFolded(text: string): FoldedStacks {
  const stacks = new Map<string, number>();
  let number = 0;
  for (const line of linesOf(text)) {
    number++;
    const trimmed = line.trimEnd();
    if (trimmed === '') continue;
    const space = trimmed.lastIndexOf(' ');
    const count = Number(trimmed.slice(space + 1));
    if (space < 1 || !Number.isInteger(count) || count < 0) {
      throw new MalformedProfile(`line ${number}: expected "frame;frame;frame count"`);
    }
    const stack = trimmed.slice(0, space);
    stacks.set(stack, (stacks.get(stack) ?? 0) + count);
    checkCount(stacks);
  }
  return stacks;
}

/** One stack a line, each line one sample. @throws MalformedProfile when there are too many stacks */
export function parseLines(text: string): FoldedStacks {
  const stacks = new Map<string, number>();
  for (const line of linesOf(text)) {
    const stack = line.trimEnd();
    if (stack !== '') stacks.set(stack, (stacks.get(stack) ?? 0) + 1);
    checkCount(stacks);
  }
  return stacks;
}

/** One at a time: a large body may have millions. */
function* linesOf(text: string): Generator<string> {
  for (let at = 0; at <= text.length;) {
    const end = text.indexOf('\n', at);
    yield text.slice(at, end < 0 ? text.length : end);
    at = end < 0 ? text.length + 1 : end + 1;
  }
}

function checkCount(stacks: FoldedStacks): void {
  if (stacks.size > LIMITS.samples) throw new MalformedProfile(`more than the limit of ${LIMITS.samples} stacks`);
}

/** What a folded profile measures. */
export interface FoldedType {
  readonly app: string;
  readonly name: string;
  readonly sampleType: ValueType;
  /** Whether counts are samples of a clock, to be multiplied by its period. */
  readonly isSampled: boolean;
}

const named = (name: string, type: string, unit: string) => ({ name, sampleType: { type, unit }, isSampled: false });
const sampled = (name: string, type: string) => ({ name, sampleType: { type, unit: 'nanoseconds' }, isSampled: true });

const BY_SUFFIX: ReadonlyMap<string, Omit<FoldedType, 'app'>> = new Map([
  ['cpu', sampled('process_cpu', 'cpu')],
  ['itimer', sampled('process_cpu', 'cpu')],
  ['wall', sampled('wall', 'wall')],
  ...['seconds', 'nanoseconds', 'microseconds', 'milliseconds'].map(
    (suffix) => [suffix, sampled('wall', 'wall')] as const,
  ),
  ...['inuse', 'alloc'].flatMap(
    (kind) =>
      [
        [`${kind}_objects`, named('memory', `${kind}_objects`, 'count')],
        [`${kind}_space`, named('memory', `${kind}_space`, 'bytes')],
      ] as const,
  ),
  ...['alloc_in_new_tlab', 'alloc_outside_tlab'].flatMap(
    (kind) =>
      [
        [`${kind}_objects`, named('memory', `${kind}_objects`, 'count')],
        [`${kind}_bytes`, named('memory', `${kind}_bytes`, 'bytes')],
      ] as const,
  ),
  ['goroutines', named('goroutine', 'goroutines', 'count')],
  ['mutex_count', named('mutex', 'contentions', 'count')],
  ['mutex_duration', named('mutex', 'delay', 'nanoseconds')],
  ['block_count', named('block', 'contentions', 'count')],
  ['block_duration', named('block', 'delay', 'nanoseconds')],
  ['lock_count', named('block', 'contentions', 'count')],
  ['lock_duration', named('block', 'delay', 'nanoseconds')],
  ['live', named('memory', 'live', 'count')],
  ['exceptions', named('exceptions', 'samples', 'count')],
  ['bytes', named('memory', 'samples', 'bytes')],
]);

/**
 * Folded stacks carry no type: the last part of the application's name says it, `shop.inuse_space`; without one it is CPU.
 *
 * @throws MalformedProfile
 */
export function foldedType({ app }: AppName): FoldedType {
  const dot = app.lastIndexOf('.');
  const suffix = dot < 0 ? 'cpu' : app.slice(dot + 1);
  const type = BY_SUFFIX.get(suffix);
  if (!type) throw new MalformedProfile(`unknown profile type: ${suffix}`);
  return { app: dot < 0 ? app : app.slice(0, dot), ...type };
}

/** The stacks as pprof. `sampleRate` is per second. @throws MalformedProfile when there are too many of one */
export function foldedToPprof(stacks: FoldedStacks, type: FoldedType, sampleRate: number): Uint8Array {
  const builder = new PprofBuilder();
  const period = type.isSampled && sampleRate > 0 ? Math.floor(1e9 / sampleRate) : 0;
  for (const [stack, count] of stacks) {
    if (count * Math.max(1, period) > Number.MAX_SAFE_INTEGER)
      throw new MalformedProfile(`${count} is more than can be counted`);
    const frames = stack.split(';').map((name) => ({ name, file: '', line: 0, startLine: 0 }));
    builder.addSample(frames.toReversed(), [period > 0 ? count * period : count]);
  }
  const message = builder.finish({
    sampleTypes: [type.sampleType],
    periodType: period > 0 ? { type: 'cpu', unit: 'nanoseconds' } : { type: '', unit: '' },
    period,
    timeNanos: 0,
    durationNanos: 0,
  });
  return encodeProtobuf(Profile, message);
}
