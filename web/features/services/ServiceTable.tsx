import type { AbsoluteRange } from '../../../server/contract/query.ts';
import { formatText } from '../../signals/metric/unit.ts';
import { errorShare, type ServiceGraph } from '../../signals/service/graph.ts';
import { ServiceName } from '../../ui/ServiceName.tsx';
import { Behind } from './Behind.tsx';
import { serviceHref } from './search.ts';
import { behind, promql } from './service-jumps.ts';
import { redQueries } from './service-promql.ts';
import type { ServiceSources } from './service-sources.ts';
import type { ServicesContext } from './services-context.ts';
import { RedHeads } from './RedHeads.tsx';
import styles from './Services.module.css';

interface ServiceTableProps {
  readonly graph: ServiceGraph;
  readonly context: ServicesContext;
  readonly view: { readonly from: ServiceSources; readonly range: AbsoluteRange };
}

/** The services of the map in words, those that fail most first. */
export function ServiceTable({ graph, context, view }: ServiceTableProps) {
  const services = graph.nodes
    .filter(({ kind }) => kind === 'service')
    .toSorted((a, b) => errorShare(b) - errorShare(a) || b.rate - a.rate);
  if (services.length === 0) return null;
  return (
    <section className={styles.section}>
      <h2>Services</h2>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Service</th>
            <RedHeads rate="Requests" />
          </tr>
        </thead>
        <tbody>
          {services.map((node) => {
            const queries = redQueries(node.name);
            const number = (title: string, expr: string, text: string) => (
              <td data-number>
                <Behind jump={behind(view.from.metrics, view.range, { title, target: promql(expr) })}>{text}</Behind>
              </td>
            );
            return (
              <tr key={node.name} data-failing={errorShare(node) >= 0.05 ? '' : undefined}>
                <th scope="row">
                  <a
                    href={serviceHref(node.name, context)}
                    onClick={(event) => {
                      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                      event.preventDefault();
                      context.onOpen(serviceHref(node.name, context));
                    }}
                  >
                    <ServiceName service={node.name} />
                  </a>
                </th>
                {number(`Request rate of ${node.name}`, queries.rate, formatText(node.rate, { unit: 'reqps' }))}
                {number(
                  `Errors of ${node.name}`,
                  queries.errors,
                  formatText(errorShare(node), { unit: 'percentunit' }),
                )}
                {number(`95th percentile of ${node.name}`, queries.p95, formatText(node.p95, { unit: 's' }))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
