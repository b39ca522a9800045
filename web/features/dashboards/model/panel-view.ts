import { z } from 'zod';
import { lenientObject } from './lenient.ts';
import type { RawPanel } from './raw-dashboard.ts';

const flag = (fallback: boolean) => z.boolean().catch(fallback);
const text = (fallback: string) => z.string().catch(fallback);

const Legend = lenientObject({
  displayMode: z.enum(['list', 'table']).catch('list'),
  placement: z.enum(['bottom', 'right']).catch('bottom'),
  showLegend: flag(true),
  calcs: z.array(z.string()).catch([]),
  sortBy: text(''),
  sortDesc: flag(false),
});

const Tooltip = lenientObject({
  mode: z.enum(['single', 'multi', 'none']).catch('single'),
  sort: z.enum(['none', 'asc', 'desc']).catch('none'),
  hideZeros: flag(false),
});

const ReduceOptions = lenientObject({
  calcs: z.array(z.string()).catch([]),
  fields: text(''),
  values: flag(false),
  limit: z.number().nullish().catch(null),
});
export type ReduceOptions = z.infer<typeof ReduceOptions>;

const TimeSeriesOptions = z.looseObject({ legend: Legend, tooltip: Tooltip });
const StatOptions = z.looseObject({
  reduceOptions: ReduceOptions,
  colorMode: z.enum(['value', 'background', 'background_solid', 'none']).catch('value'),
  graphMode: z.enum(['area', 'line', 'none']).catch('area'),
  textMode: z.enum(['auto', 'value', 'value_and_name', 'name', 'none']).catch('auto'),
  justifyMode: z.enum(['auto', 'center']).catch('auto'),
  orientation: z.enum(['auto', 'horizontal', 'vertical']).catch('auto'),
});
const GaugeOptions = z.looseObject({ reduceOptions: ReduceOptions, showThresholdMarkers: flag(true) });
const BarGaugeOptions = z.looseObject({
  reduceOptions: ReduceOptions,
  orientation: z.enum(['auto', 'horizontal', 'vertical']).catch('auto'),
  displayMode: z.enum(['gradient', 'lcd', 'basic']).catch('gradient'),
});
const TableOptions = z.looseObject({
  showHeader: flag(true),
  sortBy: z.array(z.looseObject({ displayName: text(''), desc: flag(false) })).catch([]),
});
const LogsOptions = z.looseObject({
  showTime: flag(true),
  wrapLogMessage: flag(false),
  prettifyLogMessage: flag(false),
  sortOrder: z.enum(['Descending', 'Ascending']).catch('Descending'),
});
const TextOptions = z.looseObject({ mode: z.enum(['markdown', 'html', 'code']).catch('markdown'), content: text('') });

export type TimeSeriesOptions = z.infer<typeof TimeSeriesOptions>;
export type StatOptions = z.infer<typeof StatOptions>;
export type GaugeOptions = z.infer<typeof GaugeOptions>;
export type BarGaugeOptions = z.infer<typeof BarGaugeOptions>;
export type TableOptions = z.infer<typeof TableOptions>;
export type LogsOptions = z.infer<typeof LogsOptions>;
export type TextOptions = z.infer<typeof TextOptions>;

/** What a panel shows, by its type. */
export type PanelView =
  | { readonly kind: 'timeseries'; readonly options: TimeSeriesOptions }
  | { readonly kind: 'stat'; readonly options: StatOptions }
  | { readonly kind: 'gauge'; readonly options: GaugeOptions }
  | { readonly kind: 'bargauge'; readonly options: BarGaugeOptions }
  | { readonly kind: 'table'; readonly options: TableOptions }
  | { readonly kind: 'logs'; readonly options: LogsOptions }
  | { readonly kind: 'text'; readonly options: TextOptions }
  | { readonly kind: 'unsupported'; readonly type: string };

/** The view of a panel; `type` is the one after migration. */
export function parseView({ type, options }: Pick<RawPanel, 'type' | 'options'>): PanelView {
  switch (type) {
    case 'timeseries':
      return { kind: type, options: TimeSeriesOptions.parse(options) };
    case 'stat':
      return { kind: type, options: StatOptions.parse(options) };
    case 'gauge':
      return { kind: type, options: GaugeOptions.parse(options) };
    case 'bargauge':
      return { kind: type, options: BarGaugeOptions.parse(options) };
    case 'table':
      return { kind: type, options: TableOptions.parse(options) };
    case 'logs':
      return { kind: type, options: LogsOptions.parse(options) };
    case 'text':
      return { kind: type, options: TextOptions.parse(options) };
    default:
      return { kind: 'unsupported', type };
  }
}
