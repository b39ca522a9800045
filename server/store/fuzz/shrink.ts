export type FuzzInput = string | Uint8Array;

interface ShrinkOptions {
  readonly stillFails: (input: FuzzInput) => Promise<boolean>;
  /** How often to try. */
  readonly maxTries: number;
}

/** A shorter input that fails too: parts are left out, ever smaller ones, as long as that makes it fail still. */
export async function shrink(input: FuzzInput, { stillFails, maxTries }: ShrinkOptions): Promise<FuzzInput> {
  let shortest = input;
  let tries = 0;
  for (
    let size = Math.ceil(input.length / 2);
    size >= 1 && tries < maxTries;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < shortest.length && tries < maxTries;) {
      tries += 1;
      const candidate = without(shortest, at, size);
      if (candidate.length < shortest.length && (await stillFails(candidate))) shortest = candidate;
      else at += size;
    }
  }
  return shortest;
}

function without(input: FuzzInput, at: number, size: number): FuzzInput {
  if (typeof input === 'string') return input.slice(0, at) + input.slice(at + size);
  const shorter = new Uint8Array(Math.max(0, input.length - Math.min(size, input.length - at)));
  shorter.set(input.subarray(0, at));
  shorter.set(input.subarray(at + size), at);
  return shorter;
}
