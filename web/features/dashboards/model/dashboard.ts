import type { RawRange } from '../../../../server/contract/query.ts';
import type { FieldConfig } from './field-config.ts';
import { migratePanel } from './migrate-panel.ts';
import { parseView, type PanelView } from './panel-view.ts';
import { RawDashboard, type GridPos, type RawPanel, type RawSourceRef, type RawTarget } from './raw-dashboard.ts';
import { isSupported } from './transform-table.ts';
import { parseVariable, type Variable } from './variable.ts';

export interface Panel {
  /** Unique within the dashboard. */
  readonly id: number;
  readonly title: string;
  readonly description: string;
  /** In units of the grid: 24 columns, rows of 30 px; `y` counts from the top of its section. */
  readonly grid: GridPos;
  readonly view: PanelView;
  readonly source: RawSourceRef;
  readonly targets: readonly RawTarget[];
  readonly fieldConfig: FieldConfig;
  readonly transformations: readonly { readonly id: string; readonly options: Readonly<Record<string, unknown>> }[];
  readonly transparent: boolean;
  /** The least step, as a duration or an expression over variables; '' for none. */
  readonly interval: string;
  readonly maxDataPoints: number | null;
  readonly timeFrom: string;
  readonly timeShift: string;
  readonly hideTimeOverride: boolean;
  /** Settings that are not carried out, in words, so that nobody reads the panel for more than it shows. */
  readonly notes: readonly string[];
  /** As saved, for the inspector. */
  readonly json: unknown;
}

/** Panels between two rows of the dashboard. The first section has no title when panels come before any row. */
export interface Section {
  readonly id: number;
  readonly title: string | null;
  readonly collapsed: boolean;
  readonly panels: readonly Panel[];
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly time: RawRange;
  /** `30s`, or '' for off. */
  readonly refresh: string;
  readonly timezone: string;
  readonly crosshair: 'own' | 'shared' | 'shared-tooltip';
  readonly variables: readonly Variable[];
  readonly sections: readonly Section[];
  /** What the dashboard asks for and does not get, for the whole and by panel. */
  readonly unsupported: readonly string[];
}

export type ParsedDashboard =
  | { readonly ok: true; readonly dashboard: Dashboard }
  | { readonly ok: false; readonly reason: string };

/** Grafana's dashboard JSON, classic form. Never throws. */
export function parseDashboard(json: unknown): ParsedDashboard {
  if (isSecondGeneration(json)) {
    return {
      ok: false,
      reason: "This dashboard is in Grafana's v2 format, which is not supported yet. Export it as classic JSON.",
    };
  }
  const parsed = RawDashboard.safeParse(json);
  if (!parsed.success) return { ok: false, reason: 'This is not a dashboard: expected a JSON object.' };
  const raw = parsed.data;
  const sections = toSections(raw);
  const variables = raw.templating.list.filter(({ name }) => name !== '').map(parseVariable);
  return {
    ok: true,
    dashboard: {
      uid: raw.uid ?? '',
      title: raw.title || 'Untitled dashboard',
      description: raw.description,
      tags: raw.tags,
      time: { from: raw.time.from, to: raw.time.to },
      refresh: typeof raw.refresh === 'string' ? raw.refresh : '',
      timezone: raw.timezone || 'browser',
      crosshair: raw.graphTooltip === 1 ? 'shared' : raw.graphTooltip === 2 ? 'shared-tooltip' : 'own',
      variables,
      sections,
      unsupported: listUnsupported(sections, variables),
    },
  };
}

function isSecondGeneration(json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return false;
  const apiVersion = 'apiVersion' in json ? String(json.apiVersion) : '';
  return 'elements' in json || ('spec' in json && apiVersion.includes('v2'));
}

function toSections(raw: RawDashboard): readonly Section[] {
  const ids = new PanelIds();
  if (raw.panels.length === 0 && raw.rows) return legacySections(raw, ids);
  const sections: { id: number; title: string | null; collapsed: boolean; panels: RawPanel[] }[] = [];
  // Panels belong to the row above them, and the file need not list them in that order.
  const ordered = [...raw.panels].sort((a, b) => top(a) - top(b) || left(a) - left(b));
  for (const panel of ordered) {
    if (panel.type === 'row') {
      const children = (panel.panels ?? []).map((child): RawPanel => ({ ...child, panels: null }));
      sections.push({ id: ids.take(panel.id), title: panel.title, collapsed: panel.collapsed, panels: children });
      continue;
    }
    if (sections.length === 0) sections.push({ id: 0, title: null, collapsed: false, panels: [] });
    sections.at(-1)?.panels.push(panel);
  }
  return sections.map(({ panels, ...section }) => ({
    ...section,
    panels: settle(panels.map((one) => toPanel(one, ids))),
  }));
}

const top = (panel: RawPanel): number => panel.gridPos?.y ?? 0;
const left = (panel: RawPanel): number => panel.gridPos?.x ?? 0;

/**
 * Moves panels up until they rest on one another, those that overlap one below the other, as Grafana's grid does. In the
 * order of their places.
 */
function settle(panels: readonly Panel[]): readonly Panel[] {
  const bottoms = Array.from({ length: 24 }, () => 0);
  return panels.map((panel) => {
    const { x, w, h } = panel.grid;
    const columns = Array.from({ length: w }, (_, i) => x + i);
    const y = Math.max(...columns.map((column) => bottoms[column] ?? 0));
    for (const column of columns) bottoms[column] = y + h;
    return { ...panel, grid: { ...panel.grid, y } };
  });
}

function legacySections(raw: RawDashboard, ids: PanelIds): readonly Section[] {
  return (raw.rows ?? []).map((row, index) => {
    const h = Math.max(3, Math.round(Number.parseFloat(String(row.height ?? '250')) / 38));
    let x = 0;
    let y = 0;
    const panels = row.panels.map((panel) => {
      const w = Math.max(1, Math.min(24, panel.span * 2));
      if (x + w > 24) {
        x = 0;
        y += h;
      }
      const placed: RawPanel = { ...panel, panels: null, gridPos: { x, y, w, h } };
      x += w;
      return toPanel(placed, ids);
    });
    return { id: ids.take(-1 - index), title: row.showTitle ? row.title : null, collapsed: row.collapse, panels };
  });
}

/** Panel ids can be missing or repeated in hand-written files; URLs and keys need them unique. */
class PanelIds {
  private readonly taken = new Set<number>();

  take(wanted: number): number {
    let id = wanted;
    while (id === 0 || this.taken.has(id)) id = id <= 0 ? 1000 - id : id + 1000;
    this.taken.add(id);
    return id;
  }
}

const DEFAULT_GRID: GridPos = { x: 0, y: 0, w: 12, h: 8 };

function clampGrid({ x, y, w, h }: GridPos): GridPos {
  const width = Math.min(24, Math.max(1, Math.round(w)));
  return {
    x: Math.min(24 - width, Math.max(0, Math.round(x))),
    y: Math.max(0, Math.round(y)),
    w: width,
    h: Math.max(1, Math.round(h)),
  };
}

function toPanel(saved: RawPanel, ids: PanelIds): Panel {
  const raw = migratePanel(saved);
  const transformations = raw.transformations.filter(({ disabled }) => !disabled);
  return {
    id: ids.take(raw.id),
    title: raw.title,
    description: raw.description,
    grid: clampGrid(raw.gridPos ?? DEFAULT_GRID),
    view: parseView(raw),
    source: raw.datasource,
    targets: raw.targets,
    fieldConfig: raw.fieldConfig,
    transformations,
    transparent: raw.transparent,
    interval: raw.interval ?? '',
    maxDataPoints: raw.maxDataPoints && raw.maxDataPoints > 0 ? raw.maxDataPoints : null,
    timeFrom: raw.timeFrom ?? '',
    timeShift: raw.timeShift ?? '',
    hideTimeOverride: raw.hideTimeOverride,
    notes: notesOn(
      raw,
      transformations.map(({ id }) => id),
    ),
    json: saved,
  };
}

function notesOn(raw: RawPanel, transformations: readonly string[]): readonly string[] {
  const notes: string[] = [];
  const missing = transformations.filter((id) => !isSupported(id, raw.type));
  if (missing.length > 0) notes.push(`Not applied: ${missing.join(', ')}`);
  if (raw.repeat) notes.push(`Not repeated by ${raw.repeat}`);
  if (raw.libraryPanel && raw.targets.length === 0)
    notes.push(`Library panel ${raw.libraryPanel.name} is not in the file`);
  return notes;
}

function listUnsupported(sections: readonly Section[], variables: readonly Variable[]): readonly string[] {
  const list: string[] = [];
  for (const { name, type, originalType } of variables) {
    if (type === 'unsupported') list.push(`Variable ${name}: type ${originalType} is not supported yet`);
  }
  for (const panel of sections.flatMap(({ panels }) => panels)) {
    const name = panel.title || `panel ${panel.id}`;
    if (panel.view.kind === 'unsupported') list.push(`${name}: panel type ${panel.view.type} is not supported yet`);
    for (const note of panel.notes) list.push(`${name}: ${note}`);
  }
  return list;
}

export function findPanel(dashboard: Dashboard, id: number): Panel | null {
  for (const { panels } of dashboard.sections) for (const panel of panels) if (panel.id === id) return panel;
  return null;
}
