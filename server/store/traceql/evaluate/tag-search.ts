import type { Budget } from '../../budget.ts';
import { STATUS_NAMES } from '../language/static.ts';
import { ROW_MASK, type Chunk } from '../storage/chunk.ts';
import { u32At, u8At } from '../storage/columns.ts';
import { STRING } from '../storage/packed-attributes.ts';
import type { SpanStore } from '../storage/span-store.ts';
import type { StoredTrace } from '../storage/stored-trace.ts';
import { DEDICATED } from './attachment.ts';
import { resourceOf } from './attribute-readers.ts';
import { describeTrace, type FoundTrace } from './search.ts';
import { summarizeTrace } from './trace-summary.ts';
import { tracesInRange, type TimeRange } from './trace-scan.ts';

export interface TagSearchRequest {
  readonly tags: ReadonlyMap<string, string>;
  /** 0 is no bound. */
  readonly minMs: number;
  readonly maxMs: number;
  readonly range: TimeRange;
  readonly limit: number;
}

/**
 * The search before TraceQL: traces that have every tag somewhere. Names with a column of their own match by part of
 * the text; the other names by the whole of a text attribute, all of them on spans of one resource.
 *
 * @throws BudgetExceeded
 */
export async function searchByTags(
  store: SpanStore,
  request: TagSearchRequest,
  budget: Budget,
): Promise<readonly FoundTrace[]> {
  const found: FoundTrace[] = [];
  for (const trace of tracesInRange(store, request.range)) {
    budget.spend(trace.rows.length);
    if (isMatch(store, trace, request)) found.push(describeTrace(store, trace));
    if (found.length === request.limit) break;
    const pause = budget.breathe();
    if (pause) await pause;
  }
  return found;
}

function isMatch(store: SpanStore, trace: StoredTrace, { tags, minMs, maxMs }: TagSearchRequest): boolean {
  const durationMs = Number(trace.endNano - trace.startNano) / 1e6;
  if (durationMs < minMs || (maxMs > 0 && durationMs > maxMs)) return false;
  const others: (readonly [string, string])[] = [];
  for (const [name, value] of tags) {
    const test = columnTest(name, value);
    if (test === undefined) others.push([name, value]);
    else if (!test(store, trace)) return false;
  }
  return others.length === 0 || hasTogether(store, trace, others);
}

type TraceTest = (store: SpanStore, trace: StoredTrace) => boolean;

const someSpan =
  (test: (chunk: Chunk, row: number) => boolean): TraceTest =>
  (store, trace) =>
    trace.rows.some((row) => test(store.chunkOf(row), row & ROW_MASK));

/** undefined for names that are looked up among the attributes. */
function columnTest(name: string, value: string): TraceTest | undefined {
  switch (name) {
    case 'root.name':
      return (store, trace) => summarizeTrace(store, trace).rootName.includes(value);
    case 'root.service.name':
      return (store, trace) => summarizeTrace(store, trace).rootServiceName.includes(value);
    case 'name':
      return someSpan((chunk, row) => chunk.strings.text(u32At(chunk.name, row)).includes(value));
    case 'service.name':
      return someSpan((chunk, row) => chunk.serviceNameOf(row).includes(value));
    case 'status.code': {
      const code = Math.max(
        0,
        STATUS_NAMES.findIndex((status) => status === value),
      );
      return someSpan((chunk, row) => u8At(chunk.status, row) === code);
    }
  }
  const scope = DEDICATED.has(`span.${name}`) ? 'span' : DEDICATED.has(`resource.${name}`) ? 'resource' : undefined;
  if (!scope) return undefined;
  const isNumber = DEDICATED.get(`${scope}.${name}`) === 'int';
  if (isNumber && !/^[-+]?\d+$/.test(value)) return undefined;
  return someSpan((chunk, row) => {
    const found = findAttribute(chunk, row, { scope, name });
    if (found === -1) return false;
    const stored = chunk.attributes.valueAt(found);
    return isNumber ? stored === BigInt(value) : typeof stored === 'string' && stored.includes(value);
  });
}

interface Place {
  readonly scope: 'span' | 'resource';
  readonly name: string;
}

function findAttribute(chunk: Chunk, row: number, { scope, name }: Place): number {
  const key = chunk.findKey(name);
  if (key === -1) return -1;
  if (scope === 'span')
    return chunk.attributes.find(key, u32At(chunk.attributeStart, row), u32At(chunk.attributeEnd, row));
  const owner = resourceOf(chunk, row);
  return owner ? chunk.attributes.find(key, owner.start, owner.end) : -1;
}

function hasTogether(store: SpanStore, trace: StoredTrace, tags: readonly (readonly [string, string])[]): boolean {
  const met = new Map<string, Set<string>>();
  return trace.rows.some((stored) => {
    const chunk = store.chunkOf(stored);
    const row = stored & ROW_MASK;
    const resource = `${chunk.firstRow}/${chunk.resource[row]}`;
    const names = met.get(resource) ?? new Set<string>();
    met.set(resource, names);
    for (const [name, value] of tags) {
      if (hasText(chunk, row, { name, value })) names.add(name);
    }
    return names.size === tags.length;
  });
}

function hasText(
  chunk: Chunk,
  row: number,
  { name, value }: { readonly name: string; readonly value: string },
): boolean {
  return (['span', 'resource'] as const).some((scope) => {
    const index = findAttribute(chunk, row, { scope, name });
    if (index === -1 || chunk.attributes.typeAt(index) !== STRING) return false;
    return chunk.strings.text(chunk.attributes.payloadAt(index)) === value;
  });
}
