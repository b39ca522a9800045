import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useCallback, useMemo } from 'react';
import { parseExplore } from '../../server/contract/explore-url.ts';
import type { SourceInfo } from '../../server/contract/source.ts';
import { epochMs } from '../../server/contract/units.ts';
import { ExplorePage, freshPane } from '../features/explore/ExplorePage.tsx';
import type { SavedResults } from '../features/explore/trail/saved-results.ts';
import { toTrail, type Trail, trailHref, trailSearch } from '../features/explore/trail/trail.ts';
import { type StoredBundle, bundleStore } from '../features/trails/bundle-store.ts';
import { BundleBanner } from '../features/trails/BundleBanner.tsx';
import { bundleQueries } from '../features/trails/bundles.ts';
import { sourceQueries } from '../lib/source-queries.ts';
import { ErrorState } from '../ui/ErrorState.tsx';
import { JumpMenuHost } from '../ui/JumpMenuHost.tsx';
import { PagePending } from './PageStates.tsx';
import { PANE_VIEWS } from './pane-registry.ts';
import { TrailControls } from './TrailControls.tsx';

/** Ties Explore to the URL: the address is the state, and every step of the trail an entry of the history. */
export function ExploreRoute() {
  const { bundle } = useSearch({ from: '/explore' });
  return bundle === undefined ? <LiveExplore /> : <SavedExplore hash={bundle} />;
}

function LiveExplore() {
  const { sources } = useSuspenseQuery(sourceQueries.list()).data;
  return <Explore sources={sources} saved={null} />;
}

const NO_SOURCES: readonly SourceInfo[] = [];

/** Explore over a results file, which needs no answer of anybody. */
function SavedExplore({ hash }: { readonly hash: string }) {
  const live = useQuery(sourceQueries.list());
  const bundle = useQuery(bundleQueries.detail(hash));
  const stored = bundle.data ?? null;
  const saved = useMemo(() => stored && savedResults(stored), [stored]);
  if (bundle.isPending) return <PagePending />;
  if (bundle.isError) return <ErrorState error={bundle.error} onRetry={() => void bundle.refetch()} />;
  return (
    <Explore
      sources={live.data?.sources ?? NO_SOURCES}
      saved={saved}
      banner={(trail) => <BundleBanner bundle={stored} liveHref={trailHref(trail)} isAlone={live.isError} />}
    />
  );
}

const savedResults = ({ hash, head }: StoredBundle): SavedResults => ({
  id: hash,
  name: head.name,
  savedAt: epochMs(Date.parse(head.createdAt)),
  panes: parseExplore({ ...head.state }).panes,
  sources: head.sources,
  answer: (paneId, queryKey) => bundleStore.answer(hash, paneId, queryKey),
});

interface ExploreProps {
  readonly sources: readonly SourceInfo[];
  readonly saved: SavedResults | null;
  readonly banner?: (trail: Trail) => ReactNode;
}

function Explore({ sources, saved, banner }: ExploreProps) {
  const search = useSearch({ from: '/explore' });
  const navigate = useNavigate({ from: '/explore' });
  const { trail, error } = useMemo(() => readTrail(search, sources, saved), [search, sources, saved]);
  const { trail: savedId, bundle } = search;
  const kept = useMemo(
    () => ({ ...(savedId === undefined ? {} : { trail: savedId }), ...(bundle === undefined ? {} : { bundle }) }),
    [savedId, bundle],
  );
  const handleTrail = useCallback(
    (next: Trail, options?: { readonly replace: boolean }) =>
      void navigate({ to: '/explore', search: { ...trailSearch(next), ...kept }, replace: options?.replace ?? false }),
    [navigate, kept],
  );
  return (
    <>
      <ExplorePage
        context={{ trail, onTrail: handleTrail, sources, saved, kept, views: PANE_VIEWS }}
        error={error}
        banner={banner?.(trail)}
      />
      <TrailControls
        trail={trail}
        savedId={savedId}
        known={{ sources, saved }}
        onShow={(shown, id) =>
          void navigate({ to: '/explore', search: { schemaVersion: 1, ...shown, trail: id, bundle }, replace: true })
        }
      />
      <JumpMenuHost />
    </>
  );
}

function readTrail(
  search: Readonly<Record<string, unknown>>,
  sources: readonly SourceInfo[],
  saved: SavedResults | null,
) {
  const { panes, error } = parseExplore(search);
  const first = sources.find((source) => source.isDefault) ?? sources[0];
  const start = saved?.panes ?? (first ? [freshPane(first, 'a00')] : []);
  const { focus } = search;
  const shown = panes.length > 0 ? panes : start;
  return { trail: toTrail({ panes: shown }, typeof focus === 'string' ? focus : undefined), error };
}
