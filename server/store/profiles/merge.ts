import type { Budget } from '../budget.ts';
import type { LabelMatcher } from './label-selector.ts';
import type { ProfileSeries, ProfileStore, StoredProfile } from './profile-store.ts';
import { ROOT, type SymbolTable } from './symbol-table.ts';

/** Which samples a query is about. Both ends of the time range are inclusive, as in Pyroscope. */
export interface Selection {
  readonly matchers: readonly LabelMatcher[];
  readonly startMs: number;
  readonly endMs: number;
  /** Only samples taken during one of these spans. */
  readonly spanIds?: readonly string[];
  readonly traceIds?: readonly string[];
  /** Only stacks that begin with these functions, outermost first. */
  readonly callSite?: readonly string[];
}

/** Self values by node of the symbol table; `nodes` lists those that are not 0. */
export interface MergedStacks {
  readonly symbols: SymbolTable;
  readonly self: Float64Array;
  readonly nodes: readonly number[];
}

/**
 * Sums all selected samples by stack. Everything is picked up before the first pause, so that writes and compactions in
 * between do not disturb it.
 *
 * @throws BudgetExceeded
 */
export async function mergeStacks(store: ProfileStore, selection: Selection, budget: Budget): Promise<MergedStacks> {
  const { symbols } = store;
  const accepts = sampleFilter(store, selection);
  const self = new Float64Array(symbols.nodeCount);
  const nodes: number[] = [];
  for (const { profile } of selectedProfiles(store, selection)) {
    budget.spend(profile.nodes.length);
    await budget.breathe();
    for (let row = 0; row < profile.nodes.length; row++) {
      if (accepts && !accepts(profile, row)) continue;
      const node = profile.nodes[row] ?? ROOT;
      if (self[node] === 0) nodes.push(node);
      self[node] = (self[node] ?? 0) + (profile.values[row] ?? 0);
    }
  }
  return { symbols, self, nodes };
}

/** The selected profiles with their series, each series in order of time. A snapshot: writes do not disturb it. */
export function selectedProfiles(
  store: ProfileStore,
  { matchers, startMs, endMs }: Pick<Selection, 'matchers' | 'startMs' | 'endMs'>,
): readonly { readonly series: ProfileSeries; readonly profile: StoredProfile }[] {
  return store.select(matchers).flatMap((series) => {
    const from = firstAtOrAfter(series.profiles, startMs);
    const to = firstAtOrAfter(series.profiles, endMs + 1);
    return series.profiles.slice(from, to).map((profile) => ({ series, profile }));
  });
}

export function firstAtOrAfter(profiles: readonly StoredProfile[], ms: number): number {
  let low = 0;
  let high = profiles.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((profiles[middle]?.timeMs ?? Infinity) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

type SampleFilter = (profile: StoredProfile, row: number) => boolean;

/** null when every sample of a selected profile counts. */
export function sampleFilter(store: ProfileStore, selection: Selection): SampleFilter | null {
  const links = acceptedLinks(store, selection);
  const stacks = selection.callSite?.length ? acceptedStacks(store.symbols, selection.callSite) : null;
  if (!links && !stacks) return null;
  return (profile, row) => {
    if (links && links[profile.links?.[row] ?? 0] !== 1) return false;
    return !stacks || stacks[profile.nodes[row] ?? ROOT] === 1;
  };
}

/** By link: 1 when one of the asked spans or traces. */
function acceptedLinks(store: ProfileStore, { spanIds, traceIds }: Selection): Uint8Array | null {
  if (!spanIds?.length && !traceIds?.length) return null;
  const spans = new Set(spanIds?.map((id) => id.toLowerCase()));
  const traces = new Set(traceIds?.map((id) => id.toLowerCase()));
  return Uint8Array.from(store.links, ({ spanId, traceId }, index) =>
    index > 0 && (spans.has(spanId) || traces.has(traceId)) ? 1 : 0,
  );
}

/** By node: 1 when its stack begins with the call site. Parents come before children, so one pass does. */
function acceptedStacks(symbols: SymbolTable, callSite: readonly string[]): Uint8Array {
  const MISMATCH = -1;
  const matched = new Int32Array(symbols.nodeCount);
  const accepted = new Uint8Array(symbols.nodeCount);
  for (let node = 1; node < matched.length; node++) {
    const above = matched[symbols.parentOf(node)] ?? MISMATCH;
    const isNext = above >= 0 && symbols.name(symbols.nameIdOf(node)) === callSite[above];
    if (above === callSite.length) matched[node] = above;
    else matched[node] = isNext ? above + 1 : MISMATCH;
    accepted[node] = matched[node] === callSite.length ? 1 : 0;
  }
  return accepted;
}
