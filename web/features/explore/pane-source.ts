import { findSource } from '../../../server/contract/correlation/sources.ts';
import type { ExplorePane } from '../../../server/contract/explore-url.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';

/** '' means the default source. */
export const paneSource = (pane: ExplorePane, sources: readonly SourceInfo[]): SourceInfo | null =>
  pane.datasource === ''
    ? (sources.find((source) => source.isDefault) ?? sources[0] ?? null)
    : findSource(sources, pane.datasource);
