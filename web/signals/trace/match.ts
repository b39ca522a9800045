import type { Attributes, Trace } from '../../../server/contract/traces.ts';
import type { TraceTree } from './tree.ts';

/**
 * The rows whose name, service, IDs, status message, attributes or events contain every word of the text, without regard
 * to case. `key=value` asks for one attribute. An empty text matches nothing.
 */
export function matchingRows(trace: Trace, tree: TraceTree, text: string): readonly number[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const rows: number[] = [];
  for (let row = 0; row < tree.length; row++) {
    const span = trace.spans[tree.span[row] ?? -1];
    if (!span) continue;
    const resource = trace.resources[span.resource];
    const parts = [
      span.name,
      resource?.service,
      span.spanId,
      span.kind,
      span.status,
      span.statusMessage,
      pairs(span.attributes),
    ];
    const events = span.events.map((event) => `${event.name} ${pairs(event.attributes)}`);
    const haystack = [...parts, ...events, pairs(resource?.attributes ?? {})].join('\n').toLowerCase();
    if (words.every((word) => haystack.includes(word))) rows.push(row);
  }
  return rows;
}

const pairs = (attributes: Attributes): string =>
  Object.entries(attributes)
    .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join('\n');
