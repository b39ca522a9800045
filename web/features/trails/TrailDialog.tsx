import type { TrailSummary } from '../../../server/contract/trails.ts';
import { ConfirmDialog } from './ConfirmDialog.tsx';
import { NameDialog } from './NameDialog.tsx';
import { useSavedTrails } from './open-trail.ts';

interface TrailDialogProps {
  readonly asking: 'rename' | 'delete';
  readonly trail: Pick<TrailSummary, 'id' | 'name' | 'version'>;
  /** Where the trail is on screen: what becomes of that once it is deleted, and in words. */
  readonly onScreen?: { readonly kept: string; readonly onDeleted: () => void };
  readonly onClose: () => void;
}

/** Renames or deletes a saved trail. */
export function TrailDialog({ asking, trail, onScreen, onClose }: TrailDialogProps) {
  const trails = useSavedTrails();
  if (asking === 'rename') {
    return (
      <NameDialog
        title="Rename the trail"
        action="Rename"
        name={trail.name}
        onName={(name) => trails.update(trail, { name })}
        onClose={onClose}
      />
    );
  }
  return (
    <ConfirmDialog
      title="Delete the trail?"
      action="Delete"
      onConfirm={async () => {
        await trails.remove(trail.id);
        onScreen?.onDeleted();
      }}
      onClose={onClose}
    >
      “{trail.name}” and its notes go for everyone.{onScreen ? ` ${onScreen.kept}` : ''}
    </ConfirmDialog>
  );
}
