import { ChevronDown, RotateCw } from 'lucide-react';
import { useShortcut } from '../lib/shortcuts.ts';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';
import { Menu, MenuItem } from './Menu.tsx';
import styles from './RefreshPicker.module.css';

const INTERVALS = ['5s', '10s', '30s', '1m', '5m', '15m', '1h'] as const;

interface RefreshPickerProps {
  /** As dashboards write it: `30s`, or '' for off. */
  readonly interval: string;
  readonly onIntervalChange: (interval: string) => void;
  readonly onRefresh: () => void;
  readonly busy?: boolean;
}

export function RefreshPicker({ interval, onIntervalChange, onRefresh, busy = false }: RefreshPickerProps) {
  useShortcut({ keys: 'r', label: 'Refresh', group: 'Time' }, onRefresh);
  return (
    <div className={styles.picker}>
      <IconButton label="Refresh" keys="r" onClick={onRefresh} data-busy={busy ? '' : undefined}>
        <RotateCw size={14} aria-hidden />
      </IconButton>
      <Menu
        align="end"
        trigger={
          <Button variant="quiet" aria-label={`Refresh every: ${interval === '' ? 'off' : interval}`}>
            {interval === '' ? 'Off' : interval}
            <ChevronDown size={12} aria-hidden />
          </Button>
        }
      >
        <MenuItem onSelect={() => onIntervalChange('')}>Off</MenuItem>
        {INTERVALS.map((one) => (
          <MenuItem key={one} onSelect={() => onIntervalChange(one)}>
            Every {one}
          </MenuItem>
        ))}
      </Menu>
    </div>
  );
}
