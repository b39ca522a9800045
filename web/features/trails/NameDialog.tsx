import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { toProblem } from '../../lib/api.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import styles from './Trails.module.css';

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
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!isEmpty) save.mutate(text.trim());
  };
  return (
    <Dialog title={title} open onOpenChange={(open) => (open ? undefined : onClose())}>
      <form className={styles.form} onSubmit={handleSubmit}>
        <div className={styles.field}>
          <span aria-hidden>Name</span>
          <TextField
            label="Name"
            value={text}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        {hint ? <p className={styles.hint}>{hint}</p> : null}
        {save.error ? (
          <p className={styles.fault} role="alert">
            {toProblem(save.error).detail ?? toProblem(save.error).title}
          </p>
        ) : null}
        <div className={styles.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={isEmpty || save.isPending}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
