import { ApiProblem } from '../lib/api.ts';
import { linksApi, trailsApi } from '../lib/clients.ts';

/** Explore's search for a short link; null where there is no such link. */
export async function openShortLink(id: string) {
  const link = await found(linksApi.get(id));
  return link && { schemaVersion: 1, ...link.state };
}

/** Explore's search for a saved trail; null where there is no such trail. */
export async function openSavedTrail(id: string) {
  const saved = await found(trailsApi.get(id));
  return saved && { schemaVersion: 1, ...saved.state, trail: id };
}

async function found<T>(asking: Promise<T>): Promise<T | null> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.status === 404) return null;
    throw error;
  }
}
