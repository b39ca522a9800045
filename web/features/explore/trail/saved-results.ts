import type { QueryClient } from '@tanstack/react-query';
import type { ExplorePane } from '../../../../server/contract/explore-url.ts';
import { type SourceInfo, SourceSettings } from '../../../../server/contract/source.ts';
import type { EpochMs } from '../../../../server/contract/units.ts';
import { ApiProblem } from '../../../lib/api.ts';
import { createQueryClient } from '../../../lib/query-client.ts';

/** A trail as a file keeps it, with what its panes were answered. */
export interface SavedResults {
  /** Of the file's content. */
  readonly id: string;
  readonly name: string;
  readonly savedAt: EpochMs;
  readonly panes: readonly ExplorePane[];
  /** As they were; the live ones are others, even under the same uid. */
  readonly sources: readonly SourceInfo[];
  /** Undefined where the file holds no answer to that. */
  readonly answer: (paneId: string, queryKey: readonly unknown[]) => Promise<unknown>;
}

const asked = ({ datasource, queries, range }: ExplorePane): string => JSON.stringify([datasource, queries, range]);

/** Whether a pane still asks what was saved: changed, it asks the live source. */
export const isSaved = (pane: ExplorePane, saved: SavedResults | null | undefined): boolean =>
  saved?.panes.some((one) => one.id === pane.id && asked(one) === asked(pane)) ?? false;

/**
 * A client that answers from a file and asks nobody, whatever a view's queries say: they are the same queries, and their
 * keys find the answers.
 */
export function createSavedClient(answer: (queryKey: readonly unknown[]) => Promise<unknown>): QueryClient {
  const client = createQueryClient();
  const own = client.defaultQueryOptions.bind(client);
  const fromFile = async ({ queryKey }: { readonly queryKey: readonly unknown[] }): Promise<unknown> => {
    const found = await answer(queryKey);
    if (found !== undefined) return found;
    throw new ApiProblem({
      type: 'not-saved',
      title: 'Not among the saved results',
      status: 410,
      detail: 'The file does not hold what this part of the pane shows.',
      hint: 'Ask the live sources: the link is above.',
    });
  };
  const offline: typeof client.defaultQueryOptions = (options) => ({
    ...own(options),
    queryFn: fromFile as never,
    retry: false,
    staleTime: Infinity,
    networkMode: 'always',
  });
  client.defaultQueryOptions = offline;
  return client;
}

/**
 * Live sources, and those of a file that are not among them. Those come without their settings, so that the rules of
 * convention apply: rules out of a file would be a stranger's links.
 */
export function withSaved(live: readonly SourceInfo[], saved: readonly SourceInfo[]): readonly SourceInfo[] {
  const gone = saved.filter((one) => !live.some(({ uid }) => uid === one.uid));
  if (gone.length === 0) return live;
  const bare = { isDefault: false, settings: SourceSettings.parse({}), correlations: [] };
  return [...live, ...gone.map((one) => ({ ...one, ...bare }))];
}
