import type { AbsoluteRange, RawRange } from '../../../../server/contract/query.ts';
import { clockDurationText, durationText, rateInterval } from '../../../signals/metric/step.ts';
import { literal, type Scope } from './interpolate.ts';

export interface DashboardMacros {
  readonly range: AbsoluteRange;
  readonly raw: RawRange;
  readonly uid: string;
  readonly title: string;
  readonly timezone: string;
}

/** What every text of a dashboard may mention: the range, the dashboard, who looks. */
export function dashboardScope({ range, uid, title, timezone }: DashboardMacros): Scope {
  const rangeMs = range.to - range.from;
  const seconds = Math.round(rangeMs / 1000);
  const from = String(Math.round(range.from));
  const to = String(Math.round(range.to));
  const user = literal('1', { id: '1', login: 'anonymous', email: '' });
  const known = new Map([
    ['__from', literal(from)],
    ['__to', literal(to)],
    ['__range', literal(`${seconds}s`)],
    ['__range_s', literal(String(seconds))],
    ['__range_ms', literal(String(Math.round(rangeMs)))],
    ['__dashboard', literal(title, { uid, title })],
    ['__timezone', literal(timezone)],
    ['__user', user],
    ['__org', literal('1', { id: '1', name: 'Main Org.' })],
    ['__url_time_range', literal(`from=${from}&to=${to}`)],
  ]);
  return (name) => known.get(name) ?? null;
}

export interface QueryMacros {
  /** The query's step. */
  readonly stepMs: number;
  /** How often the source scrapes: the query's own minimum, the source's, or 15 s. */
  readonly scrapeMs: number;
  /** `$__auto` of Loki: the step, or the range of an instant query. */
  readonly autoMs?: number;
}

/** What only queries may mention: steps and windows. */
export function queryScope({ stepMs, scrapeMs, autoMs = stepMs }: QueryMacros): Scope {
  const rate = rateInterval(stepMs, scrapeMs);
  const known = new Map([
    ['__interval', literal(durationText(stepMs))],
    ['__interval_ms', literal(String(stepMs))],
    ['__rate_interval', literal(clockDurationText(rate))],
    ['__rate_interval_ms', literal(String(rate))],
    ['__auto', literal(durationText(autoMs))],
  ]);
  return (name) => known.get(name) ?? null;
}
