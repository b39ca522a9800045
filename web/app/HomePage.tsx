import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Star } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import type { DashboardSummary } from '../../server/contract/dashboards.ts';
import { HealthBadge } from '../features/sources/HealthBadge.tsx';
import { signalOf } from '../../server/contract/signal.ts';
import { dashboardsApi } from '../lib/clients.ts';
import { dashboardListQueries, sourceQueries } from '../lib/source-queries.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { PageTitle } from '../ui/PageActions.tsx';
import { SignalIcon } from '../ui/SignalIcon.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { SearchField } from '../ui/TextField.tsx';
import { showToast } from '../ui/Toasts.tsx';
import { groupDashboards } from './dashboard-groups.ts';
import styles from './HomePage.module.css';
import { exploreSourceHref } from './palette-items.ts';

/** The dashboards, and whether the sources behind them answer. */
export function HomePage() {
  return (
    <div className={styles.page}>
      <PageTitle title="Home" />
      <SourceStrip />
      <Dashboards />
    </div>
  );
}

function SourceStrip() {
  const list = useQuery(sourceQueries.list());
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  const problems = list.data?.provisioning.problems.length ?? 0;
  return (
    <section aria-label="Data sources">
      <ul className={styles.strip}>
        {(list.data?.sources ?? []).map((source) => (
          <li key={source.uid} className={styles.source}>
            <a href={exploreSourceHref(source)} className={styles.sourceName}>
              <SignalIcon signal={signalOf(source.type)} />
              {source.name}
            </a>
            <HealthBadge uid={source.uid} />
          </li>
        ))}
      </ul>
      {problems > 0 ? (
        <p className={styles.notice}>
          <Link to="/sources">
            {problems} {problems === 1 ? 'problem' : 'problems'} in the provisioning files
          </Link>
        </p>
      ) : null}
    </section>
  );
}

function Dashboards() {
  const dashboards = useQuery(dashboardListQueries.list());
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search);
  if (dashboards.isPending) return <SkeletonRows count={6} />;
  if (dashboards.isError) return <ErrorState error={dashboards.error} onRetry={() => void dashboards.refetch()} />;
  if (dashboards.data.length === 0) {
    return (
      <EmptyState
        title="No dashboards yet"
        detail="Put Grafana dashboard JSON where provisioning/dashboards points, and it appears here."
      />
    );
  }
  const groups = groupDashboards(dashboards.data, wanted);
  return (
    <section aria-label="Dashboards" className={styles.dashboards}>
      <SearchField
        label="Find a dashboard"
        placeholder="Find a dashboard by title, folder or tag"
        className={styles.search ?? ''}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {groups.length === 0 ? (
        <EmptyState title="No dashboard matches" detail={`Nothing has “${wanted}” in its title, folder or tags.`} />
      ) : (
        groups.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h2 className={styles.folder}>{group.title}</h2>
            <ul>
              {group.dashboards.map((dashboard) => (
                <DashboardRow key={dashboard.uid} dashboard={dashboard} />
              ))}
            </ul>
          </section>
        ))
      )}
    </section>
  );
}

function DashboardRow({ dashboard }: { readonly dashboard: DashboardSummary }) {
  const client = useQueryClient();
  const star = useMutation({
    mutationFn: () => dashboardsApi.star(dashboard.uid, !dashboard.starred),
    onSuccess: () => client.invalidateQueries(dashboardListQueries.list()),
    onError: (error) => showToast({ title: 'The star was not kept', detail: error.message, tone: 'error' }),
  });
  return (
    <li className={styles.row}>
      <IconButton
        label={dashboard.starred ? `Unstar ${dashboard.title}` : `Star ${dashboard.title}`}
        aria-pressed={dashboard.starred}
        className={styles.star}
        onClick={() => star.mutate()}
      >
        <Star size={14} aria-hidden />
      </IconButton>
      <a href={`/d/${encodeURIComponent(dashboard.uid)}`} className={styles.title}>
        {dashboard.title}
      </a>
      <span className={styles.tags}>
        {dashboard.tags.map((tag) => (
          <span key={tag} className={styles.tag}>
            {tag}
          </span>
        ))}
      </span>
    </li>
  );
}
