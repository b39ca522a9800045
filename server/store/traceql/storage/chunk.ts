import type { Attributes, Resource, Scope, Span } from '../../telemetry.ts';
import { createNanoColumn, GrowingU32, setNanos, u32At, type NanoColumn } from './columns.ts';
import { createDictionary, type Dictionary } from './dictionary.ts';
import { PackedAttributes } from './packed-attributes.ts';
import type { StoredTrace } from './stored-trace.ts';

export const CHUNK_SHIFT = 12;
export const CHUNK_ROWS = 1 << CHUNK_SHIFT;
export const ROW_MASK = CHUNK_ROWS - 1;

/** Attributes of resources or scopes, each kept once a chunk. */
interface Owner {
  readonly start: number;
  readonly end: number;
}
export interface ChunkResource extends Owner {
  /** Number of the string `service.name`, which is '' when absent or no string. */
  readonly serviceName: number;
}
export interface ChunkScope extends Owner {
  readonly name: number;
  readonly version: number;
}

const FIXED_BYTES_PER_ROW = 100;

/**
 * 4096 spans as columns, in the order they arrived. A chunk is whole in itself (its own dictionary of strings), so that
 * dropping the oldest spans frees memory without touching the others.
 */
export class Chunk {
  readonly strings: Dictionary = createDictionary();
  readonly attributes: PackedAttributes;
  readonly traces: StoredTrace[] = [];
  readonly resources: ChunkResource[] = [];
  readonly scopes: ChunkScope[] = [];

  /** IDs as two big-endian 32-bit halves. */
  readonly idHigh = new Uint32Array(CHUNK_ROWS);
  readonly idLow = new Uint32Array(CHUNK_ROWS);
  readonly parentHigh = new Uint32Array(CHUNK_ROWS);
  readonly parentLow = new Uint32Array(CHUNK_ROWS);
  /** 1 when the span has a parent. */
  readonly hasParent = new Uint8Array(CHUNK_ROWS);
  readonly name = new Uint32Array(CHUNK_ROWS);
  readonly kind = new Uint8Array(CHUNK_ROWS);
  readonly status = new Uint8Array(CHUNK_ROWS);
  readonly statusMessage = new Uint32Array(CHUNK_ROWS);
  readonly traceState = new Uint32Array(CHUNK_ROWS);
  readonly start: NanoColumn = createNanoColumn(CHUNK_ROWS);
  readonly end: NanoColumn = createNanoColumn(CHUNK_ROWS);
  readonly resource = new Uint16Array(CHUNK_ROWS);
  readonly scope = new Uint16Array(CHUNK_ROWS);
  /** Row r's attributes are `attributeStart[r]` to `attributeEnd[r]`; its events and links alike. */
  readonly attributeStart = new Uint32Array(CHUNK_ROWS);
  readonly attributeEnd = new Uint32Array(CHUNK_ROWS);
  readonly eventStart = new Uint32Array(CHUNK_ROWS + 1);
  readonly linkStart = new Uint32Array(CHUNK_ROWS + 1);

  /** The trace's nested sets, filled by `nested-sets.ts`; 0 is unknown, parent -1 a root. */
  readonly nestedLeft = new Int32Array(CHUNK_ROWS);
  readonly nestedRight = new Int32Array(CHUNK_ROWS);
  readonly nestedParent = new Int32Array(CHUNK_ROWS);
  readonly childCount = new Int32Array(CHUNK_ROWS);

  readonly eventName = new GrowingU32(64);
  readonly eventTimeHigh = new GrowingU32(64);
  readonly eventTimeLow = new GrowingU32(64);
  readonly eventAttributes = new GrowingU32(64);
  /** Hex, as links may carry IDs of any length. */
  readonly linkTraceId = new GrowingU32(64);
  readonly linkSpanId = new GrowingU32(64);
  readonly linkTraceState = new GrowingU32(64);
  readonly linkAttributes = new GrowingU32(64);

  /** Row 0 of this chunk has this number in the store. */
  readonly firstRow: number;
  rows = 0;
  liveRows = 0;
  private readonly keyNames: Dictionary;
  private readonly resourceNumbers = new Map<string, number>();
  private readonly scopeNumbers = new Map<string, number>();
  private lastResource: Resource | null = null;
  private lastResourceNumber = 0;
  private lastScope: Scope | null = null;
  private lastScopeNumber = 0;

  constructor(firstRow: number, keyNames: Dictionary) {
    this.firstRow = firstRow;
    this.keyNames = keyNames;
    this.attributes = new PackedAttributes(keyNames, this.strings);
  }

  get isFull(): boolean {
    return this.rows === CHUNK_ROWS;
  }

  /** Estimated size in memory. */
  get bytes(): number {
    const growing = (this.attributes.length + this.eventName.length * 2 + this.linkTraceId.length * 2) * 8;
    const strings = this.strings.characters() + this.strings.size() * 32;
    return CHUNK_ROWS * FIXED_BYTES_PER_ROW + growing + strings + this.attributes.objects.length * 64;
  }

  resourceNumber(resource: Resource): number {
    // The spans of a request share a few resources and scopes, one after the other.
    if (resource !== this.lastResource) {
      this.lastResourceNumber = this.findResource(resource);
      this.lastResource = resource;
    }
    return this.lastResourceNumber;
  }

  scopeNumber(scope: Scope): number {
    if (scope !== this.lastScope) {
      this.lastScopeNumber = this.findScope(scope);
      this.lastScope = scope;
    }
    return this.lastScopeNumber;
  }

  private findResource(resource: Resource): number {
    const key = attributesKey(resource.attributes);
    const known = this.resourceNumbers.get(key);
    if (known !== undefined) return known;
    const name = resource.attributes.find(({ key: attribute }) => attribute === 'service.name')?.value;
    const serviceName = this.strings.intern(typeof name === 'string' ? name : '');
    this.resources.push({ ...this.own(resource.attributes), serviceName });
    this.resourceNumbers.set(key, this.resources.length - 1);
    return this.resources.length - 1;
  }

  private findScope(scope: Scope): number {
    const key = `${scope.name}\u0000${scope.version}\u0000${attributesKey(scope.attributes)}`;
    const known = this.scopeNumbers.get(key);
    if (known !== undefined) return known;
    const name = this.strings.intern(scope.name);
    const version = this.strings.intern(scope.version);
    this.scopes.push({ ...this.own(scope.attributes), name, version });
    this.scopeNumbers.set(key, this.scopes.length - 1);
    return this.scopes.length - 1;
  }

  /** Appends one span and returns its row in this chunk. */
  append(
    span: Span,
    owners: { readonly resource: number; readonly scope: number; readonly trace: StoredTrace },
  ): number {
    const row = this.rows++;
    this.liveRows++;
    this.traces.push(owners.trace);
    this.resource[row] = owners.resource;
    this.scope[row] = owners.scope;
    this.idHigh[row] = Number.parseInt(span.spanId.slice(0, 8), 16);
    this.idLow[row] = Number.parseInt(span.spanId.slice(8), 16);
    if (span.parentSpanId !== '') {
      this.hasParent[row] = 1;
      this.parentHigh[row] = Number.parseInt(span.parentSpanId.slice(0, 8), 16);
      this.parentLow[row] = Number.parseInt(span.parentSpanId.slice(8), 16);
    }
    this.name[row] = this.strings.intern(span.name);
    this.kind[row] = span.kind;
    this.status[row] = span.statusCode;
    this.statusMessage[row] = this.strings.intern(span.statusMessage);
    this.traceState[row] = this.strings.intern(span.traceState);
    setNanos(this.start, row, span.startUnixNano);
    setNanos(this.end, row, span.endUnixNano);
    const { start, end } = this.own(span.attributes);
    this.attributeStart[row] = start;
    this.attributeEnd[row] = end;
    this.appendEvents(span);
    this.appendLinks(span);
    if (this.isFull) this.seal();
    return row;
  }

  serviceNameOf(row: number): string {
    return this.strings.text(this.resources[this.resource[row] ?? 0]?.serviceName ?? 0);
  }

  keyName(key: number): string {
    return this.keyNames.text(key);
  }

  /** Number of an attribute key, -1 when no span ever had it. */
  findKey(name: string): number {
    return this.keyNames.find(name);
  }

  private own(attributes: Attributes): Owner {
    const start = this.attributes.length;
    this.attributes.append(attributes);
    return { start, end: this.attributes.length };
  }

  private appendEvents(span: Span): void {
    for (const event of span.events) {
      const time = BigInt.asUintN(64, event.timeUnixNano);
      this.eventName.push(this.strings.intern(event.name));
      this.eventTimeHigh.push(Number(time >> 32n));
      this.eventTimeLow.push(Number(time & 0xffff_ffffn));
      const { start, end } = this.own(event.attributes);
      this.eventAttributes.push(start);
      this.eventAttributes.push(end);
    }
    this.eventStart[this.rows] = this.eventName.length;
  }

  private appendLinks(span: Span): void {
    for (const link of span.links) {
      this.linkTraceId.push(this.strings.intern(link.traceId));
      this.linkSpanId.push(this.strings.intern(link.spanId));
      this.linkTraceState.push(this.strings.intern(link.traceState));
      const { start, end } = this.own(link.attributes);
      this.linkAttributes.push(start);
      this.linkAttributes.push(end);
    }
    this.linkStart[this.rows] = this.linkTraceId.length;
  }

  private seal(): void {
    this.attributes.trim();
    for (const column of [this.eventName, this.eventTimeHigh, this.eventTimeLow, this.eventAttributes]) column.trim();
    for (const column of [this.linkTraceId, this.linkSpanId, this.linkTraceState, this.linkAttributes]) column.trim();
    this.resourceNumbers.clear();
    this.scopeNumbers.clear();
  }
}

function attributesKey(attributes: Attributes): string {
  let key = '';
  for (const attribute of attributes) {
    const { value } = attribute;
    const text = typeof value === 'object' ? JSON.stringify(value, bigintAsText) : String(value);
    key += `${attribute.key}\u0001${typeof value}\u0001${text}\u0002`;
  }
  return key;
}

const bigintAsText = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value);

/** 16 hex digits from the two halves of an ID. */
export const hexId = (high: Uint32Array, low: Uint32Array, row: number): string =>
  u32At(high, row).toString(16).padStart(8, '0') + u32At(low, row).toString(16).padStart(8, '0');
