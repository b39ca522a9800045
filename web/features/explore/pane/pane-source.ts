import { findSource } from '../../../../server/contract/correlation/sources.ts';
import type { ExplorePane } from '../../../../server/contract/explore-url.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import type { ExploreContext } from './pane-views.ts';
import { isSaved } from '../trail/saved-results.ts';

/** '' means the default source. A pane that shows results of a file has the source that gave them. */
export function paneSource(pane: ExplorePane, { sources, saved }: Known): SourceInfo | null {
  if (saved && isSaved(pane, saved)) return sourceAmong(saved.sources, pane.datasource);
  return sourceAmong(sources, pane.datasource);
}

type Known = Pick<ExploreContext, 'sources' | 'saved'>;

const sourceAmong = (sources: readonly SourceInfo[], name: string): SourceInfo | null =>
  name === '' ? (sources.find((source) => source.isDefault) ?? sources[0] ?? null) : findSource(sources, name);
