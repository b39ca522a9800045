import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Archive, X } from 'lucide-react';
import { epochMs } from '../../../server/contract/units.ts';
import { formatDateTime } from '../../lib/time.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { showToast } from '../../ui/Toasts.tsx';
import { bundleHref } from './bundle-href.ts';
import { bundleStore } from './bundle-store.ts';
import { bundleQueries } from './bundles.ts';
import styles from './Bundles.module.css';

/** The results files that this browser keeps. Nothing where there is none. */
export function BundleList() {
  const client = useQueryClient();
  const bundles = useQuery(bundleQueries.list());
  const remove = useMutation({
    networkMode: 'always',
    mutationFn: (hash: string) => bundleStore.remove(hash),
    onSettled: () => client.invalidateQueries({ queryKey: bundleQueries.all() }),
    onError: (error) => showToast({ title: 'The results stay', detail: error.message, tone: 'error' }),
  });
  if (!bundles.data || bundles.data.length === 0) return null;
  return (
    <section aria-label="Results files in this browser">
      <h2 className={styles.heading}>Results files in this browser</h2>
      <ul className={styles.files}>
        {bundles.data.map((bundle) => {
          const name = bundle.head.name || 'Unnamed trail';
          return (
            <li key={bundle.hash} className={styles.file}>
              <Archive size={14} aria-hidden />
              <a href={bundleHref(bundle)}>{name}</a>
              <span className={styles.when}>
                saved {formatDateTime(epochMs(Date.parse(bundle.head.createdAt)))} · {Math.ceil(bundle.bytes / 1000)} kB
              </span>
              <IconButton label={`Forget ${name}`} onClick={() => remove.mutate(bundle.hash)}>
                <X size={14} aria-hidden />
              </IconButton>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
