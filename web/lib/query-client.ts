import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './api.ts';

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ApiProblem;
  }
}

/** Ask again only where asking may help, and twice at most. */
const shouldRetry = (failures: number, error: unknown): boolean =>
  failures < 2 && error instanceof ApiProblem && error.retryable;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: shouldRetry,
        retryDelay: (attempt) => 400 * 2 ** attempt,
        staleTime: 30_000,
        refetchOnWindowFocus: false,
      },
      mutations: { retry: false },
    },
  });
}
