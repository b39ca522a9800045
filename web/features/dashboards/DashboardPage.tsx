import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { parseDashboard } from './model/dashboard.ts';
import { DashboardView } from './DashboardView.tsx';
import { dashboardQueries } from './queries.ts';
import type { DashboardSearch } from './search.ts';
import { sourceQueries } from '../../lib/source-queries.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { PageTitle } from '../../ui/PageActions.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';

export interface DashboardPageProps {
  readonly uid: string;
  /** The URL's parameters; the whole state of the page. */
  readonly search: DashboardSearch;
  readonly onSearch: (search: DashboardSearch, options?: { readonly replace: boolean }) => void;
}

/** A dashboard by its uid. Needs a `JumpsContext` around it: exemplars, points and log lines lead elsewhere. */
export function DashboardPage({ uid, search, onSearch }: DashboardPageProps) {
  const answer = useQuery(dashboardQueries.detail(uid));
  const sources = useQuery(sourceQueries.list());
  const error = answer.error ?? sources.error;
  const json = answer.data?.dashboard;
  const parsed = useMemo(() => (json ? parseDashboard(json) : null), [json]);
  if (!answer.data || !parsed || !sources.data) {
    const retry = () => void Promise.all([answer.refetch(), sources.refetch()]);
    return (
      <>
        <PageTitle title="Dashboard" />
        {error ? <ErrorState error={error} onRetry={retry} /> : <SkeletonRows count={12} />}
      </>
    );
  }
  if (!parsed.ok) {
    return (
      <>
        <PageTitle title="Dashboard" />
        <EmptyState title="This dashboard cannot be shown" detail={parsed.reason} />
      </>
    );
  }
  return (
    <DashboardView
      key={uid}
      dashboard={parsed.dashboard}
      meta={answer.data.meta}
      sources={sources.data.sources}
      search={search}
      onSearch={onSearch}
    />
  );
}
