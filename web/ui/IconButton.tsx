import { Tooltip } from './Tooltip.tsx';
import { Button, type ButtonProps } from './Button.tsx';

export interface IconButtonProps extends Omit<ButtonProps, 'aria-label' | 'title'> {
  /** The accessible name, and the tooltip. */
  readonly label: string;
  readonly keys?: string;
}

export function IconButton({ label, keys, variant = 'quiet', ...rest }: IconButtonProps) {
  return (
    <Tooltip label={label} {...(keys ? { keys } : {})}>
      <Button aria-label={label} variant={variant} data-square="" {...rest} />
    </Tooltip>
  );
}
