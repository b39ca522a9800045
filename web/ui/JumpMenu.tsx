import { Popover as Base } from '@base-ui/react/popover';
import type { Jump } from '../../server/contract/jump.ts';
import { JumpLink } from './JumpLink.tsx';
import styles from './JumpMenu.module.css';
import popup from './Popup.module.css';

interface JumpMenuProps {
  /** What was picked: a series and its value, an exemplar. */
  readonly title: string;
  readonly jumps: readonly Jump[];
  /** Viewport CSS pixels. */
  readonly anchor: { readonly x: number; readonly y: number };
  readonly onClose: () => void;
}

/** Where one can go from a point of a canvas, opened at that point. Escape closes it and gives the focus back. */
export function JumpMenu({ title, jumps, anchor, onClose }: JumpMenuProps) {
  const place = { getBoundingClientRect: () => DOMRect.fromRect({ x: anchor.x, y: anchor.y, width: 0, height: 0 }) };
  return (
    <Base.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Base.Portal>
        <Base.Positioner anchor={place} sideOffset={8} collisionPadding={8} className={popup.positioner}>
          <Base.Popup className={popup.popup} aria-label={title}>
            <p className={styles.title}>{title}</p>
            {jumps.length === 0 ? (
              <p className={styles.none}>No link: its labels name no service and no trace.</p>
            ) : (
              <ul className={styles.list}>
                {jumps.map((jump) => (
                  <li key={jump.id}>
                    <JumpLink jump={jump} />
                  </li>
                ))}
              </ul>
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
