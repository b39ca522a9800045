import type { DashboardSummary } from '../../server/contract/dashboards.ts';

export interface DashboardGroup {
  readonly title: string;
  readonly dashboards: readonly DashboardSummary[];
}

const ROOT = 'General';

/** Starred first, then by folder; within a group by title. `search` narrows by words that must all occur. */
export function groupDashboards(dashboards: readonly DashboardSummary[], search: string): readonly DashboardGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = dashboards
    .filter(({ title, folder, tags }) => {
      const hay = [title, folder ?? ROOT, ...tags].join(' ').toLowerCase();
      return words.every((word) => hay.includes(word));
    })
    .toSorted((a, b) => a.title.localeCompare(b.title));
  const starred = found.filter((dashboard) => dashboard.starred);
  const rest = found.filter((dashboard) => !dashboard.starred);
  const folders = [...new Set(rest.map((dashboard) => dashboard.folder ?? ROOT))].sort((a, b) => a.localeCompare(b));
  return [
    ...(starred.length > 0 ? [{ title: 'Starred', dashboards: starred }] : []),
    ...folders.map((title) => ({ title, dashboards: rest.filter((one) => (one.folder ?? ROOT) === title) })),
  ];
}
