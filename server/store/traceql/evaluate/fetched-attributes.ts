import { createIntrinsic, type Attribute, type Intrinsic } from '../language/attribute.ts';
import { NIL, type Static } from '../language/static.ts';
import { u32At } from '../storage/columns.ts';
import { createAttachment, KEYED_SCOPES, type Attachment, type KeyedScope } from './attachment.ts';
import { createReader, findKeyed, ITEM_INTRINSICS, resourceOf, scopeOf } from './attribute-readers.ts';
import type { Condition } from './conditions.ts';
import type { QueryContext } from './query-context.ts';
import type { SpanCursor } from './span-cursor.ts';
import { itemRange } from './span-items.ts';
import { readStoredValue } from './stored-value.ts';

export interface FetchedAttribute {
  readonly attribute: Attribute;
  readonly value: Static;
}

/** Lists what a query has fetched of a span: each attribute or intrinsic that met one of its conditions. */
export function createAttributeLister(context: QueryContext): (at: SpanCursor) => readonly FetchedAttribute[] {
  const { plan } = context;
  if (plan.isEverything) return (at) => listEverything(at, context);
  const matched = createAttachment(plan.conditions);
  const selected = createAttachment(plan.selected.map((attribute) => ({ attribute, op: 'none', operand: null })));
  const intrinsics = listIntrinsics(plan.conditions, plan.selected);
  const absent = plan.conditions.filter(({ op }) => op === 'notExists');
  return (at) => {
    const found = new Map<string, FetchedAttribute>();
    for (const scope of KEYED_SCOPES) {
      for (const attachment of [matched, selected]) collectKeyed(found, { scope, attachment, at });
    }
    for (const condition of absent) collectAbsent(found, condition, at);
    for (const { attribute, isSelected } of intrinsics) {
      const value = createIntrinsicValue(attribute, { context, at, attachment: isSelected ? selected : matched });
      if (value.type !== 'nil') found.set(attribute.name, { attribute, value });
    }
    return [...found.values()];
  };
}

interface FetchedIntrinsic {
  readonly attribute: Attribute;
  readonly isSelected: boolean;
}

function listIntrinsics(conditions: readonly Condition[], selected: readonly Attribute[]): FetchedIntrinsic[] {
  return [
    ...conditions.map(({ attribute }) => ({ attribute, isSelected: false })),
    ...selected.map((attribute) => ({ attribute, isSelected: true })),
  ].filter(({ attribute }) => attribute.intrinsic && attribute.intrinsic !== 'spanStartTime');
}

interface Source {
  readonly context: QueryContext;
  readonly at: SpanCursor;
  readonly attachment: Attachment;
}

function createIntrinsicValue(attribute: Attribute, { context, at, attachment }: Source): Static {
  if (!attribute.intrinsic) return NIL;
  const value = createReader(attribute, { ...context, attachment })(at);
  // Values of events and links have been through the conditions already.
  if (ITEM_INTRINSICS[attribute.intrinsic]) return value;
  return attachment.attachIntrinsic(attribute.intrinsic, value);
}

interface Collection {
  readonly scope: KeyedScope;
  readonly attachment: Attachment;
  readonly at: SpanCursor;
}

function collectKeyed(found: Map<string, FetchedAttribute>, { scope, attachment, at }: Collection): void {
  const names = attachment.names(scope);
  if (names.size === 0) return;
  for (const name of names) {
    const indexes = indexesOf(scope, name, at);
    const missing = attachment.missing(scope, name);
    if (indexes.length === 0 && missing.type !== 'nil')
      found.set(`${scope}.${name}`, { attribute: { scope, name, parent: false, intrinsic: null }, value: missing });
    for (const index of indexes) {
      const value = attachment.attach(scope, name, readStoredValue(at.chunk, index));
      if (value.type === 'nil') continue;
      found.set(`${scope}.${name}`, { attribute: { scope, name, parent: false, intrinsic: null }, value });
    }
  }
}

/** Where a span's attributes of this name lie; several for events and links. */
function indexesOf(scope: KeyedScope, name: string, at: SpanCursor): readonly number[] {
  const key = at.chunk.findKey(name);
  if (key === -1) return [];
  if (scope !== 'event' && scope !== 'link') return [findKeyed(scope, key, at)].filter((index) => index !== -1);
  const [start, end] = itemRange(scope, at);
  const bounds = scope === 'event' ? at.chunk.eventAttributes : at.chunk.linkAttributes;
  return Array.from({ length: end - start }, (_, offset) => {
    const item = (start + offset) * 2;
    return at.chunk.attributes.find(key, u32At(bounds.values, item), u32At(bounds.values, item + 1));
  }).filter((index) => index !== -1);
}

/** Tempo lists an attribute that had to be missing with the text "nil". */
function collectAbsent(found: Map<string, FetchedAttribute>, { attribute }: Condition, at: SpanCursor): void {
  const scopes: readonly KeyedScope[] = attribute.scope === 'none' ? ['span', 'resource'] : [attribute.scope];
  for (const scope of scopes) {
    if (indexesOf(scope, attribute.name, at).length > 0) continue;
    const value: Static = { type: 'string', value: 'nil' };
    found.set(`${scope}.${attribute.name}`, { attribute: { ...attribute, scope }, value });
  }
}

/** The intrinsics `compare()` looks at, those of high cardinality left out. */
const COMPARED: readonly Intrinsic[] = [
  'name',
  'status',
  'statusMessage',
  'kind',
  'childCount',
  'rootServiceName',
  'rootName',
  'instrumentationName',
  'instrumentationVersion',
];

function listEverything(at: SpanCursor, context: QueryContext): readonly FetchedAttribute[] {
  const { chunk, row } = at;
  const found: FetchedAttribute[] = COMPARED.map((intrinsic) => {
    const attribute = createIntrinsic(intrinsic);
    return { attribute, value: createReader(attribute, context)(at) };
  });
  const owners = [
    { scope: 'resource', ...(resourceOf(chunk, row) ?? { start: 0, end: 0 }) },
    { scope: 'instrumentation', ...(scopeOf(chunk, row) ?? { start: 0, end: 0 }) },
    { scope: 'span', start: u32At(chunk.attributeStart, row), end: u32At(chunk.attributeEnd, row) },
  ] as const;
  for (const { scope, start, end } of owners) {
    for (let index = start; index < end; index++) {
      const value = readStoredValue(chunk, index);
      const name = chunk.keyName(chunk.attributes.keyAt(index));
      if (value.type !== 'nil') found.push({ attribute: { scope, name, parent: false, intrinsic: null }, value });
    }
  }
  return found;
}
