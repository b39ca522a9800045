/** A binary heap with the least item on top. */
export interface Heap<T> {
  readonly items: T[];
  readonly push: (item: T) => void;
  readonly replaceTop: (item: T) => void;
}

/** Which of several equal items is on top follows from the order of pushes, as in Go's `container/heap`. */
export function createHeap<T>(isLess: (left: T | undefined, right: T | undefined) => boolean): Heap<T> {
  const items: T[] = [];
  const swap = (a: number, b: number) => {
    [items[a], items[b]] = [items[b] as T, items[a] as T];
  };
  return {
    items,
    push(item) {
      items.push(item);
      for (let at = items.length - 1; at > 0;) {
        const parent = (at - 1) >> 1;
        if (!isLess(items[at], items[parent])) return;
        swap(at, parent);
        at = parent;
      }
    },
    replaceTop(item) {
      items[0] = item;
      for (let at = 0; ;) {
        const left = 2 * at + 1;
        if (left >= items.length) return;
        const right = left + 1;
        const least = right < items.length && isLess(items[right], items[left]) ? right : left;
        if (!isLess(items[least], items[at])) return;
        swap(at, least);
        at = least;
      }
    },
  };
}
