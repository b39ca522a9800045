/** An attribute as TraceQL writes it: a name with characters of its own meaning stands in quotes. */
export function traceAttribute(scope: string, name: string): string {
  const isPlain = /^[A-Za-z_][\w./-]*$/.test(name);
  return `${scope}.${isPlain ? name : `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`}`;
}
