import type { AbsoluteRange } from '../../../server/contract/query.ts';
import { formatText } from '../../signals/metric/unit.ts';
import { edgeKey, errorShare, type ServiceGraph } from '../../signals/service/graph.ts';
import { ServiceName } from '../../ui/ServiceName.tsx';
import { Behind } from './Behind.tsx';
import { behind, promql, traceql } from './service-jumps.ts';
import { callQueries } from './service-promql.ts';
import type { ServiceSources } from './service-sources.ts';
import { callTraces } from './service-traceql.ts';
import { RedHeads } from './RedHeads.tsx';
import styles from './Services.module.css';

interface CallTableProps {
  readonly graph: ServiceGraph;
  readonly view: { readonly from: ServiceSources; readonly range: AbsoluteRange };
  readonly title?: string;
}

const MARKS = { none: '', path: 'most time', failing: 'failing' } as const;

/** The calls of the map in words; each number opens its query, each call its traces. */
export function CallTable({ graph, view, title = 'Calls' }: CallTableProps) {
  const { from, range } = view;
  if (graph.edges.length === 0) return null;
  const edges = graph.edges.toSorted((a, b) => errorShare(b) - errorShare(a) || b.busy - a.busy);
  return (
    <section className={styles.section}>
      <h2>{title}</h2>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <RedHeads rate="Calls" />
              <th scope="col">Mark</th>
              <th scope="col">Traces</th>
            </tr>
          </thead>
          <tbody>
            {edges.map((edge) => {
              const { client, server, kind } = edge;
              const queries = callQueries(client, server);
              const open = (what: string, expr: string) =>
                behind(from.metrics, range, { title: `${what}, ${client} to ${server}`, target: promql(expr) });
              const traces =
                kind === 'service' && client !== 'user'
                  ? behind(from.traces, range, {
                      title: `Traces, ${client} to ${server}`,
                      target: traceql(callTraces(client, server)),
                    })
                  : null;
              return (
                <tr key={edgeKey(edge)} data-failing={edge.critical === 'failing' ? '' : undefined}>
                  <td>
                    <ServiceName service={client} />
                  </td>
                  <td>
                    <ServiceName service={server} />
                  </td>
                  <td data-number>
                    <Behind jump={open('Calls', queries.rate)}>{formatText(edge.rate, { unit: 'reqps' })}</Behind>
                  </td>
                  <td data-number>
                    <Behind jump={open('Errors', queries.errors)}>
                      {formatText(errorShare(edge), { unit: 'percentunit' })}
                    </Behind>
                  </td>
                  <td data-number>
                    <Behind jump={open('95th percentile', queries.p95)}>{formatText(edge.p95, { unit: 's' })}</Behind>
                  </td>
                  <td data-critical={edge.critical}>{MARKS[edge.critical]}</td>
                  <td>{traces ? <Behind jump={traces}>open</Behind> : null}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
