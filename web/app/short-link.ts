import { ApiProblem } from '../lib/api.ts';
import { linksApi } from '../lib/clients.ts';

/** Explore's search for a short link; null where there is no such link. */
export async function openShortLink(id: string) {
  try {
    const { state } = await linksApi.get(id);
    return { schemaVersion: 1, ...state };
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.status === 404) return null;
    throw error;
  }
}
