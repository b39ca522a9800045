import type { SeriesWrite } from '../telemetry.ts';
import { Accumulator } from './accumulator.ts';
import type { SeriesTemplate } from './series-template.ts';

/** The accumulators of one kind of metric, by labels. */
export interface Family<Labels, Slots> {
  readonly of: (labels: Labels) => { readonly accumulator: Accumulator; readonly slots: Slots };
  readonly take: (nowMs: number) => readonly SeriesWrite[];
  readonly clear: () => void;
}

interface FamilyShape<Labels, Slots> {
  readonly keyOf: (labels: Labels) => string;
  readonly build: (labels: Labels) => { readonly template: SeriesTemplate; readonly slots: Slots };
}

export function createFamily<Labels, Slots>({ keyOf, build }: FamilyShape<Labels, Slots>): Family<Labels, Slots> {
  const members = new Map<string, { readonly accumulator: Accumulator; readonly slots: Slots }>();
  return {
    of(labels) {
      const key = keyOf(labels);
      const known = members.get(key);
      if (known) return known;
      const { template, slots } = build(labels);
      const member = { accumulator: new Accumulator(template), slots };
      members.set(key, member);
      return member;
    },
    take(nowMs) {
      const writes: SeriesWrite[] = [];
      for (const [key, { accumulator }] of members) {
        writes.push(...accumulator.take(nowMs));
        if (accumulator.isForgotten(nowMs)) members.delete(key);
      }
      return writes;
    },
    clear: () => members.clear(),
  };
}
