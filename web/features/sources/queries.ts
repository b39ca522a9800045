import { queryOptions } from '@tanstack/react-query';
import { correlateApi } from '../../lib/clients.ts';

export const doctorQueries = {
  /** Follows dozens of links at the sources: only when somebody asks. */
  diagnosis: (uid: string) =>
    queryOptions({
      queryKey: ['correlate', 'doctor', uid] as const,
      queryFn: ({ signal }) => correlateApi.diagnose(uid, { signal }),
      staleTime: Infinity,
      gcTime: 0,
      retry: false,
    }),
};
