/**
 * What one query may cost. Engines call `spend` as they touch data and `await breathe()` between blocks of work, so that
 * a long query neither runs for ever nor keeps the others waiting.
 */
export interface Budget {
  /** @throws BudgetExceeded when the query has touched too much or run too long. */
  readonly spend: (items: number) => void;
  /** Gives way to other requests when this one has held the thread for more than 20 ms. Await it in loops. */
  readonly breathe: () => Promise<void> | undefined;
}

export class BudgetExceeded extends Error {
  override readonly name = 'BudgetExceeded';
  readonly reason: 'time' | 'items' | 'cancelled';
  constructor(reason: 'time' | 'items' | 'cancelled', message: string) {
    super(message);
    this.reason = reason;
  }
}

interface BudgetLimits {
  readonly timeoutMs: number;
  readonly maxItems: number;
  readonly signal?: AbortSignal;
}

const SLICE_MS = 20;

export function createBudget({ timeoutMs, maxItems, signal }: BudgetLimits): Budget {
  const deadline = performance.now() + timeoutMs;
  let items = 0;
  let sliceStart = performance.now();
  const check = () => {
    if (signal?.aborted) throw new BudgetExceeded('cancelled', 'query was cancelled');
    if (performance.now() > deadline) throw new BudgetExceeded('time', `query timed out after ${timeoutMs / 1000} s`);
  };
  let sinceCheck = 0;
  return {
    spend(count) {
      items += count;
      if (items > maxItems) throw new BudgetExceeded('items', `query would touch more than ${maxItems} items`);
      sinceCheck += count;
      if (sinceCheck < 4096) return;
      sinceCheck = 0;
      check();
    },
    breathe() {
      if (performance.now() - sliceStart < SLICE_MS) return undefined;
      return new Promise<void>((resolve, reject) => {
        setImmediate(() => {
          sliceStart = performance.now();
          try {
            check();
            resolve();
          } catch (error) {
            reject(error as Error);
          }
        });
      });
    },
  };
}
