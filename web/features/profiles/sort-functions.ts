import type { FunctionTotals } from '../../signals/profile/top-functions.ts';

export type SortColumn = 'name' | 'self' | 'total';
export interface FunctionSort {
  readonly column: SortColumn;
  readonly direction: 'ascending' | 'descending';
}

/** Sorted by one column, equal rows by name. */
export function sortFunctions(functions: readonly FunctionTotals[], { column, direction }: FunctionSort) {
  const sign = direction === 'ascending' ? 1 : -1;
  const byName = (a: FunctionTotals, b: FunctionTotals) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  return functions.toSorted((a, b) => {
    if (column === 'name') return sign * byName(a, b);
    return sign * (a[column] - b[column]) || byName(a, b);
  });
}
