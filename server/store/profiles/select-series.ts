import type { Budget } from '../budget.ts';
import { sampleFilter, selectedProfiles, type Selection } from './merge.ts';
import type { LabelPairs, ProfileStore, StoredProfile } from './profile-store.ts';

export interface SeriesSelection extends Selection {
  readonly groupBy: readonly string[];
  readonly stepMs: number;
  readonly aggregation: 'sum' | 'average';
  /** 0: all. */
  readonly limit: number;
}
export interface PointSeries {
  readonly labels: LabelPairs;
  readonly points: readonly { readonly timestamp: number; readonly value: number }[];
}

/**
 * Totals over time. The point at t sums the profiles of (t − step, t], on a grid that begins at `startMs`; steps without
 * profiles have no point. Largest series first.
 *
 * @throws BudgetExceeded
 */
export async function selectSeries(
  store: ProfileStore,
  selection: SeriesSelection,
  budget: Budget,
): Promise<readonly PointSeries[]> {
  const { startMs, endMs, stepMs } = selection;
  const accepts = sampleFilter(store, selection);
  const groupBy = [...selection.groupBy].sort();
  const groups = new Map<string, { labels: LabelPairs; steps: Map<number, { sum: number; count: number }> }>();
  for (const { series, profile } of selectedProfiles(store, { ...selection, startMs: startMs - stepMs })) {
    budget.spend(accepts ? profile.nodes.length : 1);
    await budget.breathe();
    const step = Math.max(0, Math.ceil((profile.timeMs - startMs) / stepMs));
    if (startMs + step * stepMs > endMs) continue;
    const labels = series.labels.filter(([name]) => groupBy.includes(name));
    const key = labels.flat().join('\0');
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { labels, steps: new Map() }));
    const total = accepts ? filteredTotal(profile, accepts) : profile.total;
    const before = group.steps.get(step) ?? { sum: 0, count: 0 };
    group.steps.set(step, { sum: before.sum + total, count: before.count + 1 });
  }
  const found = [...groups.values()].map(({ labels, steps }) => ({
    labels,
    points: [...steps]
      .sort(([a], [b]) => a - b)
      .map(([step, { sum, count }]) => ({
        timestamp: startMs + step * stepMs,
        value: selection.aggregation === 'average' ? sum / count : sum,
      })),
  }));
  return topSeries(found, selection.limit);
}

function filteredTotal(profile: StoredProfile, accepts: (profile: StoredProfile, row: number) => boolean): number {
  let total = 0;
  for (const [row, value] of profile.values.entries()) if (accepts(profile, row)) total += value;
  return total;
}

function topSeries(series: readonly PointSeries[], limit: number): readonly PointSeries[] {
  const ranked = series
    .map((item) => ({
      item,
      sum: item.points.reduce((sum, { value }) => sum + value, 0),
      key: item.labels.flat().join('\0'),
    }))
    .sort((a, b) => b.sum - a.sum || (a.key < b.key ? -1 : 1))
    .map(({ item }) => item);
  return limit > 0 ? ranked.slice(0, limit) : ranked;
}
