import type { LabelSet } from '../model/labels.ts';

/** A sample with a trace behind it. */
export interface StoredExemplar {
  readonly timeMs: number;
  readonly value: number;
  readonly labels: LabelSet;
}

const MAX_PER_SERIES = 2000;

/** Keeps exemplars in time order; the oldest go when a series has too many. */
export function addExemplar(exemplars: StoredExemplar[], exemplar: StoredExemplar): void {
  let at = exemplars.length;
  while (at > 0 && (exemplars[at - 1]?.timeMs ?? 0) > exemplar.timeMs) at--;
  for (let before = at - 1; exemplars[before]?.timeMs === exemplar.timeMs; before--) {
    const known = exemplars[before];
    if (known && known.labels.key === exemplar.labels.key && Object.is(known.value, exemplar.value)) return;
  }
  exemplars.splice(at, 0, exemplar);
  if (exemplars.length > MAX_PER_SERIES) exemplars.splice(0, MAX_PER_SERIES / 10);
}
