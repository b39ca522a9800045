import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { parseExplore } from '../../server/contract/explore-url.ts';
import { ExplorePage, freshPane } from '../features/explore/ExplorePage.tsx';
import { toTrail, type Trail, trailSearch } from '../features/explore/trail.ts';
import { sourceQueries } from '../lib/source-queries.ts';
import { JumpMenuHost } from '../ui/JumpMenuHost.tsx';
import { PANE_VIEWS } from './pane-registry.ts';
import { TrailControls } from './TrailControls.tsx';

/** Ties Explore to the URL: the address is the state, and every step of the trail an entry of the history. */
export function ExploreRoute() {
  const search = useSearch({ from: '/explore' });
  const navigate = useNavigate({ from: '/explore' });
  const { data } = useSuspenseQuery(sourceQueries.list());
  const state = parseExplore(search);
  const first = data.sources.find((source) => source.isDefault) ?? data.sources[0];
  const panes = state.panes.length > 0 || !first ? state.panes : [freshPane(first, 'a00')];
  const trail = toTrail({ panes }, search.focus);
  const kept = search.trail === undefined ? {} : { trail: search.trail };
  const handleTrail = (next: Trail, options?: { readonly replace: boolean }) =>
    void navigate({ to: '/explore', search: { ...trailSearch(next), ...kept }, replace: options?.replace ?? false });
  return (
    <>
      <ExplorePage
        context={{ trail, onTrail: handleTrail, sources: data.sources, views: PANE_VIEWS }}
        error={state.error}
      />
      <TrailControls
        trail={trail}
        savedId={search.trail}
        onShow={(shown, id) =>
          void navigate({ to: '/explore', search: { schemaVersion: 1, ...shown, trail: id }, replace: true })
        }
      />
      <JumpMenuHost />
    </>
  );
}
