import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

/** `keys`: one key (`/`, `?`, `r`), keys in turn (`g e`) or a chord (`Mod+k`; Mod is Ctrl, or Command on a Mac). */
export interface Shortcut {
  readonly keys: string;
  readonly label: string;
  readonly group: string;
}
interface Active extends Shortcut {
  readonly run: () => void;
}

/** How long the second key of a sequence may take. ms */
const SEQUENCE_MS = 1200;

let active: readonly Active[] = [];
const listeners = new Set<() => void>();

function changeTo(next: readonly Active[]): void {
  active = next;
  for (const listener of listeners) listener();
}

/** A shortcut for as long as the component is there. The last one registered for the same keys wins. */
export function useShortcut({ keys, label, group }: Shortcut, handler: () => void): void {
  const run = useEffectEvent(handler);
  useEffect(() => {
    const entry: Active = { keys, label, group, run: () => run() };
    changeTo([...active, entry]);
    return () => changeTo(active.filter((other) => other !== entry));
  }, [keys, label, group]);
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const snapshot = (): readonly Shortcut[] => active;

/** What can be pressed now, for the sheet. */
export const useShortcuts = (): readonly Shortcut[] => useSyncExternalStore(subscribe, snapshot, snapshot);

export interface KeyPress {
  readonly key: string;
  readonly mod: boolean;
  readonly alt: boolean;
}

/** What a key press leads to: the shortcut it completes, and what is pending after it. */
export function pressKey<T extends Shortcut>(
  pending: string,
  press: KeyPress,
  known: readonly T[],
): { readonly pending: string; readonly match: T | null } {
  if (press.alt) return { pending: '', match: null };
  const key = press.mod ? `Mod+${press.key.toLowerCase()}` : press.key;
  const find = (keys: string): T | null => known.findLast((shortcut) => shortcut.keys === keys) ?? null;
  const typed = pending === '' ? key : `${pending} ${key}`;
  const match = find(typed) ?? find(key);
  if (match) return { pending: '', match };
  const starts = (text: string): boolean => known.some((shortcut) => shortcut.keys.startsWith(`${text} `));
  return { pending: starts(typed) ? typed : starts(key) ? key : '', match: null };
}

/** Monaco takes keys through an edit context, which is neither an input nor editable, but says that it is a text box. */
const TYPING =
  'input, textarea, select, [contenteditable="true"], [role="textbox"], [role="dialog"], [role="menu"], [role="listbox"]';

/** Keys go to what has the focus first; shortcuts get those that nothing else wanted. */
function wanted(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false;
  const mod = event.ctrlKey || event.metaKey;
  return mod || !(event.target instanceof Element && event.target.closest(TYPING));
}

/** Installs the one key listener. Returns how to remove it. */
export function listenForShortcuts(target: Window): () => void {
  let pending = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const handleKey = (event: KeyboardEvent): void => {
    if (!wanted(event)) return;
    const press = { key: event.key, mod: event.ctrlKey || event.metaKey, alt: event.altKey };
    const result = pressKey(pending, press, active);
    clearTimeout(timer);
    pending = result.pending;
    if (pending !== '') timer = setTimeout(() => (pending = ''), SEQUENCE_MS);
    if (!result.match) return;
    event.preventDefault();
    result.match.run();
  };
  target.addEventListener('keydown', handleKey);
  return () => {
    clearTimeout(timer);
    target.removeEventListener('keydown', handleKey);
  };
}
