import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { resolveRange, toRawRange } from '../../../server/contract/time-range.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { NodeGraph } from '../../charts/node-graph/NodeGraph.tsx';
import { useJumps } from '../../lib/pane.ts';
import { neighbourhood } from '../../signals/service/graph.ts';
import { JumpLink } from '../../ui/JumpLink.tsx';
import { PageActions, PageTitle } from '../../ui/PageActions.tsx';
import { TimeRangePicker } from '../../ui/TimeRangePicker.tsx';
import { CallTable } from './CallTable.tsx';
import { ErrorGroups, LogPatterns } from './LogSummary.tsx';
import { GraphNote } from './GraphNote.tsx';
import { Operations } from './Operations.tsx';
import { ProfileSummary } from './ProfileSummary.tsx';
import { OriginPicker } from './OriginPicker.tsx';
import { serviceQueries } from './queries.ts';
import { RedCharts } from './RedCharts.tsx';
import { serviceHref, servicesHref } from './search.ts';
import { serviceSources } from './service-sources.ts';
import type { ServicesContext, ServiceView } from './services-context.ts';
import styles from './Services.module.css';

interface ServicePageProps {
  readonly service: string;
  readonly context: ServicesContext;
}

/** One service: how it does, what it does slowly or wrongly, whom it calls, what it says, where its time goes. */
export function ServicePage({ service, context }: ServicePageProps) {
  const { sources, raw, onRange } = context;
  const [now] = useState(() => epochMs(Date.now()));
  const range = resolveRange(raw, { now });
  const view: ServiceView = { service, from: serviceSources(sources, context.source), range };
  const jumps = useJumps().resolve({ kind: 'service', sourceUid: view.from.traces?.uid ?? null, range, service });
  return (
    <div className={styles.page}>
      <PageTitle title={service} parents={[{ label: 'Services', href: servicesHref(context) }]} />
      <PageActions>
        <OriginPicker context={context} />
        <TimeRangePicker range={raw} onChange={onRange} keyboard />
      </PageActions>
      <p className={styles.jumps}>
        In Explore:
        {jumps.map((jump) => (
          <JumpLink key={jump.id} jump={jump} />
        ))}
      </p>
      <RedCharts view={view} onZoom={(zoomed) => onRange(toRawRange(zoomed))} />
      <Operations view={view} />
      <Dependencies view={view} context={context} />
      <div className={styles.columns}>
        <ErrorGroups view={view} />
        <LogPatterns view={view} />
        <ProfileSummary view={view} />
      </div>
    </div>
  );
}

interface DependenciesProps {
  readonly view: ServiceView;
  readonly context: ServicesContext;
}

function Dependencies({ view, context }: DependenciesProps) {
  const { service, from, range } = view;
  const answer = useQuery(
    serviceQueries.graph({ metrics: from.metrics?.uid ?? null, traces: from.traces?.uid ?? null, range }),
  );
  if (!answer.data) return null;
  const graph = neighbourhood(answer.data.graph, service);
  if (graph.edges.length === 0) return <p className={styles.quiet}>It calls nobody, and nobody calls it.</p>;
  const hrefOf = (name: string) => serviceHref(name, context);
  return (
    <section className={styles.section}>
      <h2>Dependencies</h2>
      <GraphNote answer={answer.data} />
      <NodeGraph
        label={`What ${service} calls, and who calls it`}
        graph={graph}
        current={service}
        hrefOf={(node) => (node.kind === 'service' && node.name !== service ? hrefOf(node.name) : null)}
        onOpen={(node) => context.onOpen(hrefOf(node.name))}
      />
      <CallTable graph={graph} view={{ from, range }} title="Calls to and from it" />
    </section>
  );
}
