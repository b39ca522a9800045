import { act } from 'react';

const PATIENCE_MS = 30_000;
const turn = () => act(() => new Promise((resolve) => setTimeout(resolve, 5)));

/** For tests: lets React work until a check holds. */
export async function until(check: () => void): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return check();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await turn();
  }
}

/** For tests: lets React work for some turns of the loop, in each of which something may begin that the next one ends. */
export async function turns(count = 12): Promise<void> {
  for (let i = 0; i < count; i++) await turn();
}
