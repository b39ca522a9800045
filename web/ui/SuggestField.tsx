import { Autocomplete as Base } from '@base-ui/react/autocomplete';
import { useState } from 'react';
import { classes } from '../lib/classes.ts';
import popup from './Popup.module.css';
import field from './TextField.module.css';

interface SuggestFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Asked when the list opens; a failure means no suggestions. */
  readonly suggest: () => Promise<readonly string[]>;
  readonly placeholder?: string;
  readonly className?: string | undefined;
}

/** A text field that offers what there is; anything else may be written too. */
export function SuggestField({ label, value, onChange, suggest, placeholder, className }: SuggestFieldProps) {
  const [known, setKnown] = useState<readonly string[] | null>(null);
  const load = (open: boolean): void => {
    if (!open) return;
    void suggest().then(setKnown, () => setKnown([]));
  };
  return (
    <Base.Root<string>
      items={known ?? []}
      value={value}
      onValueChange={onChange}
      onOpenChange={load}
      openOnInputClick
      limit={200}
    >
      <Base.Input
        aria-label={label}
        className={classes(field.input, className)}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
      />
      <Base.Portal>
        <Base.Positioner className={popup.positioner} align="start" sideOffset={4} collisionPadding={8}>
          <Base.Popup className={popup.popup} aria-label={label}>
            <Base.Empty className={popup.empty}>
              {known === null ? 'Asking the source …' : 'The source has nothing like it.'}
            </Base.Empty>
            <Base.List>
              {(item: string) => (
                <Base.Item key={item} value={item} className={popup.item}>
                  <span className={popup.itemText}>{item}</span>
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
