import type { Attribute, Intrinsic } from '../language/attribute.ts';
import { isServiceName } from '../language/attribute.ts';
import { KIND_NAMES, NIL, STATUS_NAMES, type Static } from '../language/static.ts';
import { hexId, type Chunk } from '../storage/chunk.ts';
import { i32At, nanosBetween, u32At, u8At } from '../storage/columns.ts';
import type { Attachment, KeyedScope } from './attachment.ts';
import type { SpanCursor } from './span-cursor.ts';
import { readStoredValue } from './stored-value.ts';
import { eventNanos, type ItemMatcher } from './span-items.ts';

export type ValueReader = (at: SpanCursor) => Static;

const string = (value: string): Static => ({ type: 'string', value });
const duration = (value: number): Static => ({ type: 'duration', value });
const int = (value: number): Static => ({ type: 'int', value });
const STATUSES: readonly Static[] = STATUS_NAMES.map((value) => ({ type: 'status', value }));
const KINDS: readonly Static[] = KIND_NAMES.map((value) => ({ type: 'kind', value }));

/** Leading zeros stripped, as Tempo shows trace IDs. */
export const shortTraceId = (id: string): string => id.replace(/^0+/, '');

/** Intrinsics of a span or its trace; those of events and links have several values a span. */
const SPAN_INTRINSICS: Partial<Record<Intrinsic, ValueReader>> = {
  duration: ({ chunk, row }) => duration(nanosBetween(chunk.end, chunk.start, row)),
  name: ({ chunk, row }) => string(chunk.strings.text(u32At(chunk.name, row))),
  status: ({ chunk, row }) => STATUSES[u8At(chunk.status, row)] ?? NIL,
  statusMessage: ({ chunk, row }) => string(chunk.strings.text(u32At(chunk.statusMessage, row))),
  kind: ({ chunk, row }) => KINDS[u8At(chunk.kind, row)] ?? NIL,
  childCount: ({ chunk, row }) => int(i32At(chunk.childCount, row)),
  rootServiceName: (at) => string(at.summary.rootServiceName),
  rootName: (at) => string(at.summary.rootName),
  traceDuration: ({ trace }) => duration(Number(trace.endNano - trace.startNano)),
  traceId: ({ trace }) => string(shortTraceId(trace.id)),
  spanId: ({ chunk, row }) => string(hexId(chunk.idHigh, chunk.idLow, row)),
  parentId: ({ chunk, row }) => string(hexId(chunk.parentHigh, chunk.parentLow, row)),
  instrumentationName: ({ chunk, row }) => string(chunk.strings.text(scopeOf(chunk, row)?.name ?? 0)),
  instrumentationVersion: ({ chunk, row }) => string(chunk.strings.text(scopeOf(chunk, row)?.version ?? 0)),
  nestedSetLeft: ({ chunk, row }) => int(i32At(chunk.nestedLeft, row)),
  nestedSetRight: ({ chunk, row }) => int(i32At(chunk.nestedRight, row)),
  nestedSetParent: ({ chunk, row }) => int(i32At(chunk.nestedParent, row)),
};

export const scopeOf = (chunk: Chunk, row: number) => chunk.scopes[chunk.scope[row] ?? 0];
export const resourceOf = (chunk: Chunk, row: number) => chunk.resources[chunk.resource[row] ?? 0];

/** The intrinsics that need a trace's nested sets. */
export const NESTED_SET_INTRINSICS: ReadonlySet<Intrinsic> = new Set([
  'nestedSetLeft',
  'nestedSetRight',
  'nestedSetParent',
  'childCount',
]);

/** Where the attributes of a span's keyed scopes lie; -1 when it has no attribute of that key. */
export function findKeyed(
  scope: 'span' | 'resource' | 'instrumentation',
  key: number,
  { chunk, row }: SpanCursor,
): number {
  if (scope === 'span')
    return chunk.attributes.find(key, u32At(chunk.attributeStart, row), u32At(chunk.attributeEnd, row));
  const owner = scope === 'resource' ? resourceOf(chunk, row) : scopeOf(chunk, row);
  return owner ? chunk.attributes.find(key, owner.start, owner.end) : -1;
}

export interface ReaderContext {
  readonly attachment: Attachment;
  /** Number of an attribute key in the store; -1 when unknown. */
  readonly findKey: (name: string) => number;
  /** Events and links a conjunction of conditions allows. */
  readonly items: ItemMatcher;
}

/** Reads what the query sees of an attribute, nil when nothing. */
export function createReader(attribute: Attribute, context: ReaderContext): ValueReader {
  if (attribute.intrinsic) return createIntrinsicReader(attribute.intrinsic, context);
  if (isServiceName(attribute)) return ({ chunk, row }) => string(chunk.serviceNameOf(row));
  const key = context.findKey(attribute.name);
  const { scope, name } = attribute;
  const { attach } = context.attachment;
  const missing = missingValue(attribute, context.attachment);
  if (key === -1) return () => missing;
  switch (scope) {
    case 'none':
      return (at) => {
        const own = findKeyed('span', key, at);
        if (own !== -1) return attach('span', name, readStoredValue(at.chunk, own));
        const shared = findKeyed('resource', key, at);
        return shared === -1 ? missing : attach('resource', name, readStoredValue(at.chunk, shared));
      };
    case 'event':
    case 'link':
      return (at) => context.items.first(scope, at, (index) => readItem(scope, { key, name, index, at, attach }));
    default:
      return (at) => {
        const index = findKeyed(scope, key, at);
        return index === -1 ? missing : attach(scope, name, readStoredValue(at.chunk, index));
      };
  }
}

function missingValue({ scope, name }: Attribute, { missing }: Attachment): Static {
  if (scope !== 'none') return missing(scope, name);
  const ofSpan = missing('span', name);
  return ofSpan.type === 'nil' ? missing('resource', name) : ofSpan;
}

interface ItemRead {
  readonly key: number;
  readonly name: string;
  /** Of the event or link in its chunk. */
  readonly index: number;
  readonly at: SpanCursor;
  readonly attach: (scope: KeyedScope, name: string, value: Static) => Static;
}

function readItem(scope: 'event' | 'link', { key, name, index, at, attach }: ItemRead): Static {
  const { chunk } = at;
  const bounds = scope === 'event' ? chunk.eventAttributes : chunk.linkAttributes;
  const found = chunk.attributes.find(key, u32At(bounds.values, index * 2), u32At(bounds.values, index * 2 + 1));
  return found === -1 ? NIL : attach(scope, name, readStoredValue(chunk, found));
}

function createIntrinsicReader(intrinsic: Intrinsic, { items, attachment }: ReaderContext): ValueReader {
  const ofSpan = SPAN_INTRINSICS[intrinsic];
  if (ofSpan) return ofSpan;
  const ofItem = ITEM_INTRINSICS[intrinsic];
  if (!ofItem) return () => NIL;
  const { scope, read, absent } = ofItem;
  const isShown = attachment.showsAny(intrinsic);
  return (at) => {
    const value = items.first(scope, at, (index) => attachment.attachIntrinsic(intrinsic, read(at, index)));
    return value.type === 'nil' && isShown ? absent : value;
  };
}

export const ITEM_INTRINSICS: Partial<
  Record<
    Intrinsic,
    {
      readonly scope: 'event' | 'link';
      readonly read: (at: SpanCursor, index: number) => Static;
      /** What Tempo's column gives for a span without any, where no condition is put to it. */
      readonly absent: Static;
    }
  >
> = {
  eventName: {
    scope: 'event',
    read: ({ chunk }, index) => string(chunk.strings.text(u32At(chunk.eventName.values, index))),
    absent: string(''),
  },
  eventTimeSinceStart: { scope: 'event', read: (at, index) => duration(eventNanos(at, index)), absent: duration(0) },
  linkTraceId: {
    scope: 'link',
    read: ({ chunk }, index) => string(shortTraceId(chunk.strings.text(u32At(chunk.linkTraceId.values, index)))),
    absent: string(''),
  },
  linkSpanId: {
    scope: 'link',
    read: ({ chunk }, index) => string(chunk.strings.text(u32At(chunk.linkSpanId.values, index))),
    absent: string('0'.repeat(16)),
  },
};
