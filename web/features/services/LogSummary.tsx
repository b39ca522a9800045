import { useQuery } from '@tanstack/react-query';
import { quote } from '../../../server/contract/correlation/variables.ts';
import { formatText } from '../../signals/metric/unit.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Behind } from './Behind.tsx';
import { lineFilterOf } from './line-filter.ts';
import { serviceQueries } from './queries.ts';
import { behind, logql } from './service-jumps.ts';
import type { ServiceView } from './services-context.ts';
import styles from './Services.module.css';

const SHOWN = 8;

const selectorOf = (service: string): string => `{service_name=${quote(service)}}`;
const errorsOf = (service: string): string => `${selectorOf(service)} | detected_level=~"error|critical|fatal"`;

/** The errors a service logs, those of one statement together. */
export function ErrorGroups({ view }: { readonly view: ServiceView }) {
  const { service, from, range } = view;
  const query = errorsOf(service);
  const answer = useQuery({
    ...serviceQueries.groups({ source: from.logs?.uid ?? '', query, range }),
    enabled: from.logs !== null,
  });
  if (!from.logs) return null;
  const { groups = [], isCut = false, lines = 0 } = answer.data ?? {};
  return (
    <section className={styles.section}>
      <h2>
        <Behind jump={behind(from.logs, range, { title: `Errors that ${service} logs`, target: logql(query) })}>
          Errors in its logs
        </Behind>
      </h2>
      {answer.error ? <ErrorState error={answer.error} source={from.logs.name} /> : null}
      {answer.data && groups.length === 0 ? <p className={styles.quiet}>None in this time.</p> : null}
      <LineTable
        view={view}
        rows={groups.slice(0, SHOWN).map((group) => ({ ...group, level: 'error' }))}
        base={query}
      />
      {isCut ? <p className={styles.quiet}>Of the newest {lines} error lines; there are more.</p> : null}
    </section>
  );
}

/** What a service says most. */
export function LogPatterns({ view }: { readonly view: ServiceView }) {
  const { service, from, range } = view;
  const query = selectorOf(service);
  const answer = useQuery({
    ...serviceQueries.patterns({ source: from.logs?.uid ?? '', query, range }),
    enabled: from.logs !== null,
  });
  if (!from.logs) return null;
  const { patterns = [] } = answer.data ?? {};
  return (
    <section className={styles.section}>
      <h2>
        <Behind jump={behind(from.logs, range, { title: `Logs of ${service}`, target: logql(query) })}>
          Patterns in its logs
        </Behind>
      </h2>
      {answer.error ? <ErrorState error={answer.error} source={from.logs.name} /> : null}
      {answer.data && patterns.length === 0 ? <p className={styles.quiet}>No log lines in this time.</p> : null}
      <LineTable view={view} rows={patterns.slice(0, SHOWN)} base={query} />
      {answer.data?.from === 'lines' && patterns.length > 0 ? (
        <p className={styles.quiet}>Of the newest lines: Loki’s pattern ingester is not on.</p>
      ) : null}
    </section>
  );
}

interface LineTableProps {
  readonly view: ServiceView;
  readonly rows: readonly { readonly pattern: string; readonly count: number; readonly level: string }[];
  /** The log query that a pattern narrows. */
  readonly base: string;
}

function LineTable({ view, rows, base }: LineTableProps) {
  if (rows.length === 0) return null;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col" data-number>
            Lines
          </th>
          <th scope="col">Pattern</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ pattern, count, level }) => {
          const target = logql(`${base} ${lineFilterOf(pattern)}`);
          return (
            <tr key={pattern}>
              <td data-number>
                <Behind jump={behind(view.from.logs, view.range, { title: pattern, target })}>
                  {formatText(count, { unit: 'short' })}
                </Behind>
              </td>
              <td className={styles.pattern} data-level={level}>
                {pattern}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
