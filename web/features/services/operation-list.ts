export interface Operation {
  readonly name: string;
  /** Requests per second. */
  readonly rate: number;
  /** 0 … 1 */
  readonly errorShare: number;
  /** Seconds; null where there is no histogram. */
  readonly p95: number | null;
}

export type OperationOrder = 'slow' | 'failing' | 'busy';

interface OperationNumbers {
  readonly rate: ReadonlyMap<string, number>;
  readonly failed: ReadonlyMap<string, number>;
  readonly p95: ReadonlyMap<string, number>;
}

/** Operations that ran in the range. */
export function operationsOf({ rate, failed, p95 }: OperationNumbers): readonly Operation[] {
  return [...rate].flatMap(([name, perSecond]): Operation[] => {
    if (!(perSecond > 0)) return [];
    const slowest = p95.get(name);
    return [
      {
        name,
        rate: perSecond,
        errorShare: Math.min(1, (failed.get(name) || 0) / perSecond),
        p95: slowest !== undefined && Number.isFinite(slowest) ? slowest : null,
      },
    ];
  });
}

export function orderOperations(operations: readonly Operation[], order: OperationOrder): readonly Operation[] {
  const by: Readonly<Record<OperationOrder, (one: Operation) => number>> = {
    slow: ({ p95 }) => p95 ?? -1,
    failing: ({ errorShare, rate }) => errorShare * 1e6 + errorShare * rate,
    busy: ({ rate }) => rate,
  };
  return operations.toSorted((a, b) => by[order](b) - by[order](a) || a.name.localeCompare(b.name));
}
