import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';
import { Keys } from './Keys.tsx';
import styles from './Tooltip.module.css';

interface TooltipProps {
  readonly label: ReactNode;
  /** A shortcut to show, such as `g e`. */
  readonly keys?: string;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  /** The one element that is described. It has a name of its own: a tooltip only helps the eye. */
  readonly children: ReactElement;
}

export function Tooltip({ label, keys, side = 'bottom', children }: TooltipProps) {
  return (
    <Base.Root
      onOpenChange={(_, details) => {
        // Escape is meant for the dialog that the tooltip's button stands in, not for the hint that came with the focus.
        if (details.reason === 'escape-key') details.allowPropagation();
      }}
    >
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} className={styles.positioner}>
          <Base.Popup className={styles.popup}>
            {label}
            {keys ? <Keys keys={keys} /> : null}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** Once, around the app: neighbours' tooltips then open without delay. */
export function TooltipGroup({ children }: { readonly children: ReactNode }) {
  return (
    <Base.Provider delay={400} closeDelay={0}>
      {children}
    </Base.Provider>
  );
}
