import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { sourceQueries } from '../../lib/source-queries.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { PageTitle } from '../../ui/PageActions.tsx';
import { Progress, SkeletonRows } from '../../ui/Skeleton.tsx';
import { SearchField } from '../../ui/TextField.tsx';
import { BundleList } from './BundleList.tsx';
import { BundleOpener } from './BundleOpener.tsx';
import { trailQueries } from './queries.ts';
import { TrailRow } from './TrailRow.tsx';
import styles from './Trails.module.css';

/** The investigations that were kept, newest first. */
export function TrailsPage({ onGo }: { readonly onGo: (href: string) => void }) {
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.trim());
  return (
    <BundleOpener onGo={onGo}>
      {(openFile) => (
        <div className={styles.page}>
          <PageTitle title="Saved trails" />
          <div className={styles.tools}>
            <SearchField
              label="Find a trail"
              placeholder="Find by name, note or query"
              className={styles.search ?? ''}
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
            {openFile}
          </div>
          <TrailList search={wanted} />
          <BundleList />
        </div>
      )}
    </BundleOpener>
  );
}

function TrailList({ search }: { readonly search: string }) {
  const trails = useQuery(trailQueries.list(search));
  const sources = useQuery(sourceQueries.list());
  const [now] = useState(() => epochMs(Date.now()));
  if (trails.isPending) return <SkeletonRows count={6} />;
  if (trails.isError) return <ErrorState error={trails.error} onRetry={() => void trails.refetch()} />;
  if (trails.data.length === 0) {
    return search === '' ? (
      <EmptyState
        title="No saved trails yet"
        detail="Follow something in Explore, write notes on its panes, and press Save: the whole way is kept, times included."
      >
        <a href="/explore">Explore</a>
      </EmptyState>
    ) : (
      <EmptyState title="No trail matches" detail={`None has “${search}” in its name, notes or queries.`} />
    );
  }
  return (
    <section aria-label="Trails" className={styles.list}>
      <Progress active={trails.isFetching} />
      <ul>
        {trails.data.map((trail) => (
          <TrailRow key={trail.id} trail={trail} sources={sources.data?.sources ?? []} now={now} />
        ))}
      </ul>
    </section>
  );
}
