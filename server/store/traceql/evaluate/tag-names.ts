import { u32At } from '../storage/columns.ts';
import { DEDICATED, type KeyedScope } from './attachment.ts';
import { resourceOf, scopeOf } from './attribute-readers.ts';
import type { SpanCursor } from './span-cursor.ts';
import { itemRange } from './span-items.ts';
import { scanSpans, type TagScan } from './tag-scan.ts';

/** Intrinsics worth completing, in Tempo's order. */
export const INTRINSIC_TAGS: readonly string[] = [
  'duration',
  'event:name',
  'event:timeSinceStart',
  'instrumentation:name',
  'instrumentation:version',
  'kind',
  'link:spanID',
  'link:traceID',
  'name',
  'rootName',
  'rootServiceName',
  'span:duration',
  'span:id',
  'span:kind',
  'span:name',
  'span:parentID',
  'span:status',
  'span:statusMessage',
  'status',
  'statusMessage',
  'trace:duration',
  'trace:id',
  'trace:rootName',
  'trace:rootService',
  'traceDuration',
];

export type TagNames = ReadonlyMap<KeyedScope, ReadonlySet<string>>;

/** Names of the attributes that the spans of a scan have, by scope. @throws BudgetExceeded */
export async function collectTagNames(scan: TagScan, scopes: readonly KeyedScope[]): Promise<TagNames> {
  const found = new Map<KeyedScope, Set<number>>(scopes.map((scope) => [scope, new Set()]));
  const seen = new Set<string>();
  await scanSpans(scan, (at) => {
    for (const [scope, keys] of found) {
      for (const [start, end] of rangesOf(scope, at, seen)) {
        for (let index = start; index < end; index++) keys.add(at.chunk.attributes.keyAt(index));
      }
    }
    return true;
  });
  const names = new Map(
    [...found].map(([scope, keys]) => [scope, new Set([...keys].map((key) => scan.store.keyName(key)))]),
  );
  if (scan.filter) await addDedicated(scan, names);
  return names;
}

/** Where a span's attributes of a scope lie; what it shares with spans before it is left out. */
function rangesOf(scope: KeyedScope, at: SpanCursor, seen: Set<string>): readonly (readonly [number, number])[] {
  const { chunk, row } = at;
  if (scope === 'span') return [[u32At(chunk.attributeStart, row), u32At(chunk.attributeEnd, row)]];
  if (scope === 'resource' || scope === 'instrumentation') {
    const owner = scope === 'resource' ? resourceOf(chunk, row) : scopeOf(chunk, row);
    const key = `${chunk.firstRow}/${scope}/${scope === 'resource' ? chunk.resource[row] : chunk.scope[row]}`;
    if (!owner || seen.has(key)) return [];
    seen.add(key);
    return [[owner.start, owner.end]];
  }
  const [first, last] = itemRange(scope, at);
  const bounds = scope === 'event' ? chunk.eventAttributes : chunk.linkAttributes;
  return Array.from({ length: last - first }, (_, offset) => {
    const item = (first + offset) * 2;
    return [u32At(bounds.values, item), u32At(bounds.values, item + 1)] as const;
  });
}

/** Tempo does not narrow the attributes it keeps in columns of their own: those in use are always named. */
async function addDedicated(scan: TagScan, found: Map<KeyedScope, Set<string>>): Promise<void> {
  const all = await collectTagNames({ ...scan, filter: null }, [...found.keys()]);
  for (const name of DEDICATED.keys()) {
    const dot = name.indexOf('.');
    const scope = name.slice(0, dot) as KeyedScope;
    const attribute = name.slice(dot + 1);
    if (all.get(scope)?.has(attribute)) found.get(scope)?.add(attribute);
  }
}
