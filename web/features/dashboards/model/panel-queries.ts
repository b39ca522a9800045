import type { AbsoluteRange, RawRange, Target } from '../../../../server/contract/query.ts';
import { toTarget } from '../../../../server/contract/explore-url.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import { isRelative, parseShift, resolveRange } from '../../../../server/contract/time-range.ts';
import { epochMs, type EpochMs } from '../../../../server/contract/units.ts';
import { DEFAULT_SCRAPE_MS, alignRange, intervalFor, parseDuration, stepFor } from '../../../signals/metric/step.ts';
import type { Panel } from './dashboard.ts';
import { chain, interpolate, mentionedNames, type Scope } from './interpolate.ts';
import { queryScope } from './macros.ts';
import type { RawTarget } from './raw-dashboard.ts';
import { findSource, languageOf } from './source-ref.ts';

/** One request to a source. Panels with equal ones share the answer. Times in ms. */
export type PanelRequest =
  | {
      readonly kind: 'range';
      readonly query: string;
      readonly start: number;
      readonly end: number;
      readonly step: number;
    }
  | { readonly kind: 'instant'; readonly query: string; readonly time: number }
  | { readonly kind: 'exemplars'; readonly query: string; readonly start: number; readonly end: number }
  | {
      readonly kind: 'loki';
      readonly query: string;
      readonly start: number;
      readonly end: number;
      readonly step: number;
      readonly limit: number;
      readonly direction: 'backward' | 'forward';
    }
  | { readonly kind: 'loki-instant'; readonly query: string; readonly time: number }
  | {
      readonly kind: 'tempo-metrics';
      readonly query: string;
      readonly start: number;
      readonly end: number;
      readonly step: number;
    }
  | {
      readonly kind: 'tempo-search';
      readonly query: string;
      readonly start: number;
      readonly end: number;
      readonly limit: number;
    };

export interface PanelQuery {
  readonly refId: string;
  readonly source: SourceInfo;
  /** With variables and macros filled in: what Explore opens. */
  readonly target: Target;
  readonly request: PanelRequest;
  readonly legendFormat: string;
  readonly format: 'time_series' | 'table' | 'heatmap';
}

/** A query that cannot be asked, and why. */
export interface RefusedQuery {
  readonly refId: string;
  readonly reason: string;
}

export interface PanelQueries {
  readonly queries: readonly PanelQuery[];
  readonly refused: readonly RefusedQuery[];
  /** The panel's own range, where it overrides the dashboard's. */
  readonly range: AbsoluteRange;
}

export interface PanelContext {
  readonly sources: readonly SourceInfo[];
  readonly scope: Scope;
  readonly raw: RawRange;
  readonly range: AbsoluteRange;
  readonly now: EpochMs;
  /** CSS pixels; how many points there is room for. */
  readonly width: number;
}

/** The names of variables that a panel's queries and title mention. */
export function namesUsed(panel: Panel): readonly string[] {
  const parts = [panel.title, panel.interval, panel.timeFrom, panel.timeShift, JSON.stringify(panel.source ?? '')];
  return mentionedNames([...parts, JSON.stringify(panel.targets), JSON.stringify(panel.view)].join('\n'));
}

/** What a panel asks, of whom, and over which range. */
export function planPanel(panel: Panel, context: PanelContext): PanelQueries {
  const range = panelRange(panel, context);
  const queries: PanelQuery[] = [];
  const refused: RefusedQuery[] = [];
  panel.targets.forEach((target, index) => {
    if (target.hide) return;
    const refId = target.refId || String.fromCharCode(65 + (index % 26));
    const found = findSource([target.datasource, panel.source], context);
    if (!found.ok) refused.push({ refId, reason: found.reason });
    else {
      const planned = planTarget({ panel, target, refId, source: found.source, context, range });
      if (typeof planned === 'string') refused.push({ refId, reason: planned });
      else queries.push(...planned);
    }
  });
  return { queries, refused, range };
}

/** `timeFrom` replaces a relative range only; `timeShift` moves any range back. */
export function panelRange(panel: Panel, { range, raw, now, scope }: PanelContext): AbsoluteRange {
  const timeFrom = interpolate(panel.timeFrom, scope).trim();
  const shift = parseShift(interpolate(panel.timeShift, scope)) ?? 0;
  let own = range;
  if (timeFrom !== '' && isRelative(raw.from)) {
    const from = timeFrom.startsWith('now') ? timeFrom : `now-${timeFrom}`;
    own = resolveRange({ from, to: 'now' }, { now });
  }
  return { from: epochMs(own.from - shift), to: epochMs(own.to - shift) };
}

interface TargetInput {
  readonly panel: Panel;
  readonly target: RawTarget;
  readonly refId: string;
  readonly source: SourceInfo;
  readonly context: PanelContext;
  readonly range: AbsoluteRange;
}

/** @returns the queries, or why there are none; an empty query is simply none. */
function planTarget(input: TargetInput): readonly PanelQuery[] | string {
  switch (input.source.type) {
    case 'prometheus':
      return planPrometheus(input);
    case 'loki':
      return planLoki(input);
    case 'tempo':
      return planTempo(input);
    case 'grafana-pyroscope-datasource':
      return 'Queries to Pyroscope in dashboards are not supported yet';
  }
}

interface Timing {
  readonly step: number;
  readonly scope: Scope;
  readonly start: number;
  readonly end: number;
}

/** The step of a target and the scope that knows it. */
function timing(input: TargetInput, own: { readonly minStep: string; readonly fallbackMinMs: number }): Timing {
  const { panel, context, source, range, target } = input;
  const rangeMs = Math.max(1, range.to - range.from);
  const fill = (text: string): number | null => parseDuration(interpolate(text, context.scope));
  const scrapeMs = fill(source.settings.timeInterval ?? '') ?? DEFAULT_SCRAPE_MS;
  const minIntervalMs = fill(panel.interval) ?? own.fallbackMinMs;
  const maxDataPoints = panel.maxDataPoints ?? Math.max(1, Math.round(context.width));
  // A minimum step may itself be written as `$__rate_interval`.
  const plain = intervalFor({ rangeMs, maxDataPoints, minIntervalMs });
  const early = chain(queryScope({ stepMs: plain, scrapeMs }), context.scope);
  const minStepMs = parseDuration(interpolate(own.minStep, early));
  const factor = Number(target['intervalFactor'] ?? 1);
  const step = stepFor({
    rangeMs,
    maxDataPoints,
    minIntervalMs: minStepMs ?? minIntervalMs,
    intervalFactor: factor > 0 ? factor : 1,
  });
  const scope = chain(queryScope({ stepMs: step, scrapeMs: minStepMs ?? scrapeMs }), context.scope);
  return { step, scope, ...alignRange(range, step) };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function planPrometheus(input: TargetInput): readonly PanelQuery[] {
  const { source, target, refId, range, panel } = input;
  const scrapeMs = parseDuration(source.settings.timeInterval ?? '') ?? DEFAULT_SCRAPE_MS;
  const { step, scope, start, end } = timing(input, { minStep: textOf(target['interval']), fallbackMinMs: scrapeMs });
  const query = interpolate(textOf(target['expr']), scope, 'promql').trim();
  if (query === '') return [];
  const isTable = panel.view.kind === 'table';
  const instant = target['instant'] === true;
  const format = target['format'] === 'table' || target['format'] === 'heatmap' ? target['format'] : 'time_series';
  const base = {
    source,
    target: toTarget('prometheus', { ...target, refId, expr: query }),
    legendFormat: interpolate(textOf(target['legendFormat']), scope),
    format,
  } as const;
  const queries: PanelQuery[] = [];
  if (target['range'] === true || !instant) {
    queries.push({ ...base, refId, request: { kind: 'range', query, start, end, step } });
  }
  if (instant) {
    const id = queries.length > 0 ? `${refId}-Instant` : refId;
    queries.push({ ...base, refId: id, request: { kind: 'instant', query, time: Math.floor(range.to / 1000) * 1000 } });
  }
  if (target['exemplar'] === true && !isTable && queries.length > 0) {
    queries.push({ ...base, refId, request: { kind: 'exemplars', query, start, end: end + step } });
  }
  return queries;
}

function planLoki(input: TargetInput): readonly PanelQuery[] {
  const { source, target, refId, range } = input;
  const { step, scope } = timing(input, { minStep: textOf(target['step']), fallbackMinMs: 1000 });
  const query = interpolate(textOf(target['expr']), scope, languageOf('loki')).trim();
  if (query === '') return [];
  const isMetric = !query.startsWith('{');
  const base = {
    refId,
    source,
    target: toTarget('loki', { ...target, refId, expr: query }),
    legendFormat: interpolate(textOf(target['legendFormat']), scope),
    format: 'time_series',
  } as const;
  // A log query saved as instant still runs over the range.
  if (isMetric && (target['queryType'] === 'instant' || target['instant'] === true)) {
    return [{ ...base, request: { kind: 'loki-instant', query, time: Math.floor(range.to / 1000) * 1000 } }];
  }
  const lines = Number(target['maxLines'] || source.settings.maxLines || 1000);
  const ends = isMetric ? alignRange(range, step) : { start: Math.floor(range.from), end: Math.ceil(range.to) };
  const direction = target['direction'] === 'forward' ? 'forward' : 'backward';
  const limit = Math.min(5000, Math.max(1, Math.round(lines) || 1000));
  return [{ ...base, request: { kind: 'loki', query, ...ends, step, limit, direction } }];
}

const TRACEQL_METRIC =
  /\|\s*(rate|count_over_time|sum_over_time|avg_over_time|min_over_time|max_over_time|quantile_over_time|histogram_over_time|compare)\s*\(/;

function planTempo(input: TargetInput): readonly PanelQuery[] | string {
  const { source, target, refId, panel } = input;
  const type = textOf(target['queryType']) || 'traceql';
  if (type !== 'traceql') return `Tempo queries of type ${type} are not supported yet`;
  const { step, scope, start, end } = timing(input, { minStep: textOf(target['step']), fallbackMinMs: 1000 });
  const query = interpolate(textOf(target['query']), scope, 'traceql').trim();
  if (query === '') return [];
  const base = {
    refId,
    source,
    target: toTarget('tempo', { ...target, refId, query }),
    legendFormat: '',
    format: 'time_series',
  } as const;
  if (TRACEQL_METRIC.test(query)) return [{ ...base, request: { kind: 'tempo-metrics', query, start, end, step } }];
  if (panel.view.kind !== 'table') return 'A TraceQL search is shown in table panels only';
  const limit = Math.min(1000, Math.max(1, Number(target['limit']) || 20));
  return [{ ...base, format: 'table', request: { kind: 'tempo-search', query, start, end: end + step, limit } }];
}
