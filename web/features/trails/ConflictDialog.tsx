import { useQueryClient } from '@tanstack/react-query';
import type { SavedTrail } from '../../../server/contract/trails.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from './ConfirmDialog.tsx';
import { type TrailOnScreen, useSavedTrails } from './open-trail.ts';
import { trailQueries } from './queries.ts';

interface ConflictDialogProps {
  readonly saved: SavedTrail;
  readonly trail: TrailOnScreen;
  readonly onSaveAs: () => void;
  readonly onClose: () => void;
}

/** Someone saved the same trail meanwhile: neither version is lost without a word. */
export function ConflictDialog({ saved, trail, onSaveAs, onClose }: ConflictDialogProps) {
  const client = useQueryClient();
  const trails = useSavedTrails();
  const newest = () => client.fetchQuery({ ...trailQueries.detail(saved.id), staleTime: 0 });
  const overwrite = async () => {
    const kept = await trails.update(await newest(), { state: trail.freeze() });
    trail.onShow(kept.state, kept.id);
  };
  const openTheirs = async () => {
    const theirs = await newest();
    trail.onShow(theirs.state, theirs.id);
    onClose();
  };
  return (
    <ConfirmDialog
      title="Changed by someone else"
      action="Overwrite with mine"
      onConfirm={overwrite}
      onClose={onClose}
      others={
        <>
          <Button onClick={() => void openTheirs()}>Open theirs</Button>
          <Button onClick={onSaveAs}>Save mine as…</Button>
        </>
      }
    >
      “{saved.name}” was saved by someone else since you opened it.
    </ConfirmDialog>
  );
}
