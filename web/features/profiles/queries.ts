import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import { pyroscopeApi } from '../../lib/clients.ts';
import { alignRange } from '../../lib/time.ts';

/** Which profiles of a source. `spanSelector` narrows to samples taken during those spans. */
export interface ProfileAsk {
  readonly source: string;
  readonly profileTypeId: string;
  readonly labelSelector: string;
  readonly spanSelector: readonly string[];
  readonly range: AbsoluteRange;
}
export interface ProfileSeriesAsk extends Omit<ProfileAsk, 'spanSelector'> {
  readonly groupBy: readonly string[];
  readonly stepMs: number;
}

/** What profiles there are changes slowly: ask per five minutes of range. */
const METADATA_MS = 300_000;
const metadataWindow = (range: AbsoluteRange) => {
  const { from, to } = alignRange(range, METADATA_MS);
  return { start: from, end: to };
};

export const profileQueries = {
  types: (source: string, range: AbsoluteRange) => {
    const window = metadataWindow(range);
    return queryOptions({
      queryKey: ['pyroscope', source, 'types', window] as const,
      queryFn: ({ signal }) => pyroscopeApi.profileTypes(source, window, { signal }),
      staleTime: METADATA_MS,
    });
  },
  /** Ids of the profile types that a selector has, of all there are. */
  typesOf: (source: string, labelSelector: string, range: AbsoluteRange) => {
    const window = metadataWindow(range);
    return queryOptions({
      queryKey: ['pyroscope', source, 'types-of', labelSelector, window] as const,
      queryFn: ({ signal }) =>
        pyroscopeApi.labelValues(source, { ...window, name: '__profile_type__', match: [labelSelector] }, { signal }),
      staleTime: METADATA_MS,
      retry: false,
    });
  },
  services: (source: string, range: AbsoluteRange) => {
    const window = metadataWindow(range);
    return queryOptions({
      queryKey: ['pyroscope', source, 'services', window] as const,
      queryFn: ({ signal }) => pyroscopeApi.labelValues(source, { ...window, name: 'service_name' }, { signal }),
      staleTime: METADATA_MS,
    });
  },
  flameGraph: ({ source, profileTypeId, labelSelector, spanSelector, range }: ProfileAsk) =>
    queryOptions({
      queryKey: ['pyroscope', source, 'flame-graph', profileTypeId, labelSelector, spanSelector, range] as const,
      queryFn: ({ signal }) => {
        const json = { profileTypeId, labelSelector, start: range.from, end: range.to };
        const spans = spanSelector.length > 0 ? { spanSelector: [...spanSelector] } : {};
        return pyroscopeApi.flameGraph(source, { ...json, ...spans }, { signal });
      },
      placeholderData: keepPreviousData,
    }),
  series: ({ source, profileTypeId, labelSelector, groupBy, range, stepMs }: ProfileSeriesAsk) =>
    queryOptions({
      queryKey: ['pyroscope', source, 'series', profileTypeId, labelSelector, groupBy, range, stepMs] as const,
      queryFn: ({ signal }) =>
        pyroscopeApi.series(
          source,
          { profileTypeId, labelSelector, groupBy: [...groupBy], start: range.from, end: range.to, step: stepMs },
          { signal },
        ),
      placeholderData: keepPreviousData,
    }),
};
