import { useShortcut } from '../../../lib/shortcuts.ts';
import type { PaneContext } from './pane-views.ts';
import { closePane, focusPane } from '../trail/trail.ts';
import { foldPane, isCollapsed, neighbourOf, shiftPane } from '../trail/trail-layout.ts';

const GROUP = 'Explore';

/**
 * Keys for the panes as such. Brackets move through time, as in Grafana, and Alt with an arrow is the browser's Back, so
 * comma and full stop it is, and what Shift makes of them.
 */
export function PaneKeys({ context }: { readonly context: PaneContext }) {
  const { trail, onTrail } = context;
  const step = (by: -1 | 1) => {
    const id = neighbourOf(trail, by);
    onTrail(focusPane(trail, id), { replace: true });
    document.getElementById(`pane-${id}`)?.focus({ preventScroll: true });
  };
  const fold = () => {
    const pane = trail.panes.find((one) => one.id === trail.focus);
    if (pane) onTrail(foldPane(trail, pane.id, !isCollapsed(pane)), { replace: true });
  };
  useShortcut({ keys: ',', label: 'Previous pane', group: GROUP }, () => step(-1));
  useShortcut({ keys: '.', label: 'Next pane', group: GROUP }, () => step(1));
  useShortcut({ keys: '<', label: 'Move pane left', group: GROUP }, () => onTrail(shiftPane(trail, trail.focus, -1)));
  useShortcut({ keys: '>', label: 'Move pane right', group: GROUP }, () => onTrail(shiftPane(trail, trail.focus, 1)));
  useShortcut({ keys: 'c', label: 'Collapse or expand pane', group: GROUP }, fold);
  useShortcut({ keys: 'x', label: 'Close pane', group: GROUP }, () => onTrail(closePane(trail, trail.focus)));
  return null;
}
