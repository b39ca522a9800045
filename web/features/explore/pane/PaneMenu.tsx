import {
  ArrowLeft,
  ArrowRight,
  ChevronsRightLeft,
  Columns2,
  Crosshair,
  Ellipsis,
  LayoutDashboard,
  Link,
  Pencil,
  Plus,
  StickyNote,
} from 'lucide-react';
import type { PaneView } from '../../../../server/contract/explore-url.ts';
import { IconButton } from '../../../ui/IconButton.tsx';
import { Menu, MenuItem } from '../../../ui/Menu.tsx';
import type { FrameActions } from './pane-frame-actions.ts';
import type { PaneActions } from './pane-actions.ts';

interface PaneMenuProps {
  readonly act: PaneActions;
  readonly frame: FrameActions;
  readonly link: PaneView['link'];
}

/** All that can be done with a pane, by name. */
export function PaneMenu({ act, frame, link }: PaneMenuProps) {
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label="More">
          <Ellipsis size={14} aria-hidden />
        </IconButton>
      }
    >
      {act.onAddQuery ? (
        <MenuItem icon={<Plus size={14} aria-hidden />} onSelect={act.onAddQuery}>
          Add a query
        </MenuItem>
      ) : null}
      <MenuItem icon={<Pencil size={14} aria-hidden />} onSelect={() => frame.onRenaming(true)}>
        Rename pane
      </MenuItem>
      <MenuItem icon={<Columns2 size={14} aria-hidden />} onSelect={act.onDuplicate}>
        Duplicate pane
      </MenuItem>
      {act.onNote ? (
        <MenuItem icon={<StickyNote size={14} aria-hidden />} onSelect={act.onNote}>
          Add a note
        </MenuItem>
      ) : null}
      {act.onAddToDashboard ? (
        <MenuItem icon={<LayoutDashboard size={14} aria-hidden />} onSelect={act.onAddToDashboard}>
          Add to a dashboard…
        </MenuItem>
      ) : null}
      <MenuItem icon={<Link size={14} aria-hidden />} onSelect={act.onCopyLink}>
        Copy link to this pane
      </MenuItem>
      {frame.onClose ? <LayoutItems frame={frame} link={link} /> : null}
    </Menu>
  );
}

/** What makes sense beside other panes only. */
function LayoutItems({ frame, link }: Pick<PaneMenuProps, 'frame' | 'link'>) {
  return (
    <>
      <MenuItem
        icon={<ArrowLeft size={14} aria-hidden />}
        end="<"
        disabled={!frame.onLeft}
        onSelect={() => frame.onLeft?.()}
      >
        Move left
      </MenuItem>
      <MenuItem
        icon={<ArrowRight size={14} aria-hidden />}
        end=">"
        disabled={!frame.onRight}
        onSelect={() => frame.onRight?.()}
      >
        Move right
      </MenuItem>
      <MenuItem
        icon={<ChevronsRightLeft size={14} aria-hidden />}
        end="c"
        disabled={!frame.onFold}
        onSelect={() => frame.onFold?.()}
      >
        Collapse
      </MenuItem>
      <MenuItem
        icon={<Crosshair size={14} aria-hidden />}
        onSelect={() => frame.onLink(link === 'none' ? 'cursor' : 'none')}
      >
        {link === 'none' ? 'Follow the others’ cursor' : 'Unlink time range and cursor'}
      </MenuItem>
    </>
  );
}
