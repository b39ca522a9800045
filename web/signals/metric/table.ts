import type { SeriesTable } from './align.ts';
import { legendNames } from './legend.ts';

/** A column of a table view. Cells of a number or time column are numbers (time: epoch ms) or null. */
export interface TableColumn {
  readonly name: string;
  readonly type: 'time' | 'number' | 'string';
  readonly cells: readonly (string | number | null)[];
  /** The query the column came from; absent for labels and time. */
  readonly refId?: string;
}

export interface DataTable {
  readonly columns: readonly TableColumn[];
  readonly length: number;
}

/**
 * One row per sample: time, a column per label, the value. The value column is `Value`, or `Value #A` when several
 * queries are shown, as Grafana names it. Rows of several queries with the same labels and time join.
 */
export function toLabelTable(table: SeriesTable): DataTable {
  const refIds = [...new Set(table.series.map(({ refId }) => refId))];
  const labelNames = [...new Set(table.series.flatMap(({ labels }) => Object.keys(labels)))].sort();
  const rows = new Map<string, LabelRow>();
  for (const series of table.series) {
    const labels = JSON.stringify(labelNames.map((name) => series.labels[name] ?? ''));
    series.values.forEach((value, i) => {
      if (Number.isNaN(value)) return;
      const time = table.times[i] ?? 0;
      const id = `${time} ${labels}`;
      const row = rows.get(id) ?? { time, labels: series.labels, values: new Map<string, number>() };
      row.values.set(series.refId, value);
      rows.set(id, row);
    });
  }
  const list = [...rows.values()];
  const columns: TableColumn[] = [
    { name: 'Time', type: 'time', cells: list.map(({ time }) => time) },
    ...labelNames.map((name): TableColumn => ({
      name,
      type: 'string',
      cells: list.map(({ labels }) => labels[name] ?? ''),
    })),
    ...refIds.map((refId): TableColumn => ({
      name: refIds.length > 1 ? `Value #${refId}` : 'Value',
      type: 'number',
      refId,
      cells: list.map(({ values }) => values.get(refId) ?? null),
    })),
  ];
  return { columns, length: list.length };
}

interface LabelRow {
  readonly time: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly values: Map<string, number>;
}

/** One row per time, one column per series: what a chart's text equivalent shows. */
export function toTimeTable(table: SeriesTable, names?: readonly string[]): DataTable {
  const titles = names ?? legendNames(table.series.map(({ labels }) => ({ labels })));
  const columns: TableColumn[] = [
    { name: 'Time', type: 'time', cells: Array.from(table.times) },
    ...table.series.map((series, i): TableColumn => ({
      name: titles[i] ?? series.key,
      type: 'number',
      refId: series.refId,
      cells: Array.from(series.values, (value) => (Number.isNaN(value) ? null : value)),
    })),
  ];
  return { columns, length: table.times.length };
}
