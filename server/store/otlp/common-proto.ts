import type { AnyValue, KeyValue, Resource, Scope } from '../telemetry.ts';
import { bytesKey, fixed64Key, varintKey, type ProtoReader } from './proto-reader.ts';

const KEY_VALUE_KEY = bytesKey(1);
const KEY_VALUE_VALUE = bytesKey(2);
const STRING_VALUE = bytesKey(1);
const BOOL_VALUE = varintKey(2);
const INT_VALUE = varintKey(3);
const DOUBLE_VALUE = fixed64Key(4);
const ARRAY_VALUE = bytesKey(5);
const KVLIST_VALUE = bytesKey(6);
const BYTES_VALUE = bytesKey(7);
const LIST_VALUES = bytesKey(1);
const RESOURCE_ATTRIBUTES = bytesKey(1);
const SCOPE_NAME = bytesKey(1);
const SCOPE_VERSION = bytesKey(2);
const SCOPE_ATTRIBUTES = bytesKey(3);

export const NO_RESOURCE: Resource = { attributes: [] };
export const NO_SCOPE: Scope = { name: '', version: '', attributes: [] };

export function readKeyValue(reader: ProtoReader): KeyValue {
  reader.count();
  const end = reader.enter();
  let name = '';
  let value: AnyValue = null;
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === KEY_VALUE_KEY) name = reader.knownText();
    else if (key === KEY_VALUE_VALUE) value = readAnyValue(reader);
    else reader.pass(key);
  }
  return { key: name, value };
}

export function readAnyValue(reader: ProtoReader): AnyValue {
  const end = reader.enter();
  let value: AnyValue = null;
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === STRING_VALUE) value = reader.knownText();
    else if (key === INT_VALUE) value = reader.bigVarint();
    else if (key === DOUBLE_VALUE) value = reader.readDouble();
    else if (key === BOOL_VALUE) value = reader.readBoolean();
    else if (key === ARRAY_VALUE) value = readList(reader, readAnyValue);
    else if (key === KVLIST_VALUE) value = { entries: readList(reader, readKeyValue) };
    else if (key === BYTES_VALUE) value = reader.copyBytes();
    else reader.pass(key);
  }
  return value;
}

function readList<T>(reader: ProtoReader, readItem: (reader: ProtoReader) => T): T[] {
  reader.descend();
  const end = reader.enter();
  const items: T[] = [];
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === LIST_VALUES) {
      reader.count();
      items.push(readItem(reader));
    } else reader.pass(key);
  }
  reader.ascend();
  return items;
}

export function readResource(reader: ProtoReader): Resource {
  const end = reader.enter();
  const attributes: KeyValue[] = [];
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === RESOURCE_ATTRIBUTES) attributes.push(readKeyValue(reader));
    else reader.pass(key);
  }
  return { attributes };
}

export function readScope(reader: ProtoReader): Scope {
  const end = reader.enter();
  const attributes: KeyValue[] = [];
  let name = '';
  let version = '';
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === SCOPE_NAME) name = reader.knownText();
    else if (key === SCOPE_VERSION) version = reader.knownText();
    else if (key === SCOPE_ATTRIBUTES) attributes.push(readKeyValue(reader));
    else reader.pass(key);
  }
  return { name, version, attributes };
}

const REQUEST_RESOURCES = bytesKey(1);
const RESOURCE = bytesKey(1);
const SCOPED = bytesKey(2);
const SCOPE = bytesKey(1);
const ITEM = bytesKey(2);

/** Traces, logs and metrics are wrapped alike: requests of resources of scopes of items, with the same field numbers. */
export function readResources<Item>(
  reader: ProtoReader,
  end: number,
  readItem: (reader: ProtoReader) => Item | null,
): { resource: Resource; scoped: { scope: Scope; items: Item[] }[] }[] {
  const resources = [];
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key !== REQUEST_RESOURCES) {
      reader.pass(key);
      continue;
    }
    reader.count();
    resources.push(readScopes(reader, readItem));
  }
  return resources;
}

function readScopes<Item>(reader: ProtoReader, readItem: (reader: ProtoReader) => Item | null) {
  const end = reader.enter();
  const scoped = [];
  let resource = NO_RESOURCE;
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === RESOURCE) resource = readResource(reader);
    else if (key === SCOPED) scoped.push(readItems(reader, readItem));
    else reader.pass(key);
  }
  return { resource, scoped };
}

function readItems<Item>(reader: ProtoReader, readItem: (reader: ProtoReader) => Item | null) {
  reader.count();
  const end = reader.enter();
  const items: Item[] = [];
  let scope = NO_SCOPE;
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === ITEM) {
      reader.count();
      const item = readItem(reader);
      if (item !== null) items.push(item);
    } else if (key === SCOPE) scope = readScope(reader);
    else reader.pass(key);
  }
  return { scope, items };
}
