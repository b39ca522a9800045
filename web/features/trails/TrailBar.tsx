import { Bookmark, BookmarkCheck, ChevronDown, FolderOpen, Pencil, Save, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { SavedTrail } from '../../../server/contract/trails.ts';
import { toProblem } from '../../lib/api.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu, MenuItem, MenuLink } from '../../ui/Menu.tsx';
import { showToast } from '../../ui/Toasts.tsx';
import { ConflictDialog } from './ConflictDialog.tsx';
import { NameDialog } from './NameDialog.tsx';
import { type TrailOnScreen, useOpenTrail, useSavedTrails } from './open-trail.ts';
import { TrailDialog } from './TrailDialog.tsx';

type Asking = 'name' | 'rename' | 'delete' | 'conflict' | null;

interface TrailBarProps {
  readonly trail: TrailOnScreen;
  /** Further items of the menu. */
  readonly children?: ReactNode;
}

const FROZEN = 'Its times become absolute, so that it shows the same tomorrow.';

/** Saves the trail on screen, and what one does with a saved one. */
export function TrailBar({ trail, children }: TrailBarProps) {
  const [asking, setAsking] = useState<Asking>(null);
  const saved = useOpenTrail(trail.savedId);
  const trails = useSavedTrails();
  const close = () => setAsking(null);
  const show = (made: SavedTrail) => trail.onShow(made.state, made.id);
  const saveAs = async (name: string) => show(await trails.create(name, trail.freeze()));
  const saveChanges = async (over: SavedTrail) => {
    try {
      show(await trails.update(over, { state: trail.freeze() }));
      showToast({ title: 'Trail saved', detail: over.name });
    } catch (error) {
      const problem = toProblem(error);
      if (problem.status === 409) setAsking('conflict');
      else showToast({ title: 'The trail was not saved', detail: problem.detail ?? problem.title, tone: 'error' });
    }
  };
  return (
    <>
      {saved ? (
        <SaveButton isShown={trail.isShown(saved.state)} onSave={() => void saveChanges(saved)} />
      ) : (
        <Button variant="quiet" onClick={() => setAsking('name')}>
          <Bookmark size={14} aria-hidden /> <span>Save</span>
        </Button>
      )}
      <Menu
        align="end"
        trigger={
          <IconButton label="Trail">
            <ChevronDown size={14} aria-hidden />
          </IconButton>
        }
      >
        {saved ? (
          <>
            <MenuItem icon={<Save size={14} aria-hidden />} onSelect={() => setAsking('name')}>
              Save as…
            </MenuItem>
            <MenuItem icon={<Pencil size={14} aria-hidden />} onSelect={() => setAsking('rename')}>
              Rename…
            </MenuItem>
            <MenuItem icon={<Trash2 size={14} aria-hidden />} onSelect={() => setAsking('delete')}>
              Delete…
            </MenuItem>
          </>
        ) : null}
        {children}
        <MenuLink icon={<FolderOpen size={14} aria-hidden />} href="/trails">
          Saved trails
        </MenuLink>
      </Menu>
      {asking === 'name' ? (
        <NameDialog title="Save this trail" action="Save" hint={FROZEN} onName={saveAs} onClose={close} />
      ) : null}
      {(asking === 'rename' || asking === 'delete') && saved ? (
        <TrailDialog
          asking={asking}
          trail={saved}
          onScreen={{
            kept: 'What is on screen stays.',
            onDeleted: () => trail.onShow(trail.freeze(), undefined),
          }}
          onClose={close}
        />
      ) : null}
      {asking === 'conflict' && saved ? (
        <ConflictDialog saved={saved} trail={trail} onSaveAs={() => setAsking('name')} onClose={close} />
      ) : null}
    </>
  );
}

interface SaveButtonProps {
  readonly isShown: boolean;
  readonly onSave: () => void;
}

function SaveButton({ isShown, onSave }: SaveButtonProps) {
  return (
    <Button variant="quiet" disabled={isShown} onClick={onSave}>
      <BookmarkCheck size={14} aria-hidden /> <span>{isShown ? 'Saved' : 'Save changes'}</span>
    </Button>
  );
}
