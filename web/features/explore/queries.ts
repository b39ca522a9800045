import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import { historyApi, lokiApi, prometheusApi, pyroscopeApi, tempoApi } from '../../lib/clients.ts';
import { alignRange } from '../../lib/time.ts';
import { sumStats } from './query/cost.ts';

/** Names and values of labels change slowly: ask per five minutes of range, not per keystroke. */
const METADATA_MS = 300_000;
const metadataWindow = (range: AbsoluteRange) => {
  const { from, to } = alignRange(range, METADATA_MS);
  return { start: from, end: to };
};

const COST_DELAY_MS = 500;
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });

interface LabelAsk {
  readonly uid: string;
  readonly range: AbsoluteRange;
  /** A complete selector that narrows, or '' for all. */
  readonly selector: string;
}
interface ValueAsk extends LabelAsk {
  readonly label: string;
}

export const metadataQueries = {
  metrics: (uid: string) =>
    queryOptions({
      queryKey: ['prometheus', uid, 'metadata'],
      queryFn: ({ signal }) => prometheusApi.metadata(uid, { signal }),
      staleTime: METADATA_MS,
    }),
  metricNames: (uid: string, range: AbsoluteRange) => {
    const window = metadataWindow(range);
    return queryOptions({
      queryKey: ['prometheus', uid, 'metric-names', window],
      queryFn: ({ signal }) => prometheusApi.labelValues(uid, { ...window, name: '__name__' }, { signal }),
      staleTime: METADATA_MS,
    });
  },
  metricLabels: ({ uid, range, selector }: LabelAsk) => {
    const window = metadataWindow(range);
    const match = selector === '' ? {} : { match: [selector] };
    return queryOptions({
      queryKey: ['prometheus', uid, 'labels', window, match],
      queryFn: ({ signal }) => prometheusApi.labels(uid, { ...window, ...match }, { signal }),
      staleTime: METADATA_MS,
    });
  },
  metricLabelValues: ({ uid, range, selector, label }: ValueAsk) => {
    const window = metadataWindow(range);
    const match = selector === '' ? {} : { match: [selector] };
    return queryOptions({
      queryKey: ['prometheus', uid, 'label-values', label, window, match],
      queryFn: ({ signal }) => prometheusApi.labelValues(uid, { ...window, name: label, ...match }, { signal }),
      staleTime: METADATA_MS,
    });
  },
  logLabels: ({ uid, range, selector }: LabelAsk) => {
    const window = metadataWindow(range);
    const query = selector === '' ? {} : { query: selector };
    return queryOptions({
      queryKey: ['loki', uid, 'labels', window, query],
      queryFn: ({ signal }) => lokiApi.labels(uid, { ...window, ...query }, { signal }),
      staleTime: METADATA_MS,
    });
  },
  logLabelValues: ({ uid, range, selector, label }: ValueAsk) => {
    const window = metadataWindow(range);
    const query = selector === '' ? {} : { query: selector };
    return queryOptions({
      queryKey: ['loki', uid, 'label-values', label, window, query],
      queryFn: ({ signal }) => lokiApi.labelValues(uid, { ...window, name: label, ...query }, { signal }),
      staleTime: METADATA_MS,
    });
  },
  tags: (uid: string, range: AbsoluteRange) => {
    const window = metadataWindow(range);
    return queryOptions({
      queryKey: ['tempo', uid, 'tags', window],
      queryFn: ({ signal }) => tempoApi.tags(uid, window, { signal }),
      staleTime: METADATA_MS,
    });
  },
  tagValues: ({ uid, range, selector, label: tag }: ValueAsk) => {
    const window = metadataWindow(range);
    const query = selector === '' ? {} : { query: selector };
    return queryOptions({
      queryKey: ['tempo', uid, 'tag-values', tag, window, query],
      queryFn: ({ signal }) => tempoApi.tagValues(uid, { ...window, tag, ...query }, { signal }),
      staleTime: METADATA_MS,
    });
  },
  /** What the index knows of stream selectors in a range. Asked once typing has paused; typing on calls it off. */
  logCost: ({ uid, range, selectors }: Omit<LabelAsk, 'selector'> & { readonly selectors: readonly string[] }) => {
    const { from, to } = range;
    return queryOptions({
      queryKey: ['loki', uid, 'cost', selectors, from, to],
      queryFn: async ({ signal }) => {
        await pause(COST_DELAY_MS, signal);
        const ask = (query: string) => lokiApi.stats(uid, { query, start: from, end: to }, { signal });
        return sumStats(await Promise.all(selectors.map(ask)));
      },
      staleTime: METADATA_MS,
      retry: false,
    });
  },
  logFields: ({ uid, range, selector: query }: LabelAsk) => {
    const window = metadataWindow(range);
    return queryOptions({
      queryKey: ['loki', uid, 'fields', window, query],
      queryFn: ({ signal }) => lokiApi.detectedFields(uid, { ...window, query }, { signal }),
      staleTime: METADATA_MS,
    });
  },
  logFieldValues: ({ uid, range, selector: query, label: name }: ValueAsk) => {
    const window = metadataWindow(range);
    return queryOptions({
      queryKey: ['loki', uid, 'field-values', name, window, query],
      queryFn: ({ signal }) => lokiApi.fieldValues(uid, { ...window, query, name }, { signal }),
      staleTime: METADATA_MS,
    });
  },
  profileLabels: ({ uid, range, selector }: LabelAsk) => {
    const window = metadataWindow(range);
    const match = selector === '' ? {} : { match: [selector] };
    return queryOptions({
      queryKey: ['pyroscope', uid, 'labels', window, match],
      queryFn: ({ signal }) => pyroscopeApi.labels(uid, { ...window, ...match }, { signal }),
      staleTime: METADATA_MS,
    });
  },
  profileLabelValues: ({ uid, range, selector, label }: ValueAsk) => {
    const window = metadataWindow(range);
    const match = selector === '' ? {} : { match: [selector] };
    return queryOptions({
      queryKey: ['pyroscope', uid, 'label-values', label, window, match],
      queryFn: ({ signal }) => pyroscopeApi.labelValues(uid, { ...window, name: label, ...match }, { signal }),
      staleTime: METADATA_MS,
    });
  },
};

/** What is looked for in the history. `sourceUid`: undefined for every source. */
export interface HistoryAsk {
  readonly sourceUid: string | undefined;
  readonly text: string;
  /** Only what has a name or a star. */
  readonly saved: boolean;
}

/** More than one reads through; typing narrows. */
export const HISTORY_SHOWN = 100;

export const historyQueries = {
  all: () => ['history'] as const,
  list: ({ sourceUid, text, saved }: HistoryAsk) =>
    queryOptions({
      queryKey: [...historyQueries.all(), sourceUid, text, saved] as const,
      queryFn: ({ signal }) =>
        historyApi.list(
          {
            ...(sourceUid === undefined ? {} : { sourceUid }),
            ...(text === '' ? {} : { query: text }),
            ...(saved ? { saved: 'true' as const } : {}),
            limit: HISTORY_SHOWN,
          },
          { signal },
        ),
      placeholderData: keepPreviousData,
      staleTime: 0,
    }),
};
