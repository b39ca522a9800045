import type { Matcher } from '../model/matchers.ts';
import type { LabelSet } from '../model/labels.ts';
import { labelEntries, labelValue } from '../model/labels.ts';

/** Which series carry which label values. Series are numbered in the order they appeared, and so are lists of them. */
export interface LabelIndex {
  readonly add: (id: number, labels: LabelSet) => void;
  readonly remove: (removed: ReadonlyMap<number, LabelSet>) => void;
  /** Ids of a superset of what the matchers select; null for all series. */
  readonly candidates: (matchers: readonly Matcher[]) => readonly number[] | null;
  readonly names: () => string[];
  readonly values: (name: string) => string[];
  readonly clear: () => void;
}

export function createLabelIndex(): LabelIndex {
  const index = new Map<string, Map<string, number[]>>();
  return {
    add(id, labels) {
      for (const [name, value] of labelEntries(labels)) {
        const values = getOrCreate(index, name, () => new Map<string, number[]>());
        getOrCreate(values, value, () => []).push(id);
      }
    },
    remove: (removed) => removeSeries(index, removed),
    candidates: (matchers) => findCandidates(index, matchers),
    names: () => [...index.keys()].sort(),
    values: (name) => [...(index.get(name)?.keys() ?? [])].sort(),
    clear: () => index.clear(),
  };
}

type Postings = Map<string, Map<string, number[]>>;

export function getOrCreate<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}

function removeSeries(index: Postings, removed: ReadonlyMap<number, LabelSet>): void {
  const touched = new Map<string, Set<string>>();
  for (const labels of removed.values())
    for (const [name, value] of labelEntries(labels)) getOrCreate(touched, name, () => new Set<string>()).add(value);
  for (const [name, values] of touched) {
    const lists = index.get(name);
    for (const value of values) {
      const kept = lists?.get(value)?.filter((id) => !removed.has(id)) ?? [];
      if (kept.length > 0) lists?.set(value, kept);
      else lists?.delete(value);
    }
    if (lists?.size === 0) index.delete(name);
  }
}

/** Reads the most selective condition off the index; the others are checked series by series. */
function findCandidates(index: Postings, matchers: readonly Matcher[]): readonly number[] | null {
  let best: readonly number[] | null = null;
  for (const matcher of orderBySelectivity(matchers)) {
    if (matcher.matches('')) continue;
    if (best && !matcher.literals) break;
    const values = index.get(matcher.name);
    const lists = values ? matchingLists(values, matcher) : [];
    const total = lists.reduce((sum, list) => sum + list.length, 0);
    if (!best || total < best.length) best = lists.length === 1 ? (lists[0] ?? []) : mergeLists(lists);
    if (best.length === 0) return best;
  }
  return best;
}

const orderBySelectivity = (matchers: readonly Matcher[]): Matcher[] =>
  [...matchers].sort((a, b) => (a.literals?.length ?? Infinity) - (b.literals?.length ?? Infinity) || 0);

function matchingLists(values: ReadonlyMap<string, number[]>, { literals, matches }: Matcher): readonly number[][] {
  if (literals) return pick(values, literals);
  return [...values].filter(([value]) => matches(value)).map(([, ids]) => ids);
}

const pick = (values: ReadonlyMap<string, number[]>, wanted: readonly string[]): number[][] =>
  [...new Set(wanted)].flatMap((value) => {
    const ids = values.get(value);
    return ids ? [ids] : [];
  });

const mergeLists = (lists: readonly (readonly number[])[]): number[] => lists.flat().sort((a, b) => a - b);

export const matchesAll = (labels: LabelSet, matchers: readonly Matcher[]): boolean =>
  matchers.every((matcher) => matcher.matches(labelValue(labels, matcher.name)));
