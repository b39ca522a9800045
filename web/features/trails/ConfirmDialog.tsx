import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';

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
      <DialogForm
        error={confirm.error}
        actions={
          <>
            <Button onClick={onClose}>Cancel</Button>
            {others}
            <Button variant="danger" disabled={confirm.isPending} onClick={() => confirm.mutate()}>
              {action}
            </Button>
          </>
        }
      >
        <p>{children}</p>
      </DialogForm>
    </Dialog>
  );
}
