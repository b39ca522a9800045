import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../lib/api.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import styles from './Trails.module.css';

interface ConfirmDialogProps {
  readonly title: string;
  readonly action: string;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
  /** Further buttons. */
  readonly others?: ReactNode;
  readonly children: ReactNode;
}

/** Before something that cannot be undone. */
export function ConfirmDialog({ title, action, onConfirm, onClose, others, children }: ConfirmDialogProps) {
  const confirm = useMutation({ mutationFn: onConfirm, onSuccess: onClose });
  return (
    <Dialog title={title} open onOpenChange={(open) => (open ? undefined : onClose())}>
      <div className={styles.form}>
        <p>{children}</p>
        {confirm.error ? (
          <p className={styles.fault} role="alert">
            {toProblem(confirm.error).detail ?? toProblem(confirm.error).title}
          </p>
        ) : null}
        <div className={styles.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          {others}
          <Button variant="danger" disabled={confirm.isPending} onClick={() => confirm.mutate()}>
            {action}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
