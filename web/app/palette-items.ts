import type { DashboardSummary } from '../../server/contract/dashboards.ts';
import { signalOf } from '../../server/contract/signal.ts';
import type { Signal, SourceInfo } from '../../server/contract/source.ts';

export interface PaletteItem {
  /** Unique. */
  readonly value: string;
  readonly label: string;
  readonly hint: string;
  readonly signal?: Signal;
  /** A path of ours. */
  readonly href: string;
}
export interface PaletteGroup {
  readonly value: string;
  readonly items: readonly PaletteItem[];
}

const TRACE_ID = /^(?:[0-9a-f]{32}|[0-9a-f]{16})$/i;

/** The trace that a text names: 16 or 32 hex digits, alone or in a `traceparent`. */
export function traceIdIn(text: string): string | null {
  const trimmed = text.trim();
  const parent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/i.exec(trimmed);
  const id = parent?.[1] ?? (TRACE_ID.test(trimmed) ? trimmed : null);
  return id ? id.toLowerCase() : null;
}

/** Explore with a source and nothing asked. Written out here: Home would pay 30 kB for the code that reads such links. */
export function exploreSourceHref({ uid }: Pick<SourceInfo, 'uid'>): string {
  const pane = { datasource: uid, queries: [], range: { from: 'now-1h', to: 'now' } };
  return `/explore?${new URLSearchParams({ schemaVersion: '1', panes: JSON.stringify({ a00: pane }) })}`;
}

const PAGES: readonly PaletteItem[] = [
  { value: 'page:home', label: 'Home', hint: 'g h', href: '/' },
  { value: 'page:explore', label: 'Explore', hint: 'g e', href: '/explore' },
  { value: 'page:trails', label: 'Saved trails', hint: 'g t', href: '/trails' },
  { value: 'page:services', label: 'Services', hint: 'g v', href: '/services' },
  { value: 'page:sources', label: 'Data sources', hint: 'g s', href: '/sources' },
];

interface PaletteInput {
  readonly text: string;
  readonly dashboards: readonly DashboardSummary[];
  readonly sources: readonly SourceInfo[];
}

/** Where one can go, narrowed by words that must all occur. A pasted trace ID comes first. */
export function paletteGroups({ text, dashboards, sources }: PaletteInput): readonly PaletteGroup[] {
  const traceId = traceIdIn(text);
  const trace: readonly PaletteItem[] = traceId
    ? [{ value: 'trace', label: `Open trace ${traceId}`, hint: 'Trace', signal: 'traces', href: `/trace/${traceId}` }]
    : [];
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ label, hint }: PaletteItem): boolean => {
    const hay = `${label} ${hint}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  };
  const groups: readonly PaletteGroup[] = [
    { value: 'Trace', items: trace },
    { value: 'Pages', items: PAGES.filter(fits) },
    { value: 'Dashboards', items: dashboards.map(dashboardItem).filter(fits) },
    { value: 'Explore', items: sources.map(exploreItem).filter(fits) },
    { value: 'Data sources', items: sources.map(sourceItem).filter(fits) },
  ];
  return groups.filter((group) => group.items.length > 0);
}

const dashboardItem = ({ uid, title, folder }: DashboardSummary): PaletteItem => ({
  value: `dashboard:${uid}`,
  label: title,
  hint: folder ?? 'Dashboard',
  href: `/d/${encodeURIComponent(uid)}`,
});

const exploreItem = (source: SourceInfo): PaletteItem => ({
  value: `explore:${source.uid}`,
  label: `Explore ${source.name}`,
  hint: signalOf(source.type),
  signal: signalOf(source.type),
  href: exploreSourceHref(source),
});

const sourceItem = (source: SourceInfo): PaletteItem => ({
  value: `source:${source.uid}`,
  label: source.name,
  hint: 'Health and settings',
  signal: signalOf(source.type),
  href: `/sources/${encodeURIComponent(source.uid)}`,
});
