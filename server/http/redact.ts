const MASK = '[redacted]';
/** Shorter values would mask half of every text. */
const MIN_SECRET_LENGTH = 4;

/** `text` without any of `secrets`, longest first so that none leaves a tail of another. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .sort((a, b) => b.length - a.length)
    .reduce((clean, secret) => clean.replaceAll(secret, MASK), text);
}

const SECRET_NAME =
  /authorization|cookie|password|passwd|secret|token|api[-_]?key|private[-_]?key|credential|securejsondata/i;

/** A JSON-like value with every member whose name says secret, and every known secret inside a text, masked. */
export function redactDeep(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return redact(value, secrets);
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, SECRET_NAME.test(key) ? MASK : redactDeep(member, secrets)]),
  );
}
