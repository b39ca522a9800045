import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from '../lib/classes.ts';
import buttonStyles from './Button.module.css';
import styles from './Popup.module.css';

export interface SelectOption<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly icon?: ReactNode;
}

interface SelectProps<T extends string> {
  /** The accessible name. */
  readonly label: string;
  readonly value: T;
  readonly options: readonly SelectOption<T>[];
  readonly onChange: (value: T) => void;
  readonly variant?: 'default' | 'quiet';
  readonly disabled?: boolean;
  readonly className?: string;
}

/** One of a few. For more than about fifteen options use `Combobox`. */
export function Select<T extends string>(props: SelectProps<T>) {
  const { label, value, options, onChange, variant = 'default', disabled = false, className } = props;
  const current = options.find((option) => option.value === value);
  return (
    <Base.Root
      value={value}
      items={options}
      disabled={disabled}
      modal={false}
      onValueChange={(next) => {
        if (next !== null) onChange(next);
      }}
    >
      <Base.Trigger
        aria-label={`${label}: ${current?.label ?? value}`}
        data-variant={variant}
        className={classes(buttonStyles.button, styles.trigger, className)}
      >
        {current?.icon}
        <span>{current?.label ?? value}</span>
        <ChevronDown size={12} aria-hidden />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner
          className={styles.positioner}
          alignItemWithTrigger={false}
          align="start"
          sideOffset={4}
          collisionPadding={8}
        >
          <Base.Popup className={styles.popup}>
            <Base.List>
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} className={styles.item}>
                  {option.icon}
                  <Base.ItemText className={styles.itemText}>{option.label}</Base.ItemText>
                  <Base.ItemIndicator>
                    <Check size={12} aria-hidden />
                  </Base.ItemIndicator>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
