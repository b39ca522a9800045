import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { parseExplore } from '../../server/contract/explore-url.ts';
import type { SourceInfo } from '../../server/contract/source.ts';
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
  const { sources } = useSuspenseQuery(sourceQueries.list()).data;
  const { trail, error } = useMemo(() => readTrail(search, sources), [search, sources]);
  const { trail: savedId } = search;
  const handleTrail = useCallback(
    (next: Trail, options?: { readonly replace: boolean }) => {
      const kept = savedId === undefined ? {} : { trail: savedId };
      void navigate({ to: '/explore', search: { ...trailSearch(next), ...kept }, replace: options?.replace ?? false });
    },
    [navigate, savedId],
  );
  return (
    <>
      <ExplorePage context={{ trail, onTrail: handleTrail, sources, views: PANE_VIEWS }} error={error} />
      <TrailControls
        trail={trail}
        savedId={savedId}
        onShow={(shown, id) =>
          void navigate({ to: '/explore', search: { schemaVersion: 1, ...shown, trail: id }, replace: true })
        }
      />
      <JumpMenuHost />
    </>
  );
}

function readTrail(search: Readonly<Record<string, unknown>>, sources: readonly SourceInfo[]) {
  const { panes, error } = parseExplore(search);
  const first = sources.find((source) => source.isDefault) ?? sources[0];
  const shown = panes.length > 0 || !first ? panes : [freshPane(first, 'a00')];
  const { focus } = search;
  return { trail: toTrail({ panes: shown }, typeof focus === 'string' ? focus : undefined), error };
}
