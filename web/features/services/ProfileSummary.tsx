import { useQuery } from '@tanstack/react-query';
import { useJumps } from '../../lib/pane.ts';
import { quote } from '../../../server/contract/correlation/variables.ts';
import { buildFlameTree } from '../../signals/profile/flame-tree.ts';
import { topFunctions } from '../../signals/profile/top-functions.ts';
import { formatText } from '../../signals/metric/unit.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Behind } from './Behind.tsx';
import { serviceQueries } from './queries.ts';
import type { ServiceView } from './services-context.ts';
import styles from './Services.module.css';

const SHOWN = 8;

/** Where the service's processors spend their time. */
export function ProfileSummary({ view }: { readonly view: ServiceView }) {
  const { service, from, range } = view;
  const selector = `{service_name=${quote(service)}}`;
  const answer = useQuery({
    ...serviceQueries.profile(from.profiles?.uid ?? '', selector, range),
    enabled: from.profiles !== null,
  });
  const jumps = useJumps();
  if (!from.profiles) return null;
  const jump = jumps
    .resolve({ kind: 'service', sourceUid: from.profiles.uid, range, service })
    .find((one) => one.kind === 'query' && one.signal === 'profiles');
  const profile = jump?.kind === 'query' ? jump : null;
  const functions = answer.data ? topFunctions(buildFlameTree(answer.data)).slice(0, SHOWN) : [];
  const total = answer.data?.total[0] ?? 0;
  return (
    <section className={styles.section}>
      <h2>
        <Behind jump={profile}>Its CPU time</Behind>
      </h2>
      {answer.error ? <ErrorState error={answer.error} source={from.profiles.name} /> : null}
      {answer.data && total === 0 ? <p className={styles.quiet}>No profiles of it in this time.</p> : null}
      {functions.length > 0 && total > 0 ? (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col" data-number>
                Self
              </th>
              <th scope="col" data-number>
                Total
              </th>
              <th scope="col">Function</th>
            </tr>
          </thead>
          <tbody>
            {functions.map(({ name, self, total: all }) => (
              <tr key={name}>
                <td data-number>
                  <Behind jump={profile}>{formatText(self / total, { unit: 'percentunit' })}</Behind>
                </td>
                <td data-number>{formatText(all / total, { unit: 'percentunit' })}</td>
                <td className={styles.pattern}>{name}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  );
}
