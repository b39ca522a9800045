import type { DashboardJson } from '../../../../server/contract/dashboards.ts';
import type { ExplorePane, PaneQuery } from '../../../../server/contract/explore-url.ts';
import type { RawRange } from '../../../../server/contract/query.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import { DEFAULT_RANGE, isRelative } from '../../../../server/contract/time-range.ts';
import { textOfQuery } from '../query/target-text.ts';

type PanelType = 'timeseries' | 'table' | 'logs';

/** A panel of Grafana's dashboard JSON, without its place. */
export interface NewPanel {
  readonly type: PanelType;
  readonly title: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly targets: readonly PaneQuery[];
  readonly fieldConfig: { readonly defaults: object; readonly overrides: readonly object[] };
  readonly options: object;
}

/** Whether a dashboard has a panel for what the source holds. */
export const fitsDashboard = ({ type }: SourceInfo): boolean => type === 'prometheus' || type === 'loki';

const isWritten = (source: SourceInfo, query: PaneQuery): boolean => textOfQuery(source.type, query).trim() !== '';

export const writtenQueries = (pane: ExplorePane, source: SourceInfo): readonly PaneQuery[] =>
  pane.queries.filter((query) => isWritten(source, query));

/** LogQL that starts with a selector gives lines; any other gives series. */
function panelType(source: SourceInfo, query: PaneQuery): PanelType {
  if (source.type === 'loki') return textOfQuery('loki', query).trim().startsWith('{') ? 'logs' : 'timeseries';
  return query['instant'] === true && query['range'] !== true ? 'table' : 'timeseries';
}

export function panelOf(pane: ExplorePane, source: SourceInfo, title: string): NewPanel {
  const datasource = { type: source.type, uid: source.uid };
  const targets = writtenQueries(pane, source).map((query) => ({ ...query, datasource }));
  const [first] = targets;
  return {
    type: first ? panelType(source, first) : 'timeseries',
    title,
    datasource,
    targets,
    fieldConfig: { defaults: {}, overrides: [] },
    options: {},
  };
}

interface Placed {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : []);
const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
const number = (value: unknown, fallback = 0): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : fallback;

function placed(panel: unknown): Placed {
  const { id, gridPos } = record(panel);
  const { x, y, w, h } = record(gridPos);
  return { id: number(id), x: number(x), y: number(y), w: number(w, 12), h: number(h, 8) };
}

const WIDTH = 24;
const SIZE = { w: 12, h: 8 };

/** Beside the only panel of the last row where it leaves room, else below everything. */
function freePlace(panels: readonly Placed[]) {
  const bottom = Math.max(0, ...panels.map(({ y, h }) => y + h));
  const last = panels.filter(({ y, h }) => y + h === bottom && h > 0);
  const [only] = last;
  if (last.length === 1 && only && only.x === 0 && only.h > 1 && only.w + SIZE.w <= WIDTH) {
    return { x: only.w, y: only.y, w: SIZE.w, h: only.h };
  }
  return { x: 0, y: bottom, ...SIZE };
}

/** The dashboard with one more panel, all else as it was. */
export function addPanel(dashboard: DashboardJson, panel: NewPanel): DashboardJson {
  const rows = list(dashboard['rows']);
  const panels = list(dashboard['panels']);
  const inRows = rows.flatMap((row) => list(record(row)['panels']));
  const nested = panels.flatMap((one) => list(record(one)['panels']));
  const id = 1 + Math.max(0, ...[...panels, ...inRows, ...nested].map((one) => placed(one).id));
  // Before schema 16 the places were rows; Grafana reads either, not both.
  if (rows.length > 0 && panels.length === 0) {
    return { ...dashboard, rows: [...rows, { height: 250, panels: [{ ...panel, id, span: 12 }] }] };
  }
  return { ...dashboard, panels: [...panels, { ...panel, id, gridPos: freePlace(panels.map(placed)) }] };
}

/** A dashboard to begin with. It keeps the pane's range where that moves with the clock. */
export function newDashboard(title: string, range: RawRange): DashboardJson {
  const moves = isRelative(range.from) && isRelative(range.to);
  return {
    title,
    tags: [],
    timezone: 'browser',
    schemaVersion: 42,
    editable: true,
    graphTooltip: 1,
    time: { ...(moves ? range : DEFAULT_RANGE) },
    templating: { list: [] },
    annotations: { list: [] },
    panels: [],
  };
}
