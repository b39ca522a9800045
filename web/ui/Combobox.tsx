import { Combobox as Base } from '@base-ui/react/combobox';
import { Check, ChevronDown } from 'lucide-react';
import { classes } from '../lib/classes.ts';
import buttonStyles from './Button.module.css';
import styles from './Popup.module.css';
import type { SelectOption } from './Select.tsx';

interface ComboboxProps<T extends string> {
  readonly label: string;
  readonly value: T | null;
  readonly options: readonly SelectOption<T>[];
  readonly onChange: (value: T) => void;
  readonly placeholder?: string;
  readonly className?: string;
}

/** One of many, found by typing. At most 200 matches are drawn; typing on narrows them. */
export function Combobox<T extends string>(props: ComboboxProps<T>) {
  const { label, value, options, onChange, placeholder = 'Choose…', className } = props;
  const current = options.find((option) => option.value === value) ?? null;
  return (
    <Base.Root<SelectOption<T>>
      items={options}
      value={current}
      limit={200}
      itemToStringLabel={(option) => option.label}
      onValueChange={(option) => {
        if (option) onChange(option.value);
      }}
    >
      <Base.Trigger
        aria-label={`${label}: ${current?.label ?? value ?? 'none'}`}
        className={classes(buttonStyles.button, styles.trigger, className)}
      >
        {current?.icon}
        <span>{current?.label ?? value ?? placeholder}</span>
        <ChevronDown size={12} aria-hidden />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className={styles.positioner} align="start" sideOffset={4} collisionPadding={8}>
          <Base.Popup className={styles.popup} aria-label={label}>
            <Base.Input className={styles.search} placeholder={`Find ${label.toLowerCase()}`} />
            <Base.Empty className={styles.empty}>Nothing matches.</Base.Empty>
            <Base.List>
              {(option: SelectOption<T>) => (
                <Base.Item key={option.value} value={option} className={styles.item}>
                  {option.icon}
                  <span className={styles.itemText}>{option.label}</span>
                  <Base.ItemIndicator>
                    <Check size={12} aria-hidden />
                  </Base.ItemIndicator>
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
