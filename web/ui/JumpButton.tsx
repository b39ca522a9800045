import { Signpost } from 'lucide-react';
import { openJumpsOf } from '../lib/jump-places.ts';
import { Button } from './Button.tsx';

interface JumpButtonProps {
  readonly label: string;
  /** Rows of a list are one tab stop: their buttons are the pointer's, and the key opens the same. */
  readonly tabIndex?: number;
  readonly className?: string;
}

/** Opens the jump menu of the place it stands in. */
export function JumpButton({ label, tabIndex = 0, className }: JumpButtonProps) {
  return (
    <Button
      variant="quiet"
      data-square=""
      aria-label={label}
      aria-haspopup="menu"
      title={`${label} (l)`}
      tabIndex={tabIndex}
      {...(className ? { className } : {})}
      onClick={(event) => {
        event.stopPropagation();
        openJumpsOf(event.currentTarget);
      }}
    >
      <Signpost size={13} aria-hidden />
    </Button>
  );
}
