import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import type { ProvisioningStatus, SourceInfo } from '../../../server/contract/source.ts';
import { sourcesApi } from '../../lib/clients.ts';
import { sourceQueries } from '../../lib/source-queries.ts';
import { formatDateTime } from '../../lib/time.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { PageTitle } from '../../ui/PageActions.tsx';
import { LinkDoctor } from './LinkDoctor.tsx';
import { ProvisioningProblems } from './ProvisioningProblems.tsx';
import { SourceCard } from './SourceCard.tsx';
import styles from './Sources.module.css';

interface SourcesPageProps {
  /** Shows this source alone. */
  readonly uid?: string;
  readonly exploreHref: (source: SourceInfo) => string;
}

/** The data sources, how they are, and what is wrong with the files they come from. */
export function SourcesPage({ uid, exploreHref }: SourcesPageProps) {
  const { data } = useSuspenseQuery(sourceQueries.list());
  const sources = uid === undefined ? data.sources : data.sources.filter((source) => source.uid === uid);
  return (
    <div className={styles.page}>
      <PageTitle
        title={uid === undefined ? 'Data sources' : (sources[0]?.name ?? uid)}
        parents={uid === undefined ? [] : [{ label: 'Data sources', href: '/sources' }]}
      />
      <Reload status={data.provisioning} />
      <ProvisioningProblems status={data.provisioning} />
      {sources.length === 0 ? (
        <EmptyState
          title={uid === undefined ? 'No data sources' : `No data source has the uid ${uid}`}
          detail="Put a YAML file into provisioning/datasources and reload. The README has one that works."
        />
      ) : (
        <ul className={styles.list}>
          {sources.map((source) => (
            <li key={source.uid}>
              <SourceCard source={source} exploreHref={exploreHref(source)} isOpen={uid !== undefined} />
            </li>
          ))}
        </ul>
      )}
      {uid !== undefined && sources.length > 0 ? <LinkDoctor key={uid} uid={uid} /> : null}
    </div>
  );
}

function Reload({ status }: { readonly status: ProvisioningStatus }) {
  const client = useQueryClient();
  const reload = useMutation({
    mutationFn: () => sourcesApi.reload(),
    onSettled: () => client.invalidateQueries({ queryKey: sourceQueries.list().queryKey }),
  });
  return (
    <div className={styles.reload}>
      <span>
        {status.files.length} file{status.files.length === 1 ? '' : 's'}, read{' '}
        {formatDateTime(epochMs(Date.parse(status.loadedAt)))}
      </span>
      <Button onClick={() => reload.mutate()} disabled={reload.isPending}>
        <RotateCw size={12} aria-hidden /> Reload files
      </Button>
      {reload.error ? <ErrorState error={reload.error} /> : null}
    </div>
  );
}
