import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { SavedTrail, TrailChange, TrailState } from '../../../server/contract/trails.ts';
import { trailsApi } from '../../lib/clients.ts';
import { trailQueries } from './queries.ts';

/** What Explore tells of the trail on screen. Features do not know each other: `app/` puts the two together. */
export interface TrailOnScreen {
  /** The saved trail that it was opened from, by the address. */
  readonly savedId: string | undefined;
  /** With absolute times. */
  readonly freeze: () => TrailState;
  /** Whether it is the saved state that is on screen. */
  readonly isShown: (state: TrailState) => boolean;
  /** Puts a state on screen, as a saved trail's or nobody's, in place of the present one. */
  readonly onShow: (state: TrailState, savedId: string | undefined) => void;
}

export interface SavedTrails {
  readonly create: (name: string, state: TrailState) => Promise<SavedTrail>;
  readonly update: (
    trail: Pick<SavedTrail, 'id' | 'version'>,
    change: Omit<TrailChange, 'version'>,
  ) => Promise<SavedTrail>;
  readonly remove: (id: string) => Promise<void>;
}

/** Changes of saved trails, which lists and the open one then follow. */
export function useSavedTrails(): SavedTrails {
  const client = useQueryClient();
  const keep = (saved: SavedTrail): SavedTrail => {
    client.setQueryData(trailQueries.detail(saved.id).queryKey, saved);
    void client.invalidateQueries({ queryKey: trailQueries.all() });
    return saved;
  };
  return {
    create: async (name, state) => keep(await trailsApi.create({ name, state })),
    update: async ({ id, version }, change) => keep(await trailsApi.update(id, { version, ...change })),
    remove: async (id) => {
      await trailsApi.remove(id);
      client.removeQueries({ queryKey: trailQueries.detail(id).queryKey });
      void client.invalidateQueries({ queryKey: trailQueries.all() });
    },
  };
}

/** The saved trail on screen; null while it loads, where it is gone, and for a trail that was not saved. */
export function useOpenTrail(savedId: string | undefined): SavedTrail | null {
  const saved = useQuery({ ...trailQueries.detail(savedId ?? ''), enabled: savedId !== undefined });
  return savedId === undefined ? null : (saved.data ?? null);
}
