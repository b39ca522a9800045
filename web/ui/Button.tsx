import type { ComponentProps } from 'react';
import { classes } from '../lib/classes.ts';
import styles from './Button.module.css';

export type ButtonVariant = 'default' | 'primary' | 'quiet' | 'danger';

export interface ButtonProps extends ComponentProps<'button'> {
  readonly variant?: ButtonVariant;
}

/** `quiet` has no frame until hovered; one `primary` per view at most. */
export function Button({ variant = 'default', type = 'button', className, ...rest }: ButtonProps) {
  return <button type={type} data-variant={variant} className={classes(styles.button, className)} {...rest} />;
}
