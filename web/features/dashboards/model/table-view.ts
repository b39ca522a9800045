import { nanoToMs } from '../../../../server/contract/units.ts';
import { seriesColors } from '../../../signals/metric/color.ts';
import { toLabelTable, toTimeTable, type DataTable, type TableColumn } from '../../../signals/metric/table.ts';
import { formatText } from '../../../signals/metric/unit.ts';
import type { Panel } from './dashboard.ts';
import { resolveField, type FieldOptions } from './field-config.ts';
import { mapValue } from './mappings.ts';
import type { PanelData } from './panel-data.ts';
import { fieldColor } from './stat-values.ts';
import { transformTable } from './transform-table.ts';

export interface TableViewColumn {
  readonly name: string;
  readonly title: string;
  readonly align: 'start' | 'end' | 'center';
  /** CSS pixels, or null for what it takes. */
  readonly width: number | null;
  readonly options: FieldOptions;
  readonly column: TableColumn;
}

/** What a table panel shows: transformed, hidden columns left out. */
export interface TableView {
  readonly columns: readonly TableViewColumn[];
  readonly table: DataTable;
}

export function toTableView(panel: Panel, data: PanelData): TableView {
  const table = transformTable(rawTable(data), panel.transformations);
  const columns = table.columns
    .map((column) => describeColumn(panel, column))
    .filter(({ options }) => !options.custom.hidden && !options.custom.hideFrom.viz);
  return { columns, table };
}

function rawTable(data: PanelData): DataTable {
  if (data.traces.length > 0) return traceTable(data);
  const source = { times: data.times, series: data.series };
  const isTable = data.series.some(({ query }) => query.format === 'table' || query.request.kind.includes('instant'));
  return isTable
    ? toLabelTable(source)
    : toTimeTable(
        source,
        data.series.map(({ name }) => name),
      );
}

function traceTable({ traces }: PanelData): DataTable {
  const rows = traces.flatMap(({ search }) => search.traces);
  const column = (
    name: string,
    type: TableColumn['type'],
    cells: readonly (string | number | null)[],
  ): TableColumn => ({ name, type, cells });
  return {
    length: rows.length,
    columns: [
      column(
        'traceID',
        'string',
        rows.map(({ traceId }) => traceId),
      ),
      column(
        'startTime',
        'time',
        rows.map(({ startUnixNano }) => nanoToMs(startUnixNano)),
      ),
      column(
        'traceService',
        'string',
        rows.map(({ rootService }) => rootService),
      ),
      column(
        'traceName',
        'string',
        rows.map(({ rootName }) => rootName),
      ),
      column(
        'traceDuration',
        'number',
        rows.map(({ durationMs }) => durationMs),
      ),
    ],
  };
}

const TITLES: Readonly<Record<string, string>> = {
  traceID: 'Trace',
  startTime: 'Start',
  traceService: 'Service',
  traceName: 'Name',
  traceDuration: 'Duration',
};

function describeColumn(panel: Panel, column: TableColumn): TableViewColumn {
  const numbers = column.type === 'number' ? column.cells.map((cell) => (typeof cell === 'number' ? cell : NaN)) : [];
  const options = resolveField(panel.fieldConfig, {
    name: column.name,
    refId: column.refId ?? '',
    type: column.type,
    labels: {},
    values: numbers,
  });
  const { align, width } = options.custom;
  const isDuration = column.name === 'traceDuration' && options.unit === '';
  return {
    name: column.name,
    title:
      options.displayName || (Object.hasOwn(TITLES, column.name) ? (TITLES[column.name] ?? column.name) : column.name),
    align:
      align === 'left'
        ? 'start'
        : align === 'right'
          ? 'end'
          : align === 'center'
            ? 'center'
            : column.type === 'number'
              ? 'end'
              : 'start',
    width: width ?? null,
    options: isDuration ? { ...options, unit: 'ms' } : options,
    column,
  };
}

export interface CellView {
  readonly text: string;
  /** A CSS colour, and what it is for. */
  readonly color: string | null;
  readonly paint: 'text' | 'background' | 'bar' | 'none';
  /** Where the value stands between the column's limits, 0 … 1, for bars. */
  readonly share: number;
}

const PAINTS: Readonly<Record<string, CellView['paint']>> = {
  'color-text': 'text',
  'color-background': 'background',
  gauge: 'bar',
};

export function cellView(
  { options, column }: TableViewColumn,
  row: number,
  formatTime: (ms: number) => string,
): CellView {
  const cell = column.cells[row] ?? null;
  const type = options.custom.cellOptions.type;
  const paint = (Object.hasOwn(PAINTS, type) ? PAINTS[type] : undefined) ?? 'none';
  const mapped = mapValue(options.mappings, cell);
  if (mapped?.text) return { text: mapped.text, color: null, paint: 'none', share: 0 };
  if (column.type === 'time')
    return { text: typeof cell === 'number' ? formatTime(cell) : '', color: null, paint: 'none', share: 0 };
  if (typeof cell !== 'number') return { text: cell ?? options.noValue ?? '', color: null, paint: 'none', share: 0 };
  const numbers = column.cells.filter((one) => typeof one === 'number');
  const low = options.min ?? Math.min(0, ...numbers);
  const high = options.max ?? Math.max(...numbers);
  return {
    text: formatText(cell, { unit: options.unit, decimals: options.decimals ?? undefined }),
    color: paint === 'none' ? null : fieldColor(options, cell, seriesColors([{}])[0] ?? null),
    paint,
    share: high > low ? Math.min(1, Math.max(0, (cell - low) / (high - low))) : 0,
  };
}
