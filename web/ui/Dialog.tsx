import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from '../lib/classes.ts';
import { IconButton } from './IconButton.tsx';
import styles from './Dialog.module.css';

interface DialogProps {
  readonly title: string;
  /** The title is read out but not drawn: the palette's input stands in its place. */
  readonly hideTitle?: boolean;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Dialog({ title, hideTitle = false, open, onOpenChange, className, children }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup className={classes(styles.popup, className)}>
          <div className={hideTitle ? styles.hidden : styles.head}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            {hideTitle ? null : (
              <Base.Close render={<IconButton label="Close" keys="Esc" />}>
                <X size={16} aria-hidden />
              </Base.Close>
            )}
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
