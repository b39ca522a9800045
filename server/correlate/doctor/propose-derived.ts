import { derivedValue } from '../../contract/correlation/from-log.ts';
import { traceOfLabels, traceOfLog } from '../../contract/correlation/identity.ts';
import { escapeRegex } from '../../contract/correlation/formats.ts';
import { DerivedField } from '../../contract/source.ts';
import type { LogRow } from '../../contract/logs.ts';

/** Derived fields that find the traces which the lines name, each a way that lines name them, most frequent first. Pure. */
export function proposeDerivedFields(rows: readonly LogRow[], tempoUid: string): readonly DerivedField[] {
  const ways = new Map<string, { readonly field: DerivedField; count: number }>();
  for (const row of rows) {
    const way = wayOf(row);
    if (!way) continue;
    const key = `${way.matcherType} ${way.matcherRegex}`;
    const before = ways.get(key);
    if (before) before.count += 1;
    else {
      const named = { ...way, datasourceUid: tempoUid, url: '${__value.raw}', urlDisplayLabel: 'Open trace' };
      ways.set(key, { field: DerivedField.parse(named), count: 1 });
    }
  }
  const fields = [...ways.values()].toSorted((a, b) => b.count - a.count).map(({ field }) => field);
  return fields.filter((field) => rows.some((row) => traceIn(row, field) === traceOfLog(row)?.traceId));
}

interface Way {
  readonly name: string;
  readonly matcherType: 'label' | 'regex';
  readonly matcherRegex: string;
}

function wayOf(row: LogRow): Way | null {
  for (const labels of [row.structuredMetadata, row.labels]) {
    const name = Object.entries(labels).find(([key, value]) => traceOfLabels({ [key]: value }))?.[0];
    if (name) return { name: 'Trace', matcherType: 'label', matcherRegex: `^${escapeRegex(name)}$` };
  }
  return inText(row.line);
}

const KEYED = /(["']?)(\w*trace[._-]?id)(["']?\s*[=:]\s*["']?)[0-9a-f]{16,32}(?![0-9a-f])/i;

/** A pattern of the very characters that stand before the ID. */
function inText(line: string): Way | null {
  const [, open = '', key = '', between = ''] = KEYED.exec(line) ?? [];
  if (key) {
    const style = open === '"' ? 'JSON' : between === '=' ? 'logfmt' : 'text';
    const start = open === '' ? '\\b' : open;
    const matcherRegex = `${start}${escapeRegex(key)}${escapeRegex(between).replace(/\s+/g, '\\s*')}(\\w+)`;
    return { name: `Trace (${style} ${key})`, matcherType: 'regex', matcherRegex };
  }
  const parent = /\b[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\b/.test(line);
  const matcherRegex = '\\b[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}\\b';
  return parent ? { name: 'Trace (traceparent)', matcherType: 'regex', matcherRegex } : null;
}

/** The trace ID that a field finds in a row, as traces are asked for. */
export function traceIn(row: LogRow, field: DerivedField): string | null {
  const value = derivedValue(field, row);
  return value ? (traceOfLabels({ trace_id: value })?.traceId ?? null) : null;
}
