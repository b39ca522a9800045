const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  "'": "'",
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The content of a quoted logfmt value; null when it holds an escape that is none. */
export function unquoteLogfmt(raw: string): string | null {
  let result = '';
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at] ?? '';
    if (char !== '\\') {
      result += char;
      continue;
    }
    at++;
    const escape = raw[at] ?? '';
    const simple = ESCAPES[escape];
    if (simple !== undefined) result += simple;
    else {
      const hex = escape === 'u' ? raw.slice(at + 1, at + 5) : '';
      if (!/^[\da-fA-F]{4}$/.test(hex)) return null;
      result += String.fromCharCode(Number.parseInt(hex, 16));
      at += 4;
    }
  }
  return result.toWellFormed();
}
