import { exemplarTraceId } from '../../signals/metric/exemplars.ts';
import { formatText } from '../../signals/metric/unit.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { ownValue } from './plot-data.ts';
import { formatDateTime } from '../../lib/time.ts';
import { type ChartExemplar, type ChartSeries, DEFAULT_TOOLTIP, type TimeSeriesProps } from './props.ts';

export interface TooltipRow {
  readonly name: string;
  readonly value: string;
  /** A CSS colour for the swatch; none for plain facts. */
  readonly color?: string;
  readonly active: boolean;
}

export interface TooltipContent {
  readonly title: string;
  readonly rows: readonly TooltipRow[];
  /** Rows left out. */
  readonly more: number;
  readonly hint?: string;
}

const MAX_ROWS = 16;
/** Facts of an exemplar; what identifies a request comes first. */
const MAX_FACTS = 7;
const TELLING = ['service', 'route', 'target', 'method', 'status', 'operation', 'span_name', 'pod'];

const withMs = (props: TimeSeriesProps): boolean => props.range.to - props.range.from < 120_000;

/** What the tooltip says at one time: all series, or in single mode the nearest one, if there is one. Null when there is nothing. */
export function pointContent(props: TimeSeriesProps, index: number, active: number | null): TooltipContent | null {
  const { mode, sort, hideZeros } = props.tooltip ?? DEFAULT_TOOLTIP;
  const time = props.times[index];
  if (mode === 'none' || time === undefined) return null;
  const rows = props.series
    .map((series, i) => ({ series, i, value: ownValue(series, index) }))
    .filter(({ series, i, value }) => {
      if (series.hidden || Number.isNaN(value) || (hideZeros && value === 0)) return false;
      // A chart that only follows another's cursor has no nearest series.
      return mode === 'multi' || active === null || i === active;
    });
  if (rows.length === 0) return null;
  if (sort !== 'none') rows.sort((a, b) => (sort === 'asc' ? a.value - b.value : b.value - a.value));
  const shown = keepActive(rows, active);
  return {
    title: formatDateTime(epochMs(time), withMs(props)),
    rows: shown.map(({ series, i, value }) => ({
      name: series.name,
      value: valueText(series, value),
      color: series.color,
      active: i === active && rows.length > 1,
    })),
    more: rows.length - shown.length,
  };
}

function keepActive<T extends { readonly i: number }>(rows: readonly T[], active: number | null): readonly T[] {
  const shown = rows.slice(0, MAX_ROWS);
  const own = rows.find(({ i }) => i === active);
  return own && !shown.includes(own) ? [...shown.slice(0, -1), own] : shown;
}

export const valueText = (series: ChartSeries | undefined, value: number): string =>
  formatText(value, { unit: series?.unit, decimals: series?.decimals });

/** The series on whose axis an exemplar stands. */
export const exemplarSeries = (series: readonly ChartSeries[], { seriesKey }: ChartExemplar): ChartSeries | undefined =>
  series.find(({ key }) => key === seriesKey) ?? series[0];

export const exemplarText = (series: readonly ChartSeries[], exemplar: ChartExemplar): string =>
  valueText(exemplarSeries(series, exemplar), exemplar.value);

/** What an exemplar's mark says: which trace, how much, when, and its labels. */
export function exemplarContent(props: TimeSeriesProps, exemplar: ChartExemplar): TooltipContent {
  const traceId = exemplarTraceId(exemplar);
  const facts: TooltipRow[] = [
    { name: 'Value', value: exemplarText(props.series, exemplar), active: false },
    ...labelRows(exemplar, traceId),
  ];
  return {
    title: formatDateTime(exemplar.time, true),
    rows: [...(traceId ? [{ name: 'Trace', value: traceId, active: true }] : []), ...facts.slice(0, MAX_FACTS)],
    more: Math.max(0, facts.length - MAX_FACTS),
    ...(props.onExemplar && traceId ? { hint: 'Click to open the trace' } : {}),
  };
}

function labelRows(exemplar: ChartExemplar, traceId: string | null): TooltipRow[] {
  return Object.entries({ ...exemplar.seriesLabels, ...exemplar.labels })
    .filter(([name, value]) => name !== '__name__' && name !== 'le' && value !== traceId)
    .sort(([a], [b]) => telling(a) - telling(b))
    .map(([name, value]) => ({ name, value, active: false }));
}

const telling = (name: string): number => {
  const rank = TELLING.findIndex((word) => name.includes(word));
  return rank === -1 ? TELLING.length : rank;
};

/** An exemplar in one line, for its button and for screen readers. */
export function exemplarLabel(props: TimeSeriesProps, exemplar: ChartExemplar): string {
  const traceId = exemplarTraceId(exemplar);
  const value = exemplarText(props.series, exemplar);
  return `Exemplar ${value} at ${formatDateTime(exemplar.time, true)}${traceId ? `, trace ${traceId}` : ''}`;
}

/** A tooltip read aloud. */
export function contentText(content: TooltipContent): string {
  const rows = content.rows.map(({ name, value }) => `${name}: ${value}`);
  return [content.title, ...rows, ...(content.more > 0 ? [`and ${content.more} more`] : [])].join(', ');
}
