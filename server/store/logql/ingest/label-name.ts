const PLAIN = /^[A-Za-z]\w*$/;

/**
 * An attribute's name as a label, as OpenTelemetry's translation to Prometheus has it: every run of other characters
 * becomes one `_`, a leading digit gets a prefix.
 */
export function toLabelName(name: string): string {
  if (PLAIN.test(name) && !name.includes('__')) return name;
  const isReserved = name.length > 4 && name.startsWith('__') && name.endsWith('__');
  const core = (isReserved ? name.slice(2, -2) : name).replace(/[^A-Za-z0-9]+/g, '_');
  if (isReserved) return `__${core}__`;
  return /^\d/.test(core) ? `key_${core}` : core;
}
