import { Menu as Base } from '@base-ui/react/menu';
import { Copy, ZoomIn, ZoomOut, ScanSearch } from 'lucide-react';
import type { JumpAction } from '../lib/jump-places.ts';
import styles from './JumpMenu.module.css';
import popup from './Popup.module.css';

const ICONS = { filter: ZoomIn, exclude: ZoomOut, copy: Copy, zoom: ScanSearch } as const;

interface JumpMenuActionsProps {
  readonly actions: readonly JumpAction[];
  readonly onClose: () => void;
}

/** What can be done with the thing itself, without going anywhere. */
export function JumpMenuActions({ actions, onClose }: JumpMenuActionsProps) {
  if (actions.length === 0) return null;
  return (
    <Base.Group className={styles.group}>
      <Base.GroupLabel className={styles.groupTitle}>Here</Base.GroupLabel>
      {actions.map(({ id, label, icon, run }) => {
        const Icon = ICONS[icon];
        return (
          <Base.Item
            key={id}
            className={popup.item}
            onClick={() => {
              onClose();
              run();
            }}
          >
            <Icon size={12} aria-hidden />
            <span className={popup.itemText}>{label}</span>
          </Base.Item>
        );
      })}
    </Base.Group>
  );
}
