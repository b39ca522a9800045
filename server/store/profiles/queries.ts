import type { Budget } from '../budget.ts';
import { ConnectError } from './connect.ts';
import { toFlamebearer, toFlamebearerDiff, type Flamebearer, type FlamebearerDiff } from './flamebearer.ts';
import { createMatcher, parseSelector, type LabelMatcher } from './label-selector.ts';
import { LIMITS } from './limits.ts';
import { mergeStacks, type MergedStacks, type Selection } from './merge.ts';
import type { SelectMergeStacktracesRequest, SelectSeriesRequest } from './messages.ts';
import { buildNameTree } from './name-tree.ts';
import { buildMergedPprof, type PprofMessage } from './pprof-build.ts';
import type { LabelPairs, ProfileSeries, ProfileStore } from './profile-store.ts';
import { parseProfileType, type ProfileType } from './profile-type.ts';
import { selectSeries, type PointSeries } from './select-series.ts';

/** What the merging requests have in common. */
type MergeRequest = Pick<
  SelectMergeStacktracesRequest,
  'profileTypeID' | 'labelSelector' | 'start' | 'end' | 'maxNodes'
> &
  Partial<
    Pick<SelectMergeStacktracesRequest, 'stackTraceSelector' | 'profileIdSelector' | 'traceIdSelector' | 'spanSelector'>
  >;

/** Pyroscope's queries over a store. All throw BudgetExceeded, ConnectError, InvalidSelector or InvalidProfileType. */
export class ProfileQueries {
  readonly #store: ProfileStore;

  constructor(store: ProfileStore) {
    this.#store = store;
  }

  profileTypes(range: OptionalRange): readonly ProfileType[] {
    return this.labelValues('__profile_type__', [], range).map((id) => parseProfileType(id));
  }

  labelNames(selectors: readonly string[], range: OptionalRange): readonly string[] {
    const names = new Set(this.#series(selectors, range).flatMap(({ labels }) => labels.map(([name]) => name)));
    return [...names].sort();
  }

  labelValues(name: string, selectors: readonly string[], range: OptionalRange): readonly string[] {
    if (!name) throw new ConnectError('invalid_argument', 'name is required');
    const values = new Set(this.#series(selectors, range).map(({ label }) => label(name)));
    values.delete('');
    return [...values].sort();
  }

  /** Distinct label sets, cut down to `labelNames` when there are any. */
  series(selectors: readonly string[], labelNames: readonly string[], range: OptionalRange): readonly LabelPairs[] {
    const distinct = new Map<string, LabelPairs>();
    for (const { labels } of this.#series(selectors, range)) {
      const kept = labelNames.length === 0 ? labels : labels.filter(([name]) => labelNames.includes(name));
      if (kept.length > 0) distinct.set(kept.flat().join('\0'), kept);
    }
    return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, labels]) => labels);
  }

  #series(selectors: readonly string[], range: OptionalRange): readonly ProfileSeries[] {
    const matchers = selectors.flatMap((selector) => parseSelector(selector));
    const inRange = this.#store.select(matchers);
    // Older clients send no range and mean everything.
    if (range.start <= 0 || range.end <= 0) return inRange;
    checkRange(range);
    return inRange.filter(({ profiles }) =>
      profiles.some(({ timeMs, endMs }) => timeMs <= range.end && endMs >= range.start),
    );
  }

  /** What the store holds at all; times in epoch ms, 0 when it is empty. */
  stats(): { readonly dataIngested: boolean; readonly oldestProfileTime: number; readonly newestProfileTime: number } {
    const times = this.#store.select([]).map(({ profiles }) => [profiles[0]?.timeMs, profiles.at(-1)?.timeMs] as const);
    const known = times.flat().filter((time) => time !== undefined);
    return {
      dataIngested: known.length > 0,
      oldestProfileTime: Math.floor(known.reduce((least, time) => Math.min(least, time), known[0] ?? 0)),
      newestProfileTime: Math.floor(known.reduce((most, time) => Math.max(most, time), 0)),
    };
  }

  async flameGraph(request: MergeRequest, budget: Budget): Promise<Flamebearer> {
    checkCombination(request);
    checkRange(request);
    const maxNodes = checkMaxNodes(request.maxNodes);
    return toFlamebearer(buildNameTree(await this.#merge(request, budget)), maxNodes);
  }

  async diff(left: MergeRequest, right: MergeRequest, budget: Budget): Promise<FlamebearerDiff> {
    const maxNodes = checkMaxNodes(Math.max(left.maxNodes, right.maxNodes));
    for (const { profileTypeID } of [left, right]) parseProfileType(profileTypeID);
    const leftTree = buildNameTree(await this.#merge(left, budget));
    const rightTree = buildNameTree(await this.#merge(right, budget));
    return toFlamebearerDiff(leftTree, rightTree, maxNodes);
  }

  async pprof(request: MergeRequest, budget: Budget): Promise<PprofMessage> {
    checkRange(request);
    const { sampleType, sampleUnit, periodType, periodUnit } = parseProfileType(request.profileTypeID);
    const header = {
      sampleTypes: [{ type: sampleType, unit: sampleUnit }],
      periodType: { type: periodType, unit: periodUnit },
      period: 0,
      timeNanos: request.end * 1e6,
      durationNanos: (request.end - request.start) * 1e6,
    };
    // Unlike flame graphs, pprof is whole unless a limit was asked for, and any will do.
    return buildMergedPprof(await this.#merge(request, budget), header, request.maxNodes);
  }

  async selectSeries(request: SelectSeriesRequest, budget: Budget): Promise<readonly PointSeries[]> {
    checkRange(request);
    parseProfileType(request.profileTypeID);
    if (!(request.step >= 0.001)) throw new ConnectError('invalid_argument', 'step must be >= 1ms');
    const isAverage = request.aggregation === 'TIME_SERIES_AGGREGATION_TYPE_AVERAGE';
    return selectSeries(
      this.#store,
      {
        matchers: matchersOf(request),
        startMs: request.start,
        endMs: request.end,
        callSite: callSiteOf(request),
        groupBy: request.groupBy,
        stepMs: Math.floor(request.step * 1000),
        aggregation: isAverage ? 'average' : 'sum',
        limit: request.limit,
      },
      budget,
    );
  }

  #merge(request: MergeRequest, budget: Budget): Promise<MergedStacks> {
    checkRange(request);
    const { spanSelector = [], traceIdSelector = [], profileIdSelector = [] } = request;
    if (profileIdSelector.length > 0) throw new ConnectError('unimplemented', 'profile_id_selector is not supported');
    checkCombination(request);
    checkIds(spanSelector, 16, 'span');
    checkIds(traceIdSelector, 32, 'trace');
    const selection: Selection = {
      matchers: matchersOf(request),
      startMs: request.start,
      endMs: request.end,
      spanIds: spanSelector,
      traceIds: traceIdSelector,
      callSite: callSiteOf(request),
    };
    return mergeStacks(this.#store, selection, budget);
  }
}

function checkCombination({ spanSelector = [], traceIdSelector = [] }: MergeRequest): void {
  if (spanSelector.length > 0 && traceIdSelector.length > 0)
    throw new ConnectError('invalid_argument', 'span_selector and trace_id_selector cannot be combined');
}

export interface OptionalRange {
  readonly start: number;
  readonly end: number;
}

function checkRange({ start, end }: OptionalRange): void {
  if (start === 0 || end === 0) throw new ConnectError('invalid_argument', 'missing time range in the query');
  if (start > end) throw new ConnectError('invalid_argument', 'query start time is after end time');
}

/** @throws ConnectError with Pyroscope's text */
function checkMaxNodes(asked: number): number {
  if (asked === 0) return LIMITS.maxNodesDefault;
  if (asked > LIMITS.maxNodesMax) {
    throw new ConnectError(
      'invalid_argument',
      `max flamegraph nodes limit ${asked} is greater than allowed ${LIMITS.maxNodesMax}`,
    );
  }
  if (asked < 0) {
    throw new ConnectError(
      'invalid_argument',
      `max flamegraph nodes limit must be set (max allowed ${LIMITS.maxNodesMax})`,
    );
  }
  return asked;
}

function checkIds(ids: readonly string[], length: number, what: string): void {
  for (const id of ids) {
    if (id.length !== length) {
      throw new ConnectError('invalid_argument', `invalid ${what} id length: ${JSON.stringify(id)}`);
    }
    if (!/^[0-9a-fA-F]+$/.test(id)) {
      throw new ConnectError('invalid_argument', `invalid ${what} id: ${JSON.stringify(id)} is not hexadecimal`);
    }
  }
}

function matchersOf({ profileTypeID, labelSelector }: Pick<MergeRequest, 'profileTypeID' | 'labelSelector'>) {
  const { name, sampleType, sampleUnit, periodType, periodUnit } = parseProfileType(profileTypeID);
  const id = [name, sampleType, sampleUnit, periodType, periodUnit].join(':');
  const matchers: LabelMatcher[] = [...parseSelector(labelSelector), createMatcher('__profile_type__', '=', id)];
  return matchers;
}

function callSiteOf({ stackTraceSelector }: Pick<MergeRequest, 'stackTraceSelector'>): readonly string[] {
  if (stackTraceSelector?.goPgo) throw new ConnectError('unimplemented', 'go_pgo is not supported');
  return stackTraceSelector?.callSite.map(({ name }) => name) ?? [];
}
