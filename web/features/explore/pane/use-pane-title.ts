import type { ExplorePane } from '../../../../server/contract/explore-url.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import { useKnownName } from './known-names.ts';
import { titleOf } from './pane-title.ts';

export function useTitle(pane: ExplorePane, source: SourceInfo | null): string {
  const known = useKnownName(pane);
  return titleOf({ own: pane.view?.title, type: source?.type, query: pane.queries[0], known });
}
