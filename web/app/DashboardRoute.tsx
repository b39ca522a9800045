import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router';
import { DashboardPage } from '../features/dashboards/DashboardPage.tsx';
import type { DashboardSearch } from '../features/dashboards/search.ts';
import { correlateQueries } from '../lib/correlate-queries.ts';
import { JumpsContext } from '../lib/pane.ts';
import { sourceQueries } from '../lib/source-queries.ts';
import { JumpMenuHost } from '../ui/JumpMenuHost.tsx';
import { dashboardJumps } from './dashboard-jumps.ts';

/** Ties a dashboard to the URL, and its jumps to Explore: Back returns to the dashboard as it was. */
export function DashboardRoute() {
  const { uid } = useParams({ from: '/d/$uid/{-$slug}' });
  const search = useSearch({ from: '/d/$uid/{-$slug}' });
  const navigate = useNavigate({ from: '/d/$uid/{-$slug}' });
  const { history } = useRouter();
  const { data } = useSuspenseQuery(sourceQueries.list());
  const { data: vocabulary } = useQuery(correlateQueries.vocabulary());
  const handleSearch = (next: DashboardSearch, options?: { readonly replace: boolean }) =>
    void navigate({ to: '.', search: () => next, replace: options?.replace ?? false });
  return (
    <JumpsContext value={dashboardJumps({ sources: data.sources, vocabulary, go: (href) => history.push(href) })}>
      <DashboardPage uid={uid} search={search} onSearch={handleSearch} />
      <JumpMenuHost />
    </JumpsContext>
  );
}
