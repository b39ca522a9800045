/**
 * The keys hidden after a click on a legend entry. A plain click isolates the series, or shows all again when it stands
 * alone; with `toggle` (Ctrl or Cmd) it hides or shows just that one.
 */
export function selectSeries(
  hidden: ReadonlySet<string>,
  keys: readonly string[],
  { key, toggle }: { readonly key: string; readonly toggle: boolean },
): ReadonlySet<string> {
  const visible = keys.filter((one) => !hidden.has(one));
  if (toggle) {
    const next = new Set(keys.filter((one) => hidden.has(one)));
    if (next.has(key)) next.delete(key);
    else next.add(key);
    return next.size === keys.length ? new Set() : next;
  }
  if (visible.length === 1 && visible[0] === key) return new Set();
  return new Set(keys.filter((one) => one !== key));
}
