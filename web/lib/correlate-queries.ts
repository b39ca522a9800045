import { queryOptions } from '@tanstack/react-query';
import type { CountRequest, WidenRequest } from '../../server/contract/correlate.ts';
import { atMost } from './at-most.ts';
import { correlateApi } from './clients.ts';

/** A menu's counts must not take every connection from the panes behind it. */
const whenRoom = atMost(3);

export const correlateQueries = {
  /** The names that the sources have. Without it, default rules follow the conventions. */
  vocabulary: () =>
    queryOptions({
      queryKey: ['correlate', 'vocabulary'] as const,
      queryFn: ({ signal }) => correlateApi.vocabulary({ signal }),
      staleTime: 300_000,
      retry: false,
    }),
  count: (request: CountRequest) =>
    queryOptions({
      queryKey: ['correlate', 'count', request] as const,
      queryFn: ({ signal }) => whenRoom(signal, () => correlateApi.count(request, { signal })),
      staleTime: 30_000,
      // Beside a link that may never be followed, one try is enough.
      retry: false,
    }),
  widen: (request: WidenRequest) =>
    queryOptions({
      queryKey: ['correlate', 'widen', request] as const,
      queryFn: ({ signal }) => correlateApi.widen(request, { signal }),
      staleTime: Infinity,
      retry: false,
    }),
};
