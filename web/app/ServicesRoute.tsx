import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { rangeOf, type ServicesSearch } from '../features/services/search.ts';
import { ServicePage } from '../features/services/ServicePage.tsx';
import type { ServicesContext } from '../features/services/services-context.ts';
import { ServicesPage } from '../features/services/ServicesPage.tsx';
import { correlateQueries } from '../lib/correlate-queries.ts';
import { JumpsContext } from '../lib/pane.ts';
import { sourceQueries } from '../lib/source-queries.ts';
import { JumpMenuHost } from '../ui/JumpMenuHost.tsx';
import { dashboardJumps } from './dashboard-jumps.ts';

/** Ties the services' pages to the URL, and their jumps to Explore. */
function WithContext({ draw }: { readonly draw: (context: ServicesContext) => ReactNode }) {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const { history } = useRouter();
  const { data } = useSuspenseQuery(sourceQueries.list());
  const { data: vocabulary } = useQuery(correlateQueries.vocabulary());
  const go = (href: string) => history.push(href);
  const asked: ServicesSearch = search;
  const raw = rangeOf(asked);
  const show = (next: ServicesSearch) => void navigate({ to: '.', search: () => ({ ...asked, ...next }) });
  return (
    <JumpsContext value={dashboardJumps({ sources: data.sources, vocabulary, go })}>
      {draw({
        sources: data.sources,
        raw,
        source: asked.source,
        onSource: (source) => show({ source }),
        onRange: ({ from, to }) => show({ from, to }),
        onOpen: go,
      })}
      <JumpMenuHost />
    </JumpsContext>
  );
}

export const ServicesRoute = () => (
  <WithContext draw={(context) => <ServicesPage key={`${context.raw.from} ${context.raw.to}`} context={context} />} />
);

export function ServiceRoute() {
  const { name } = useParams({ from: '/services/$name' });
  return (
    <WithContext
      draw={(context) => (
        <ServicePage key={`${name} ${context.raw.from} ${context.raw.to}`} service={name} context={context} />
      )}
    />
  );
}
