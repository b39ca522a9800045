import { z } from 'zod';
import { isPacked, packText, unpackText } from './packed-text.ts';
import type {
  LokiTarget,
  MetricFormat,
  PrometheusTarget,
  PyroscopeTarget,
  RawRange,
  Target,
  TempoTarget,
} from './query.ts';
import type { SourceType } from './source.ts';
import { DEFAULT_RANGE } from './time-range.ts';
import { traceFilterQuery } from './trace-filters.ts';

/**
 * Explore's state in the URL, in Grafana's form: `?schemaVersion=1&panes={"abc":{datasource,queries,range,panelsState}}`.
 * Older `?left=` and `?right=` (object or array form) are read, never written. A long trail is packed: `panes=~…`, see
 * `packed-text.ts`.
 */
export interface ExplorePane {
  /** Three of `[0-9a-z]`, not all digits. */
  readonly id: string;
  /** The uid, or in links from elsewhere the name, of a data source; '' for the default one. */
  readonly datasource: string;
  readonly queries: readonly PaneQuery[];
  readonly range: RawRange;
  readonly spanId?: string;
  /** What only Sightline knows of a pane; travels in `panelsState.sightline`, which Grafana ignores. */
  readonly view?: PaneView;
}

/** Everything is optional: a pane out of a Grafana link has none of it. */
export interface PaneView {
  /** The reader's name for the pane, on its spine and in a saved trail. */
  readonly title?: string;
  /** Markdown. */
  readonly note?: string;
  /** Absent: the pane follows the trail's time range and cursor. `cursor`: it keeps its own range. `none`: neither. */
  readonly link?: 'cursor' | 'none';
  /** Folded to a spine. */
  readonly isCollapsed?: boolean;
  /** Share of the width beside the others; 1 when absent. */
  readonly grow?: number;
  /** The rule of the jump that opened the pane; an empty answer may then be widened. */
  readonly rule?: string;
  /** Set when the pane shows a widened form of the jump that opened it; `exact` is what the jump asked for. */
  readonly widened?: WidenedFrom;
}

export interface WidenedFrom {
  /** Which step found something, an id of `correlate.ts`. */
  readonly step: string;
  readonly exact: { readonly queries: readonly PaneQuery[]; readonly range: RawRange };
}
/** A target before its source's type is known: any fields, and a refId. */
export type PaneQuery = { readonly refId: string } & Readonly<Record<string, unknown>>;

export interface ExploreState {
  readonly panes: readonly ExplorePane[];
  /** Why the URL could not be read; the panes are then the default. */
  readonly error?: string;
}

const MAX_PANES = 20;
/** Longer, the panes are packed: servers, chats and ticket systems cut addresses, and Node refuses one of 16 kB. */
const MAX_PLAIN = 1500;
const Query = z.looseObject({ refId: z.string().max(50).catch('A') });
const Pane = z.looseObject({
  datasource: z
    .union([z.string(), z.looseObject({ uid: z.string() })])
    .nullish()
    .catch(null),
  queries: z.array(Query).max(50).catch([]),
  range: z.object({ from: z.string(), to: z.string() }).catch({ ...DEFAULT_RANGE }),
  panelsState: z
    .looseObject({
      trace: z
        .looseObject({ spanId: z.string().optional().catch(undefined) })
        .optional()
        .catch(undefined),
      sightline: z.unknown().optional(),
    })
    .nullish()
    .catch(null),
});
const absent = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const RangeText = z.object({ from: z.string().max(100), to: z.string().max(100) });
const View = z.object({
  title: absent(z.string().max(200)),
  note: absent(z.string().max(20_000)),
  link: absent(z.enum(['cursor', 'none'])),
  isCollapsed: absent(z.boolean()),
  grow: absent(z.number().min(0.1).max(20)),
  rule: absent(z.string().max(200)),
  widened: absent(
    z.object({
      step: z.string().max(50),
      exact: z.object({ queries: z.array(Query).max(50), range: RangeText }),
    }),
  ),
});
const PANE_ID = /^(?!\d{3}$)[0-9a-z]{3}$/;

export function parseExplore(search: Readonly<Record<string, unknown>>): ExploreState {
  try {
    const found = search['panes'] !== undefined ? readPanes(search['panes']) : readLegacy(search);
    return { panes: found.slice(0, MAX_PANES) };
  } catch (error) {
    return {
      panes: [],
      error: `The address could not be read: ${error instanceof Error ? error.message : 'bad JSON'}`,
    };
  }
}

export function formatExplore(state: ExploreState): { readonly schemaVersion: 1; readonly panes: string } {
  const panes: Record<string, unknown> = {};
  for (const pane of state.panes) {
    panes[pane.id] = {
      datasource: pane.datasource,
      queries: pane.queries,
      range: pane.range,
      ...panelsState(pane),
    };
  }
  const json = JSON.stringify(panes);
  return { schemaVersion: 1, panes: json.length > MAX_PLAIN ? packText(json) : json };
}

function panelsState({ spanId, view }: ExplorePane): Readonly<Record<string, unknown>> {
  const known = readView(view);
  const state = { ...(spanId ? { trace: { spanId } } : {}), ...(known ? { sightline: known } : {}) };
  return Object.keys(state).length > 0 ? { panelsState: state } : {};
}

/** Only what is set, so that a view without anything in it leaves no trace in the URL. */
function readView(value: unknown): PaneView | null {
  const read = View.safeParse(value);
  if (!read.success) return null;
  const set = Object.entries(read.data).filter(([, one]) => one !== undefined);
  return set.length > 0 ? (Object.fromEntries(set) as PaneView) : null;
}

export function exploreHref(state: ExploreState): string {
  const { schemaVersion, panes } = formatExplore(state);
  return `/explore?${new URLSearchParams({ schemaVersion: String(schemaVersion), panes })}`;
}

/** A pane ID not among `taken`; deterministic, so that one URL always gives one state. */
export function nextPaneId(taken: readonly string[]): string {
  for (let n = 10 * 36 * 36; ; n++) {
    const id = n.toString(36);
    if (PANE_ID.test(id) && !taken.includes(id)) return id;
  }
}

function fromJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return JSON.parse(isPacked(value) ? unpackText(value) : value);
}

function readPanes(value: unknown): ExplorePane[] {
  const record = z.record(z.string(), z.unknown()).parse(fromJson(value));
  const panes: ExplorePane[] = [];
  for (const [key, raw] of Object.entries(record))
    for (const one of bySource(Pane.parse(raw))) panes.push(toPane(key, one, panes));
  return panes;
}

function readLegacy(search: Readonly<Record<string, unknown>>): ExplorePane[] {
  const panes: ExplorePane[] = [];
  for (const side of ['left', 'right']) {
    if (search[side] === undefined) continue;
    const value = fromJson(search[side]);
    const raw = Array.isArray(value) ? fromArray(value) : value;
    for (const one of bySource(Pane.parse(raw))) panes.push(toPane('', one, panes));
  }
  return panes;
}

/** `[from, to, datasource, …queries]`; entries with `ui` or `mode` are old view settings. */
function fromArray([from, to, datasource, ...rest]: readonly unknown[]): unknown {
  const queries = rest.filter(
    (item) => typeof item === 'object' && item !== null && !('ui' in item) && !('mode' in item),
  );
  return { datasource, queries, range: { from: String(from), to: String(to) } };
}

const MIXED = '-- Mixed --';

/** A pane of Grafana's may ask several sources, one of ours asks one: each source gets a pane, in the queries' order. */
function bySource(pane: z.infer<typeof Pane>): readonly z.infer<typeof Pane>[] {
  const own = typeof pane.datasource === 'string' ? pane.datasource : pane.datasource?.uid;
  if (own !== MIXED || pane.queries.length === 0) return [pane];
  const groups = Map.groupBy(pane.queries, (query) => uidOfQuery(query) ?? '');
  return Array.from(groups, ([datasource, queries], n) =>
    n === 0 ? { ...pane, datasource, queries } : { datasource, queries, range: pane.range },
  );
}

function toPane(key: string, pane: z.infer<typeof Pane>, before: readonly ExplorePane[]): ExplorePane {
  const taken = before.map((other) => other.id);
  const id = PANE_ID.test(key) && !taken.includes(key) ? key : nextPaneId(taken);
  const own = typeof pane.datasource === 'string' ? pane.datasource : pane.datasource?.uid;
  const spanId = pane.panelsState?.trace?.spanId;
  const view = readView(pane.panelsState?.sightline);
  return {
    id,
    datasource: own ?? uidOfQuery(pane.queries[0]) ?? '',
    queries: lettered(pane.queries).map(asTraceQl),
    range: pane.range,
    ...(spanId ? { spanId } : {}),
    ...(view ? { view } : {}),
  };
}

/** A query is known by its refId: of several with the same the first keeps it. */
function lettered(queries: readonly PaneQuery[]): readonly PaneQuery[] {
  const found: PaneQuery[] = [];
  queries.forEach((query, i) => {
    const isTaken = found.some(({ refId }) => refId === query.refId);
    found.push(isTaken ? { ...query, refId: nextRefId([...found, ...queries.slice(i)]) } : query);
  });
  return found;
}

/** The first of A to Z, then Q27 and on, that none of the queries has. */
export function nextRefId(queries: readonly Pick<PaneQuery, 'refId'>[]): string {
  const taken = new Set(queries.map(({ refId }) => refId));
  for (let n = 0; ; n++) {
    const id = n < 26 ? String.fromCodePoint(65 + n) : `Q${n + 1}`;
    if (!taken.has(id)) return id;
  }
}

function uidOfQuery(query: PaneQuery | undefined): string | undefined {
  const ref = z.union([z.string(), z.looseObject({ uid: z.string() })]).safeParse(query?.['datasource']);
  if (!ref.success) return undefined;
  return typeof ref.data === 'string' ? ref.data : ref.data.uid;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

/** Grafana's search keeps filters, and maybe a text from before. */
const traceQueryOf = ({ queryType, filters, query }: PaneQuery): string =>
  queryType === 'traceqlSearch' && (Array.isArray(filters) || !text(query)) ? traceFilterQuery(filters) : text(query);

/** With its text, which is what a pane shows and edits. */
function asTraceQl(query: PaneQuery): PaneQuery {
  if (query['queryType'] !== 'traceqlSearch') return query;
  const { filters: _, ...rest } = query;
  return { ...rest, queryType: 'traceql', query: traceQueryOf(query) };
}

/** What `TraceSearch` takes at most. */
const MAX_TRACES = 1000;
const MAX_SPANS = 100;
/** And `LogQuery`. */
const MAX_LINES = 5000;

/** A count from a URL, which anyone may have written: what no source would take is left out. */
function countOf<K extends string>(query: PaneQuery, key: K, most: number): { readonly [P in K]?: number } {
  const value = query[key];
  const isSound = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most;
  return (isSound ? { [key]: value } : {}) as { readonly [P in K]?: number };
}

/** A query as the target of a source of that type: fields that are missing or malformed get their defaults. */
export function toTarget(type: SourceType, query: PaneQuery): Target {
  const { refId } = query;
  switch (type) {
    case 'prometheus':
      return prometheusTarget(query);
    case 'loki':
      return lokiTarget(query);
    case 'tempo':
      return {
        refId,
        queryType: 'traceql',
        query: traceQueryOf(query),
        ...countOf(query, 'limit', MAX_TRACES),
        ...countOf(query, 'spss', MAX_SPANS),
        ...(typeof query['nearMs'] === 'number' && query['nearMs'] > 0 ? { nearMs: query['nearMs'] } : {}),
      } satisfies TempoTarget;
    case 'grafana-pyroscope-datasource':
      return pyroscopeTarget(query);
  }
}

function prometheusTarget(query: PaneQuery): PrometheusTarget {
  const format = query['format'];
  return {
    refId: query.refId,
    expr: text(query['expr']),
    ...(typeof query['instant'] === 'boolean' ? { instant: query['instant'] } : {}),
    ...(typeof query['range'] === 'boolean' ? { range: query['range'] } : {}),
    ...(typeof query['exemplar'] === 'boolean' ? { exemplar: query['exemplar'] } : {}),
    ...(typeof query['legendFormat'] === 'string' ? { legendFormat: query['legendFormat'] } : {}),
    ...(typeof query['interval'] === 'string' ? { interval: query['interval'] } : {}),
    ...(isMetricFormat(format) ? { format } : {}),
  };
}

const isMetricFormat = (value: unknown): value is MetricFormat =>
  value === 'time_series' || value === 'table' || value === 'heatmap' || value === 'raw';

function lokiTarget(query: PaneQuery): LokiTarget {
  const direction = query['direction'];
  return {
    refId: query.refId,
    expr: text(query['expr']),
    ...(query['queryType'] === 'instant' ? { queryType: 'instant' as const } : {}),
    ...countOf(query, 'maxLines', MAX_LINES),
    ...(direction === 'forward' || direction === 'backward' || direction === 'scan' ? { direction } : {}),
    ...(typeof query['legendFormat'] === 'string' ? { legendFormat: query['legendFormat'] } : {}),
    ...(typeof query['step'] === 'string' ? { step: query['step'] } : {}),
  };
}

function pyroscopeTarget(query: PaneQuery): PyroscopeTarget {
  const queryType = query['queryType'];
  const spanSelector = texts(query['spanSelector']);
  const groupBy = texts(query['groupBy']);
  return {
    refId: query.refId,
    queryType: queryType === 'metrics' || queryType === 'profile' ? queryType : 'both',
    profileTypeId: text(query['profileTypeId']),
    labelSelector: text(query['labelSelector']) || '{}',
    ...(spanSelector.length > 0 ? { spanSelector } : {}),
    ...(groupBy.length > 0 ? { groupBy } : {}),
  };
}
