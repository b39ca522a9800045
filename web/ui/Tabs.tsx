import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import { classes } from '../lib/classes.ts';
import styles from './Tabs.module.css';

export interface TabItem<T extends string> {
  readonly value: T;
  readonly label: ReactNode;
  readonly panel: ReactNode;
}

interface TabsProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly items: readonly TabItem<T>[];
  readonly className?: string;
}

export function Tabs<T extends string>({ label, value, onChange, items, className }: TabsProps<T>) {
  return (
    <Base.Root
      className={classes(styles.root, className)}
      value={value}
      onValueChange={(next) => {
        const item = items.find((one) => one.value === next);
        if (item) onChange(item.value);
      }}
    >
      <Base.List className={styles.list} aria-label={label} activateOnFocus>
        {items.map((item) => (
          <Base.Tab key={item.value} value={item.value} className={styles.tab}>
            {item.label}
          </Base.Tab>
        ))}
      </Base.List>
      {items.map((item) => (
        <Base.Panel key={item.value} value={item.value} className={styles.panel}>
          {item.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
