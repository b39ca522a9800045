import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { catch as orElse, looseObject, object, optional, string } from 'zod/mini';
import { sourceQueries } from '../lib/source-queries.ts';
import { HomePage } from './HomePage.tsx';
import { NotFound, PageError, PagePending, UnknownLink, UnknownTrail } from './PageStates.tsx';
import { parseSearch, stringifySearch } from './search-params.ts';
import { Shell } from './Shell.tsx';

const rootRoute = createRootRouteWithContext<{ readonly client: QueryClient }>()({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: PageError,
});

const homeRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: HomePage });

/** A parameter that is there once. */
const text = orElse(optional(string()), undefined);

/** Explore's form is Grafana's; `server/contract/explore-url.ts` reads it, and keeps to itself what it cannot. */
const ExploreSearch = looseObject({
  panes: text,
  left: text,
  right: text,
  focus: text,
  /** The saved trail that this is, or was before it was changed. */
  trail: text,
  /** The results file that answers, by the hash of its content. */
  bundle: text,
});

const exploreRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/explore',
  validateSearch: ExploreSearch,
  loaderDeps: ({ search: { bundle } }) => ({ bundle }),
  // Saved results are shown whether or not anybody answers.
  loader: ({ context, deps }) =>
    deps.bundle === undefined ? context.client.ensureQueryData(sourceQueries.list()) : undefined,
  component: lazyRouteComponent(() => import('./ExploreRoute.tsx'), 'ExploreRoute'),
});

/** Grafana's parameters (`from`, `to`, `var-…`, `viewPanel`), which the dashboard reads. The slug is for people. */
const dashboardRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/d/$uid/{-$slug}',
  validateSearch: (search: Record<string, unknown>) => search,
  loader: ({ context }) => context.client.ensureQueryData(sourceQueries.list()),
  component: lazyRouteComponent(() => import('./DashboardRoute.tsx'), 'DashboardRoute'),
});

const TraceLinkSearch = object({ from: text, to: text, spanId: text, source: text });

const traceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/trace/$traceId',
  validateSearch: TraceLinkSearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context, params, deps }) => {
    const { traceSearch } = await import('./trace-link.ts');
    const { sources } = await context.client.ensureQueryData(sourceQueries.list());
    const search = traceSearch({ traceId: params.traceId, sources, ...deps });
    // oxlint-disable-next-line typescript/only-throw-error -- the router's way to say it
    throw redirect({ to: '/explore', search, replace: true });
  },
});

/** A short link is the state it stands for: it is gone from the address and from the way back. */
const shortLinkRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/s/$id',
  loader: async ({ params }) => {
    const { openShortLink } = await import('./short-link.ts');
    const search = await openShortLink(params.id);
    if (search === null) return;
    // oxlint-disable-next-line typescript/only-throw-error -- the router's way to say it
    throw redirect({ to: '/explore', search, replace: true });
  },
  component: UnknownLink,
});

const trailsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/trails',
  component: lazyRouteComponent(() => import('./TrailsRoute.tsx'), 'TrailsRoute'),
});

/** A saved trail's own address, which outlives its changes. */
const trailRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/trails/$id',
  loader: async ({ params }) => {
    const { openSavedTrail } = await import('./short-link.ts');
    const search = await openSavedTrail(params.id);
    if (search === null) return;
    // oxlint-disable-next-line typescript/only-throw-error -- the router's way to say it
    throw redirect({ to: '/explore', search, replace: true });
  },
  component: UnknownTrail,
});

const sourcesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sources',
  loader: ({ context }) => context.client.ensureQueryData(sourceQueries.list()),
  component: lazyRouteComponent(() => import('./SourcesRoute.tsx'), 'SourcesRoute'),
});

const sourceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sources/$uid',
  loader: ({ context }) => context.client.ensureQueryData(sourceQueries.list()),
  component: lazyRouteComponent(() => import('./SourcesRoute.tsx'), 'SourceRoute'),
});

const ServicesSearch = object({ from: text, to: text, source: text });

const servicesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/services',
  validateSearch: ServicesSearch,
  loader: ({ context }) => context.client.ensureQueryData(sourceQueries.list()),
  component: lazyRouteComponent(() => import('./ServicesRoute.tsx'), 'ServicesRoute'),
});

const serviceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/services/$name',
  validateSearch: ServicesSearch,
  loader: ({ context }) => context.client.ensureQueryData(sourceQueries.list()),
  component: lazyRouteComponent(() => import('./ServicesRoute.tsx'), 'ServiceRoute'),
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  dashboardRoute,
  exploreRoute,
  traceRoute,
  shortLinkRoute,
  trailsRoute,
  trailRoute,
  sourcesRoute,
  sourceRoute,
  servicesRoute,
  serviceRoute,
]);

export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    context: { client },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPendingMs: 200,
    defaultPendingComponent: PagePending,
    // A pane scrolls by itself; the page does not.
    scrollRestoration: false,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
