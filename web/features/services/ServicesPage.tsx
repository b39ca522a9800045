import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { resolveRange } from '../../../server/contract/time-range.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { NodeGraph } from '../../charts/node-graph/NodeGraph.tsx';
import type { ServiceGraph } from '../../signals/service/graph.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { PageActions, PageTitle } from '../../ui/PageActions.tsx';
import { Progress, SkeletonChart } from '../../ui/Skeleton.tsx';
import { TimeRangePicker } from '../../ui/TimeRangePicker.tsx';
import { CallTable } from './CallTable.tsx';
import { GraphNote } from './GraphNote.tsx';
import { OriginPicker } from './OriginPicker.tsx';
import { serviceQueries } from './queries.ts';
import { serviceHref } from './search.ts';
import { serviceSources } from './service-sources.ts';
import type { ServicesContext } from './services-context.ts';
import styles from './Services.module.css';
import { ServiceTable } from './ServiceTable.tsx';

/** Every service, what it calls, and how that goes. */
export function ServicesPage({ context }: { readonly context: ServicesContext }) {
  const { sources, raw, onRange } = context;
  // Holds still between changes of the range: numbers of one moment.
  const [now] = useState(() => epochMs(Date.now()));
  const range = resolveRange(raw, { now });
  const from = serviceSources(sources, context.source);
  const answer = useQuery(
    serviceQueries.graph({ metrics: from.metrics?.uid ?? null, traces: from.traces?.uid ?? null, range }),
  );
  return (
    <div className={styles.page}>
      <PageTitle title="Services" />
      <PageActions>
        <OriginPicker context={context} />
        <TimeRangePicker range={raw} onChange={onRange} keyboard />
      </PageActions>
      <Progress active={answer.isFetching} />
      {answer.error ? <ErrorState error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.data ? (
        <Services graph={answer.data.graph} context={context}>
          <GraphNote answer={answer.data} />
        </Services>
      ) : answer.isPending ? (
        <div className={styles.waiting}>
          <SkeletonChart />
        </div>
      ) : null}
      {answer.data ? (
        <>
          <ServiceTable graph={answer.data.graph} context={context} view={{ from, range }} />
          <CallTable graph={answer.data.graph} view={{ from, range }} />
        </>
      ) : null}
    </div>
  );
}

interface ServicesProps {
  readonly graph: ServiceGraph;
  readonly context: ServicesContext;
  readonly children: React.ReactNode;
}

function Services({ graph, context, children }: ServicesProps) {
  if (graph.nodes.length === 0) {
    return (
      <EmptyState
        title="No services in this time"
        detail="Neither service-graph metrics nor traces were found. Widen the time range, or send traces: the README says how."
      />
    );
  }
  const hrefOf = (name: string) => serviceHref(name, context);
  return (
    <>
      {children}
      <NodeGraph
        label="Service map"
        graph={graph}
        hrefOf={(node) => (node.kind === 'service' ? hrefOf(node.name) : null)}
        onOpen={(node) => context.onOpen(hrefOf(node.name))}
      />
    </>
  );
}
