import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { byLabel } from '../../signals/service/from-metrics.ts';
import { formatText } from '../../signals/metric/unit.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { Behind } from './Behind.tsx';
import { type Operation, operationsOf, type OperationOrder, orderOperations } from './operation-list.ts';
import { serviceQueries } from './queries.ts';
import { behind, promql, traceql } from './service-jumps.ts';
import { operationCourse, operationQueries, windowOf } from './service-promql.ts';
import { operationTraces } from './service-traceql.ts';
import type { ServiceView } from './services-context.ts';
import { RedHeads } from './RedHeads.tsx';
import styles from './Services.module.css';

const ORDERS = [
  { value: 'slow', label: 'Slowest' },
  { value: 'failing', label: 'Failing' },
  { value: 'busy', label: 'Busiest' },
] as const;
const SHOWN = 12;

/** What the service does, by span name: the slow and the failing on top. */
export function Operations({ view }: { readonly view: ServiceView }) {
  const { service, from, range } = view;
  const [order, setOrder] = useState<OperationOrder>('slow');
  const queries = operationQueries(service, windowOf(range));
  const source = from.metrics?.uid ?? '';
  const isOn = { enabled: from.metrics !== null };
  const rate = useQuery({ ...serviceQueries.instant(source, queries.rate, range.to), ...isOn });
  const failed = useQuery({ ...serviceQueries.instant(source, queries.failed, range.to), ...isOn });
  const p95 = useQuery({ ...serviceQueries.instant(source, queries.p95, range.to), ...isOn });
  const problem = rate.error ?? failed.error ?? p95.error;
  if (problem) return <ErrorState error={problem} source={from.metrics?.name ?? ''} />;
  if (!rate.data || !failed.data || !p95.data) return null;
  const operations = operationsOf({
    rate: byLabel(rate.data, 'span_name'),
    failed: byLabel(failed.data, 'span_name'),
    p95: byLabel(p95.data, 'span_name'),
  });
  return (
    <section className={styles.section}>
      <h2>Operations</h2>
      {operations.length === 0 ? (
        <p className={styles.quiet}>
          No span metrics of this service in this time. Tempo’s metrics generator writes them (traces_spanmetrics_*).
        </p>
      ) : (
        <>
          <div>
            <Segmented label="On top" value={order} options={ORDERS} onChange={setOrder} />
          </div>
          <OperationTable operations={orderOperations(operations, order).slice(0, SHOWN)} view={view} />
          {operations.length > SHOWN ? (
            <p className={styles.quiet}>
              {SHOWN} of {operations.length} operations.
            </p>
          ) : null}
        </>
      )}
    </section>
  );
}

interface OperationTableProps {
  readonly operations: readonly Operation[];
  readonly view: ServiceView;
}

function OperationTable({ operations, view }: OperationTableProps) {
  const { service, from, range } = view;
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Operation</th>
            <RedHeads rate="Requests" />
            <th scope="col">Traces</th>
          </tr>
        </thead>
        <tbody>
          {operations.map((operation) => {
            const course = operationCourse(service, operation.name);
            const open = (what: string, expr: string) =>
              behind(from.metrics, range, { title: `${what} of ${operation.name}`, target: promql(expr) });
            const traces = (condition: 'failing' | 'slow') =>
              behind(from.traces, range, {
                title: condition === 'failing' ? `Failed ${operation.name}` : operation.name,
                target: traceql(operationTraces(service, operation.name, condition)),
              });
            return (
              <tr key={operation.name} data-failing={operation.errorShare >= 0.05 ? '' : undefined}>
                <th scope="row" className={styles.pattern}>
                  {operation.name}
                </th>
                <td data-number>
                  <Behind jump={open('Requests', course.rate)}>{formatText(operation.rate, { unit: 'reqps' })}</Behind>
                </td>
                <td data-number>
                  <Behind jump={open('Errors', course.errors)}>
                    {formatText(operation.errorShare, { unit: 'percentunit' })}
                  </Behind>
                </td>
                <td data-number>
                  <Behind jump={open('95th percentile', course.p95)}>{formatText(operation.p95, { unit: 's' })}</Behind>
                </td>
                <td>
                  <Behind jump={traces('slow')}>all</Behind>
                  {operation.errorShare > 0 ? (
                    <>
                      {' · '}
                      <Behind jump={traces('failing')}>failed</Behind>
                    </>
                  ) : null}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
