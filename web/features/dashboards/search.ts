import type { AbsoluteRange, RawRange } from '../../../server/contract/query.ts';
import { parseDuration } from '../../signals/metric/step.ts';

/** A dashboard's URL parameters, as text or lists of text. Those we do not know are kept. */
export type DashboardSearch = Readonly<Record<string, unknown>>;

export interface DashboardView {
  /** Null when the URL names no range: the dashboard's own applies. */
  readonly range: RawRange | null;
  /** Null when the URL names no interval; '' switches refreshing off. */
  readonly refresh: string | null;
  /** The id of the panel shown alone. */
  readonly viewPanel: number | null;
  /** By variable name. */
  readonly asked: ReadonlyMap<string, readonly string[]>;
}

const texts = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined && one !== null).map(String);
const first = (value: unknown): string | null => texts(value)[0] ?? null;

/** Grafana's parameters: `from`, `to`, `time` with `time.window`, `refresh`, `viewPanel`, `var-…`. */
export function readSearch(search: DashboardSearch): DashboardView {
  const asked = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(search)) {
    if (name.startsWith('var-')) asked.set(name.slice(4), texts(value));
  }
  const panel = /^(?:panel-)?(\d+)$/.exec(first(search['viewPanel']) ?? '');
  return {
    range: readRange(search),
    refresh: first(search['refresh']),
    viewPanel: panel ? Number(panel[1]) : null,
    asked,
  };
}

function readRange(search: DashboardSearch): RawRange | null {
  const centre = Number(first(search['time']) ?? NaN);
  const window = windowMs(first(search['time.window']));
  if (Number.isFinite(centre) && window !== null) {
    return { from: String(centre - window / 2), to: String(centre + window / 2) };
  }
  const from = first(search['from']);
  const to = first(search['to']);
  if (!from && !to) return null;
  return { from: from || 'now-6h', to: to || 'now' };
}

function windowMs(text: string | null): number | null {
  if (text === null) return null;
  return /^\d+$/.test(text) ? Number(text) : parseDuration(text);
}

const without = (search: DashboardSearch, ...names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(search).filter(([name]) => !names.includes(name)));

export const withRange = (search: DashboardSearch, { from, to }: RawRange): DashboardSearch => ({
  ...without(search, 'time', 'time.window'),
  from,
  to,
});

export const withVariable = (search: DashboardSearch, name: string, values: readonly string[]): DashboardSearch => ({
  ...search,
  // No value at all is `var-x=`; leaving the parameter out would bring the default back.
  [`var-${name}`]: values.length === 0 ? '' : values.length === 1 ? values[0] : values,
});

export const withRefresh = (search: DashboardSearch, interval: string): DashboardSearch => ({
  ...search,
  refresh: interval,
});

export const withPanel = (search: DashboardSearch, panel: number | null): DashboardSearch =>
  panel === null ? without(search, 'viewPanel') : { ...search, viewPanel: `panel-${panel}` };

export const toSearchRange = ({ from, to }: AbsoluteRange): RawRange => ({
  from: String(Math.floor(from)),
  to: String(Math.ceil(to)),
});

/** The parameters as the text of a link, `?` first. */
export function searchHref(search: DashboardSearch): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) for (const one of texts(value)) params.append(name, one);
  return `?${params}`;
}
