import { Link } from '@tanstack/react-router';
import { Compass, Database, House, Keyboard, type LucideIcon, Monitor, Moon, Search, Sun } from 'lucide-react';
import { usePreference } from '../lib/storage.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Menu, MenuItem } from '../ui/Menu.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { Mark } from './Mark.tsx';
import styles from './NavRail.module.css';
import { type ThemeChoice, themePreference } from './theme.ts';

const PLACES = [
  { to: '/', label: 'Home', keys: 'g h', icon: House },
  { to: '/explore', label: 'Explore', keys: 'g e', icon: Compass },
  { to: '/sources', label: 'Data sources', keys: 'g s', icon: Database },
] as const;

interface NavRailProps {
  readonly onSearch: () => void;
  readonly onKeys: () => void;
}

export function NavRail({ onSearch, onKeys }: NavRailProps) {
  return (
    <nav className={styles.rail} aria-label="Main">
      <Link to="/" className={styles.mark} aria-label="Sightline, home">
        <Mark />
      </Link>
      <ul className={styles.places}>
        {PLACES.map(({ to, label, keys, icon: Icon }) => (
          <li key={to}>
            <Tooltip label={label} keys={keys} side="right">
              <Link to={to} className={styles.place} aria-label={label} activeOptions={{ exact: to === '/' }}>
                <Icon size={18} aria-hidden />
                <span className={styles.text}>{label}</span>
              </Link>
            </Tooltip>
          </li>
        ))}
      </ul>
      <div className={styles.end}>
        <IconButton label="Go to anything" keys="Mod+k" onClick={onSearch}>
          <Search size={18} aria-hidden />
        </IconButton>
        <span className={styles.wideOnly}>
          <IconButton label="Keyboard shortcuts" keys="?" onClick={onKeys}>
            <Keyboard size={18} aria-hidden />
          </IconButton>
        </span>
        <ThemeMenu />
      </div>
    </nav>
  );
}

const THEMES: readonly { readonly value: ThemeChoice; readonly label: string; readonly icon: LucideIcon }[] = [
  { value: 'system', label: 'System', icon: Monitor },
  { value: 'dark', label: 'Dark', icon: Moon },
  { value: 'light', label: 'Light', icon: Sun },
];

function ThemeMenu() {
  const [choice, setChoice] = usePreference(themePreference);
  const current = THEMES.find((theme) => theme.value === choice);
  const Icon = current?.icon ?? Monitor;
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={`Theme: ${current?.label ?? 'System'}`}>
          <Icon size={18} aria-hidden />
        </IconButton>
      }
    >
      {THEMES.map((theme) => (
        <MenuItem
          key={theme.value}
          icon={<theme.icon size={14} aria-hidden />}
          end={theme.value === choice ? 'now' : undefined}
          onSelect={() => setChoice(theme.value)}
        >
          {theme.label}
        </MenuItem>
      ))}
    </Menu>
  );
}
