import type { ExplorePane, PaneView } from '../../../../server/contract/explore-url.ts';
import type { PaneContext } from './pane-views.ts';
import { closePane, linkPane, setView } from '../trail/trail.ts';
import { foldPane, isCollapsed, movePane, shiftPane } from '../trail/trail-layout.ts';

export interface FrameActions {
  readonly onActive: () => void;
  readonly onMoveTo: (to: number) => void;
  readonly onUnfold: () => void;
  /** Null where it is the only open pane. */
  readonly onFold: (() => void) | null;
  /** Null at the left and right end. */
  readonly onLeft: (() => void) | null;
  readonly onRight: (() => void) | null;
  readonly onRename: (title: string) => void;
  readonly onRenaming: (isRenaming: boolean) => void;
  readonly onLink: (link: PaneView['link']) => void;
  /** Null for the only pane. */
  readonly onClose: (() => void) | null;
}

/**
 * What a frame's controls do. Moving, closing and joining the linked range are steps of the trail; folding, naming and
 * leaving it change how the present step looks.
 */
export function frameActions(pane: ExplorePane, context: PaneContext): FrameActions {
  const { trail, onTrail, onActive, onRenaming } = context;
  const at = trail.panes.findIndex((one) => one.id === pane.id);
  const open = trail.panes.filter((one) => !isCollapsed(one));
  const dress = (next: PaneContext['trail']) => onTrail(next, { replace: true });
  return {
    onActive: () => onActive(pane.id),
    onMoveTo: (to) => onTrail(movePane(trail, pane.id, to)),
    onUnfold: () => dress(foldPane(trail, pane.id, false)),
    onFold: open.length > 1 ? () => dress(foldPane(trail, pane.id, true)) : null,
    onLeft: at > 0 ? () => onTrail(shiftPane(trail, pane.id, -1)) : null,
    onRight: at < trail.panes.length - 1 ? () => onTrail(shiftPane(trail, pane.id, 1)) : null,
    onRename(title) {
      onRenaming(null);
      dress(setView(trail, pane.id, { title: title.trim().slice(0, 200) || undefined }));
    },
    onRenaming: (isRenaming) => onRenaming(isRenaming ? pane.id : null),
    onLink: (link) => onTrail(linkPane(trail, pane.id, link), { replace: link !== undefined }),
    onClose: trail.panes.length > 1 ? () => onTrail(closePane(trail, pane.id)) : null,
  };
}
