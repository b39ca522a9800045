import type { FuzzInput } from './shrink.ts';
import { expectThat } from './verdict.ts';

/** Takes one input. Returns when it was understood or refused as it should be, and throws otherwise. */
export type Target = (input: FuzzInput) => void | Promise<void>;

export const textTarget =
  (run: (text: string) => void | Promise<void>): Target =>
  (input) => {
    expectThat(typeof input === 'string', 'this target takes text');
    return run(input);
  };

export const bytesTarget =
  (run: (bytes: Uint8Array) => void | Promise<void>): Target =>
  (input) => {
    expectThat(typeof input !== 'string', 'this target takes bytes');
    return run(input);
  };
