import { isDeepStrictEqual } from 'node:util';

/** A property that did not hold. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

export function expectThat(holds: boolean, message: string, cause?: unknown): asserts holds {
  if (!holds) throw new Violation(message, { cause });
}

export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Violation(`${what}: ${show(actual)} instead of ${show(expected)}`);
}

const show = (value: unknown): string =>
  String(typeof value === 'string' ? JSON.stringify(value) : value).slice(0, 400);

type ErrorClass = abstract new (...args: never[]) => Error;

/** What `run` returns, or undefined when it refused its input with an error of one of the classes. */
export function unlessRefused<T>(run: () => T, ...classes: readonly ErrorClass[]): T | undefined {
  try {
    return run();
  } catch (error) {
    if (!classes.some((known) => error instanceof known)) throw error;
    expectFault(error as Error);
    return undefined;
  }
}

/** A refusal must speak of the input: not be a fault of ours that was caught and renamed. */
export function expectFault(error: Error): void {
  expectThat(error.message !== '', 'refused without a reason', error);
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    const isOurs = cause instanceof TypeError || cause instanceof ReferenceError || isExhaustion(cause);
    expectThat(!isOurs, `refused for a fault of ours: ${cause.stack}`);
  }
}

const isExhaustion = (error: Error): boolean =>
  error instanceof RangeError && /call stack|(?:array|string|buffer) length|allocation/i.test(error.message);
