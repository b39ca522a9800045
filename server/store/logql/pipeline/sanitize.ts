const PLAIN = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A label name made of a key: what no name may hold becomes `_`; '' when nothing is left. */
export function sanitizeLabelName(key: string): string {
  if (PLAIN.test(key)) return key;
  const trimmed = key.trim();
  if (trimmed === '') return '';
  return (/^\d/.test(trimmed) ? '_' : '') + replaceInvalid(trimmed);
}

/** As `sanitizeLabelName` for the later parts of a nested key. */
export function appendSanitized(prefix: string, key: string): string {
  const trimmed = key.trim();
  if (trimmed === '') return prefix;
  if (prefix === '') return sanitizeLabelName(trimmed);
  return `${prefix}_${replaceInvalid(trimmed)}`;
}

const replaceInvalid = (text: string) => text.replace(/[^A-Za-z0-9_]/gu, '_');
