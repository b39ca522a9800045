import type { LogEntry } from '../evaluate/log-query.ts';
import { fieldType, queryableValue, type FieldType } from './field-type.ts';
import { parseEntry } from './parse-entry.ts';

export interface DetectedField {
  readonly label: string;
  readonly type: FieldType;
  /** How many different values were seen. */
  readonly cardinality: number;
  readonly parsers: readonly string[] | null;
  readonly jsonPath?: readonly string[];
}

interface FieldDraft {
  readonly values: Set<string>;
  readonly parsers: string[];
  type: FieldType;
  jsonPath: readonly string[];
}

/** Fields of structured metadata and of lines. A field has the type of the value seen last, as in Loki. */
export function detectFields(entries: readonly LogEntry[], limit: number): DetectedField[] {
  const fields = new Map<string, FieldDraft>();
  const draftOf = (name: string): FieldDraft | null => {
    let draft = fields.get(name) ?? null;
    if (!draft && fields.size < limit)
      fields.set(name, (draft = { values: new Set(), parsers: [], type: 'string', jsonPath: [] }));
    return draft;
  };
  const observe = (draft: FieldDraft, value: string) => {
    draft.type = fieldType(value);
    draft.values.add(value);
  };
  for (const entry of entries) {
    for (const [name, value] of entry.metadata) {
      const draft = draftOf(name);
      if (draft) observe(draft, value);
    }
    const { values, parser, paths } = parseEntry(entry);
    for (const [name, found] of values) {
      const draft = draftOf(name);
      if (!draft) continue;
      if (parser && !draft.parsers.includes(parser)) draft.parsers.push(parser);
      if (parser === 'json') draft.jsonPath = paths.get(name) ?? [];
      for (const value of found) observe(draft, value);
    }
  }
  return [...fields].map(([label, { values, parsers, type, jsonPath }]) => ({
    label,
    type,
    cardinality: values.size,
    parsers: parsers.length > 0 ? parsers : null,
    ...(jsonPath.length > 0 ? { jsonPath } : {}),
  }));
}

export function detectFieldValues(entries: readonly LogEntry[], name: string, limit: number): string[] {
  const values = new Set<string>();
  for (const entry of entries) {
    if (values.size >= limit) break;
    for (const [key, value] of entry.metadata) if (key === name) values.add(value);
    for (const value of parseEntry(entry).values.get(name) ?? []) values.add(queryableValue(value));
  }
  return [...values];
}
