/**
 * What a result is found by: the key of its query, whatever the order of the keys in its objects. Undefined counts as
 * absent in an object and as null in a list, as in JSON, so that a key that went through a file is the same.
 */
export const resultKey = (queryKey: readonly unknown[]): string =>
  JSON.stringify(queryKey, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

/** `prometheus/range`: the source's kind and what was asked, the first and third part of every query's key. */
export const resultKind = ([source, , asked]: readonly unknown[]): string => `${String(source)}/${String(asked)}`;
