import type { Attribute, Intrinsic } from '../language/attribute.ts';
import { formatStatic } from '../language/format.ts';
import { elementsOf, KIND_NAMES, NIL, staticKey, STATUS_NAMES, type Static } from '../language/static.ts';
import { NESTED_SET_INTRINSICS, createReader } from './attribute-readers.ts';
import { createAttachment } from './attachment.ts';
import type { SpanCursor } from './span-cursor.ts';
import { createItemMatcher, itemRange } from './span-items.ts';
import { planAttribute, scanSpans, type TagScan } from './tag-scan.ts';
import { ITEM_INTRINSICS } from './attribute-readers.ts';
import { u32At } from '../storage/columns.ts';
import { readStoredValue } from './stored-value.ts';

export interface TagValue {
  readonly type: string;
  readonly value: string;
}

/** Tempo's default `max_bytes_per_tag_values_query`. */
const MAX_BYTES = 10_000_000;

const keywords = (values: readonly string[]): readonly TagValue[] =>
  values.map((value) => ({ type: 'keyword', value }));

/** Values known without looking at data; for durations, none. */
const VIRTUAL: ReadonlyMap<string, readonly TagValue[]> = new Map([
  ['status', keywords(STATUS_NAMES)],
  ['span:status', keywords(STATUS_NAMES)],
  ['kind', keywords(KIND_NAMES)],
  ['span:kind', keywords(KIND_NAMES)],
  ['duration', []],
  ['span:duration', []],
  ['traceDuration', []],
]);
export const virtualTagValues = (name: string): readonly TagValue[] | undefined => VIRTUAL.get(name);

const IDS: ReadonlySet<Intrinsic> = new Set(['linkTraceId', 'linkSpanId', 'spanId', 'traceId', 'parentId']);

interface ValuesRequest {
  readonly scan: TagScan;
  readonly attribute: Attribute;
  /** 0 is no limit. */
  readonly limit: number;
}

/** The distinct values of an attribute over the spans of a scan; none of IDs. @throws BudgetExceeded */
export async function collectTagValues({ scan, attribute, limit }: ValuesRequest): Promise<readonly Static[]> {
  if (attribute.intrinsic && IDS.has(attribute.intrinsic)) return [];
  const valuesOf = createValueLister(attribute, scan);
  const found = new Map<string, Static>();
  let bytes = 0;
  await scanSpans(scan, (at) => {
    for (const value of valuesOf(at)) {
      const key = staticKey(value);
      if (value.type === 'nil' || found.has(key)) continue;
      found.set(key, value);
      bytes += key.length;
    }
    return bytes < MAX_BYTES && (limit === 0 || found.size < limit);
  });
  return limit === 0 ? [...found.values()] : [...found.values()].slice(0, limit);
}

type ValueLister = (at: SpanCursor) => readonly Static[];

function createValueLister(attribute: Attribute, { store }: TagScan): ValueLister {
  if (attribute.scope === 'event' || attribute.scope === 'link') return listItemValues(attribute, attribute.scope);
  const ofItem = attribute.intrinsic ? ITEM_INTRINSICS[attribute.intrinsic] : undefined;
  if (ofItem) {
    return (at) => {
      const [start, end] = itemRange(ofItem.scope, at);
      return Array.from({ length: end - start }, (_, offset) => ofItem.read(at, start + offset));
    };
  }
  const context = {
    findKey: (name: string) => store.findKey(name),
    items: createItemMatcher(() => true),
  };
  // An unscoped name is looked up in each scope, not in the first that has it.
  const scopes =
    attribute.intrinsic || attribute.scope !== 'none'
      ? [attribute.scope]
      : (['resource', 'span', 'instrumentation'] as const);
  const readers = scopes.map((scope) => {
    const scoped = { ...attribute, scope };
    // What stands for an absent value is none to choose.
    const attachment = { ...createAttachment(planAttribute(scoped)), missing: () => NIL };
    return createReader(scoped, { ...context, attachment });
  });
  const needsNestedSets = attribute.intrinsic !== null && NESTED_SET_INTRINSICS.has(attribute.intrinsic);
  return (at) => {
    if (needsNestedSets) store.ensureNestedSets(at.trace);
    return readers.flatMap((read) => elementsOf(read(at)));
  };
}

function listItemValues({ name }: Attribute, scope: 'event' | 'link'): ValueLister {
  return (at) => {
    const { chunk } = at;
    const key = chunk.findKey(name);
    const [start, end] = itemRange(scope, at);
    const bounds = scope === 'event' ? chunk.eventAttributes : chunk.linkAttributes;
    return Array.from({ length: end - start }, (_, offset) => {
      const item = (start + offset) * 2;
      return chunk.attributes.find(key, u32At(bounds.values, item), u32At(bounds.values, item + 1));
    }).flatMap((index) => (key === -1 || index === -1 ? [] : elementsOf(readStoredValue(chunk, index))));
  };
}

const TYPE_NAMES: Partial<Record<Static['type'], string>> = {
  string: 'string',
  boolean: 'bool',
  int: 'int',
  float: 'float',
  duration: 'int',
  status: 'keyword',
  kind: 'keyword',
};

/** As `tempopb.TagValue`; durations come out of their column as nanoseconds. */
export function toTagValue(value: Static): TagValue {
  const text = value.type === 'duration' ? String(value.value) : formatStatic(value);
  return { type: TYPE_NAMES[value.type] ?? 'string', value: text };
}
