import type { FormEvent, ReactNode } from 'react';
import { toProblem } from '../lib/api.ts';
import styles from './DialogForm.module.css';

interface DialogFormProps {
  /** Absent where nothing is filled in: Enter then only does what the button in focus does. */
  readonly onSubmit?: () => void;
  /** Why what was asked for was not done. */
  readonly error?: Error | null;
  /** Buttons and links below, what leaves things as they are first. */
  readonly actions: ReactNode;
  readonly children: ReactNode;
}

/** The body of a dialog that asks something: fields or words, what went wrong, and the actions. */
export function DialogForm({ onSubmit, error, actions, children }: DialogFormProps) {
  const body = (
    <>
      {children}
      {error ? (
        <p className={styles.fault} role="alert">
          {toProblem(error).detail ?? toProblem(error).title}
        </p>
      ) : null}
      <div className={styles.actions}>{actions}</div>
    </>
  );
  if (!onSubmit) return <div className={styles.form}>{body}</div>;
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className={styles.form} onSubmit={handleSubmit}>
      {body}
    </form>
  );
}

interface DialogFieldProps {
  /** What is seen; the field inside has it as its accessible name. */
  readonly label: string;
  readonly hint?: string | undefined;
  readonly children: ReactNode;
}

export function DialogField({ label, hint, children }: DialogFieldProps) {
  return (
    <div className={styles.field}>
      <span aria-hidden>{label}</span>
      {children}
      {hint ? <p className={styles.hint}>{hint}</p> : null}
    </div>
  );
}
