import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import styles from './Popup.module.css';

interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  readonly align?: 'start' | 'center' | 'end';
  readonly onOpenChange?: (open: boolean) => void;
  readonly children: ReactNode;
}

export function Menu({ trigger, align = 'start', onOpenChange, children }: MenuProps) {
  return (
    <Base.Root modal={false} {...(onOpenChange ? { onOpenChange: (open) => onOpenChange(open) } : {})}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={4} collisionPadding={8} className={styles.positioner}>
          <Base.Popup className={styles.popup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface MenuItemProps {
  readonly icon?: ReactNode;
  /** Small print at the end: a shortcut, a count. */
  readonly end?: ReactNode;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

export function MenuItem({ icon, end, disabled = false, onSelect, children }: MenuItemProps) {
  return (
    <Base.Item className={styles.item} disabled={disabled} onClick={onSelect}>
      {icon}
      <span className={styles.itemText}>{children}</span>
      {end === undefined ? null : <span className={styles.itemEnd}>{end}</span>}
    </Base.Item>
  );
}

interface MenuLinkProps {
  readonly href: string;
  readonly icon?: ReactNode;
  readonly end?: ReactNode;
  /** Called for a plain click, after which the browser does not follow the link; other clicks are the browser's. */
  readonly onFollow?: () => void;
  readonly children: ReactNode;
}

/** A menu item that is a real link: it opens in a new tab like any other. */
export function MenuLink({ href, icon, end, onFollow, children }: MenuLinkProps) {
  return (
    <Base.LinkItem
      className={styles.item}
      href={href}
      closeOnClick
      onClick={(event) => {
        if (!onFollow || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        onFollow();
      }}
    >
      {icon}
      <span className={styles.itemText}>{children}</span>
      {end === undefined ? null : <span className={styles.itemEnd}>{end}</span>}
    </Base.LinkItem>
  );
}
