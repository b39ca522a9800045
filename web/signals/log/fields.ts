/** A field found in a line. `path` is what the pipeline's parser would call it: nested JSON keys joined by `_`. */
export interface LineField {
  readonly name: string;
  readonly value: string;
}
export type LineFormat = 'json' | 'logfmt' | 'text';

export interface LineFields {
  readonly format: LineFormat;
  readonly fields: readonly LineField[];
}

const MAX_FIELDS = 200;
const MAX_DEPTH = 8;

/**
 * The fields of one line, for its details. JSON objects are flattened as Loki's `json` parser does; logfmt needs two
 * pairs to count as such; in other text only `name=value` pairs are taken. At most 200 fields.
 */
export function lineFields(line: string): LineFields {
  const text = line.trim();
  const object = text.startsWith('{') ? parseObject(text) : null;
  if (object) {
    const fields: LineField[] = [];
    flatten(object, { prefix: '', depth: 0, into: fields });
    return { format: 'json', fields };
  }
  const pairs = logfmtPairs(text);
  const covered = pairs.reduce((sum, pair) => sum + pair.length, 0);
  const isLogfmt = pairs.length >= 2 && covered > text.length * 0.6 && /^[\w.-]+=/.test(text);
  return {
    format: isLogfmt ? 'logfmt' : 'text',
    fields: pairs.map(({ name, value }) => ({ name, value: isLogfmt ? value : value.replace(/[:.]+$/, '') })),
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

interface Flattening {
  readonly prefix: string;
  readonly depth: number;
  readonly into: LineField[];
}

function flatten(object: Readonly<Record<string, unknown>>, { prefix, depth, into }: Flattening): void {
  for (const [key, value] of Object.entries(object)) {
    if (into.length >= MAX_FIELDS) return;
    const name = prefix + key.replace(/[^\w]/g, '_');
    if (value === null || value === undefined) continue;
    if (typeof value === 'object' && !Array.isArray(value) && depth < MAX_DEPTH) {
      flatten(value as Record<string, unknown>, { prefix: `${name}_`, depth: depth + 1, into });
    } else {
      into.push({ name, value: typeof value === 'object' ? JSON.stringify(value) : String(value) });
    }
  }
}

/** `name=value` or `name="quoted \" value"`; brackets around a pair are not part of it. */
const PAIR = /([A-Za-z_][\w.-]*)=(?:"((?:[^"\\]|\\.)*)"|([^\s"\]),;]*))/g;

function logfmtPairs(text: string): (LineField & { readonly length: number })[] {
  const pairs: (LineField & { readonly length: number })[] = [];
  for (const match of text.matchAll(PAIR)) {
    const [whole, name = '', quoted, bare = ''] = match;
    const value = quoted === undefined ? bare : unescape(quoted);
    if (value !== '') pairs.push({ name: name.replace(/[^\w]/g, '_'), value, length: whole.length + 1 });
    if (pairs.length >= MAX_FIELDS) break;
  }
  return pairs;
}

const unescape = (text: string): string =>
  text.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : c));
