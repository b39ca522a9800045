import { Search } from 'lucide-react';
import type { ComponentProps } from 'react';
import { classes } from '../lib/classes.ts';
import styles from './TextField.module.css';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'aria-label'> {
  readonly label: string;
}

/** A bare input with an accessible name; put a visible label beside it where there is room. */
export function TextField({ label, className, type = 'text', ...rest }: TextFieldProps) {
  return (
    <input aria-label={label} type={type} className={classes(styles.input, className)} spellCheck={false} {...rest} />
  );
}

export function SearchField({ className, ...rest }: TextFieldProps) {
  return (
    <span className={classes(styles.search, className)}>
      <Search size={14} aria-hidden />
      <TextField type="search" autoComplete="off" {...rest} />
    </span>
  );
}
