import { Link } from '@tanstack/react-router';
import {
  Bookmark,
  Compass,
  Database,
  House,
  Keyboard,
  type LucideIcon,
  Monitor,
  Moon,
  Search,
  Sun,
  Waypoints,
} from 'lucide-react';
import { usePreference } from '../lib/storage.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { Mark } from './Mark.tsx';
import styles from './NavRail.module.css';
import { type ThemeChoice, themePreference } from './theme.ts';

const PLACES = [
  { to: '/', label: 'Home', keys: 'g h', icon: House },
  { to: '/explore', label: 'Explore', keys: 'g e', icon: Compass },
  { to: '/trails', label: 'Saved trails', keys: 'g t', icon: Bookmark },
  { to: '/services', label: 'Services', keys: 'g v', icon: Waypoints },
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
        <ThemeButton />
      </div>
    </nav>
  );
}

const THEMES: Readonly<Record<ThemeChoice, { readonly next: ThemeChoice; readonly icon: LucideIcon }>> = {
  system: { next: 'dark', icon: Monitor },
  dark: { next: 'light', icon: Moon },
  light: { next: 'system', icon: Sun },
};

function ThemeButton() {
  const [choice, setChoice] = usePreference(themePreference);
  const { next, icon: Icon } = THEMES[choice];
  return (
    <IconButton label={`Theme: ${choice}. Switch to ${next}`} onClick={() => setChoice(next)}>
      <Icon size={18} aria-hidden />
    </IconButton>
  );
}
