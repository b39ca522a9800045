import { useLayoutEffect, useState } from 'react';

/** The newest value, for callbacks that must stay the same function: what gets them is then not drawn again for nothing. */
export interface Latest<T> {
  /** Not while rendering. */
  readonly get: () => T;
}

export function useLatest<T>(value: T): Latest<T> {
  const [holder] = useState(() => createHolder(value));
  useLayoutEffect(() => holder.set(value));
  return holder;
}

function createHolder<T>(first: T): Latest<T> & { readonly set: (value: T) => void } {
  let current = first;
  return {
    get: () => current,
    set: (value) => {
      current = value;
    },
  };
}
