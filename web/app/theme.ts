import { choicePreference, onPreferenceChange, readPreference } from '../lib/storage.ts';

export type ThemeChoice = 'system' | 'dark' | 'light';

export const themePreference = choicePreference<ThemeChoice>('theme', ['system', 'dark', 'light'], 'system');

export const resolveTheme = (choice: ThemeChoice, systemIsLight: boolean): 'dark' | 'light' =>
  choice === 'system' ? (systemIsLight ? 'light' : 'dark') : choice;

/** Keeps the root element's `data-theme` true to the preference and the system. `public/theme.js` set it first. */
export function followTheme(target: Window): () => void {
  const system = target.matchMedia('(prefers-color-scheme: light)');
  const apply = (): void => {
    target.document.documentElement.dataset['theme'] = resolveTheme(readPreference(themePreference), system.matches);
  };
  apply();
  system.addEventListener('change', apply);
  const stopListening = onPreferenceChange(apply);
  return () => {
    system.removeEventListener('change', apply);
    stopListening();
  };
}
