/** How long this machine takes, now, for a fixed piece of single-threaded work; the best of five, ms. */
export async function yardstickMs(): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const numbers = new Float64Array(2_000_000);
    let state = 42;
    for (let i = 0; i < numbers.length; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      numbers[i] = state;
    }
    const began = performance.now();
    numbers.sort();
    best = Math.min(best, performance.now() - began);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return best;
}
