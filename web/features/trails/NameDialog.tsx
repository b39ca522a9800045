import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogField, DialogForm } from '../../ui/DialogForm.tsx';
import { TextField } from '../../ui/TextField.tsx';

interface NameDialogProps {
  readonly title: string;
  readonly action: string;
  readonly name?: string;
  readonly hint?: string;
  /** Rejects with what keeps the dialog open and is shown in it. */
  readonly onName: (name: string) => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks for a trail's name. */
export function NameDialog({ title, action, name = '', hint, onName, onClose }: NameDialogProps) {
  const [text, setText] = useState(name);
  const save = useMutation({ mutationFn: onName, onSuccess: onClose });
  const isEmpty = text.trim() === '';
  return (
    <Dialog title={title} open onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogForm
        onSubmit={() => (isEmpty ? undefined : save.mutate(text.trim()))}
        error={save.error}
        actions={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={isEmpty || save.isPending}>
              {action}
            </Button>
          </>
        }
      >
        <DialogField label="Name" hint={hint}>
          <TextField
            label="Name"
            value={text}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => setText(event.target.value)}
          />
        </DialogField>
      </DialogForm>
    </Dialog>
  );
}
