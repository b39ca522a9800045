import type { Labels } from '../../../../server/contract/answer.ts';
import type { AbsoluteRange } from '../../../../server/contract/query.ts';
import { epochMs } from '../../../../server/contract/units.ts';
import type { SeriesOrigin } from '../../../charts/time-series/spot-subject.ts';
import type { JumpSubject } from '../../../lib/jump-places.ts';
import type { PanelData, PanelSeries } from './panel-data.ts';
import type { TableView, TableViewColumn } from './table-view.ts';

const DEFAULT_STEP_MS = 60_000;

/** What a series of a panel was asked with. */
export function originOf({ labels, query }: PanelSeries): SeriesOrigin {
  const { source, request } = query;
  const stepMs = 'step' in request ? request.step : DEFAULT_STEP_MS;
  return { sourceUid: source.uid, expr: request.query, labels, stepMs };
}

/** The jump menu of a series as a whole: a legend entry, a number of a stat panel. */
export function panelSeriesSubject(series: PanelSeries, range: AbsoluteRange): JumpSubject {
  const { sourceUid, expr, labels } = originOf(series);
  return { title: series.name, context: { kind: 'series', range, sourceUid, expr, labels } };
}

interface Cell {
  readonly column: TableViewColumn;
  readonly row: number;
}

/**
 * The jump menu of a table's cell. A column that is a series over time gives the point of its row; else the row's words
 * are the labels, as far as the panel's transformations left them. null where no query stands behind the table.
 */
export function cellSubject(
  { view, data, range }: { readonly view: TableView; readonly data: PanelData; readonly range: AbsoluteRange },
  { column, row }: Cell,
): JumpSubject | null {
  const time = timeOf(view, row);
  const own = data.series.find(({ name }) => name === column.name);
  const value = column.column.cells[row];
  if (own && time !== null && typeof value === 'number') {
    return {
      title: `${own.name}: ${value}`,
      context: { kind: 'point', range, time: epochMs(time), value, ...originOf(own) },
    };
  }
  const series = data.series.find(({ refId }) => refId === column.column.refId) ?? data.series[0];
  if (!series) return null;
  const labels = labelsOf(view, row);
  const { sourceUid, expr } = originOf(series);
  const title = Object.entries(labels).map(([name, text]) => `${name}=${text}`);
  return { title: title.join(', ') || series.name, context: { kind: 'series', range, sourceUid, expr, labels } };
}

function timeOf({ columns }: TableView, row: number): number | null {
  const time = columns.find(({ column }) => column.type === 'time')?.column.cells[row];
  return typeof time === 'number' ? time : null;
}

function labelsOf({ columns }: TableView, row: number): Labels {
  const words = columns.flatMap(({ column }) => {
    const cell = column.cells[row];
    return column.type === 'string' && typeof cell === 'string' && cell !== '' ? [[column.name, cell] as const] : [];
  });
  return Object.fromEntries(words);
}
