/**
 * Search parameters as plain text, as Grafana's URLs have them: `from=1700000000000` is text, `var-x` may repeat, JSON
 * stays JSON for whoever reads it. The router's own form would quote text that looks like a number.
 */
export function parseSearch(search: string): Record<string, string | string[]> {
  const found: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(search)) {
    // A parameter named like a property of every object must not be taken for one.
    const before = Object.hasOwn(found, name) ? found[name] : undefined;
    const next = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
    Object.defineProperty(found, name, { value: next, enumerable: true, configurable: true, writable: true });
  }
  return found;
}

/** Leaves out what is undefined; an empty list leaves nothing, an empty text stays (`var-x=`). */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      if (one === undefined || one === null) continue;
      params.append(name, typeof one === 'object' ? JSON.stringify(one) : String(one));
    }
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
