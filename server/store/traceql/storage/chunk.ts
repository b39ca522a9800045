import type { Attributes, Resource, Scope, Span } from '../../telemetry.ts';
import { createNanoColumn, GrowingU32, setNanos, u32At, type NanoColumn } from './columns.ts';
import { createDictionary, type Dictionary } from './dictionary.ts';
import { PackedAttributes, type AttributeColumns } from './packed-attributes.ts';
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
/** Columns with one value a row. */
const ROW_COLUMNS = [
  'idHigh',
  'idLow',
  'parentHigh',
  'parentLow',
  'hasParent',
  'name',
  'kind',
  'status',
  'statusMessage',
  'traceState',
  'resource',
  'scope',
  'attributeStart',
  'attributeEnd',
] as const;
const NESTED_COLUMNS = ['nestedLeft', 'nestedRight', 'nestedParent', 'childCount'] as const;
const LISTS = [
  'eventName',
  'eventTimeHigh',
  'eventTimeLow',
  'eventAttributes',
  'linkTraceId',
  'linkSpanId',
  'linkTraceState',
  'linkAttributes',
] as const;

interface ChunkOrigin {
  readonly isFromSegment: boolean;
  /** The chunk before it, which probably is alike. */
  readonly before?: Chunk | undefined;
}

/** A sealed chunk as a snapshot keeps it; all but the traces of its rows. */
export interface ChunkColumns {
  readonly rows: number;
  readonly columns: { readonly [Name in (typeof ROW_COLUMNS)[number]]: Chunk[Name] };
  readonly start: NanoColumn;
  readonly end: NanoColumn;
  readonly eventStart: Uint32Array;
  readonly linkStart: Uint32Array;
  readonly lists: { readonly [Name in (typeof LISTS)[number]]: Uint32Array };
  readonly strings: readonly string[];
  readonly attributes: AttributeColumns;
  readonly resources: readonly ChunkResource[];
  readonly scopes: readonly ChunkScope[];
}

/**
 * 4096 spans as columns, in the order they arrived. A chunk is whole in itself (its own dictionary of strings), so that
 * dropping the oldest spans frees memory without touching the others.
 */
export class Chunk {
  strings: Dictionary = createDictionary();
  attributes: PackedAttributes;
  traces: StoredTrace[] = [];
  resources: ChunkResource[] = [];
  scopes: ChunkScope[] = [];

  /** IDs as two big-endian 32-bit halves. */
  idHigh: Uint32Array = new Uint32Array(CHUNK_ROWS);
  idLow: Uint32Array = new Uint32Array(CHUNK_ROWS);
  parentHigh: Uint32Array = new Uint32Array(CHUNK_ROWS);
  parentLow: Uint32Array = new Uint32Array(CHUNK_ROWS);
  /** 1 when the span has a parent. */
  hasParent: Uint8Array = new Uint8Array(CHUNK_ROWS);
  name: Uint32Array = new Uint32Array(CHUNK_ROWS);
  kind: Uint8Array = new Uint8Array(CHUNK_ROWS);
  status: Uint8Array = new Uint8Array(CHUNK_ROWS);
  statusMessage: Uint32Array = new Uint32Array(CHUNK_ROWS);
  traceState: Uint32Array = new Uint32Array(CHUNK_ROWS);
  start: NanoColumn = createNanoColumn(CHUNK_ROWS);
  end: NanoColumn = createNanoColumn(CHUNK_ROWS);
  resource: Uint16Array = new Uint16Array(CHUNK_ROWS);
  scope: Uint16Array = new Uint16Array(CHUNK_ROWS);
  /** Row r's attributes are `attributeStart[r]` to `attributeEnd[r]`; its events and links alike. */
  attributeStart: Uint32Array = new Uint32Array(CHUNK_ROWS);
  attributeEnd: Uint32Array = new Uint32Array(CHUNK_ROWS);
  eventStart: Uint32Array = new Uint32Array(CHUNK_ROWS + 1);
  linkStart: Uint32Array = new Uint32Array(CHUNK_ROWS + 1);

  /** The trace's nested sets, filled by `nested-sets.ts`; 0 is unknown, parent -1 a root. */
  nestedLeft: Int32Array = new Int32Array(CHUNK_ROWS);
  nestedRight: Int32Array = new Int32Array(CHUNK_ROWS);
  nestedParent: Int32Array = new Int32Array(CHUNK_ROWS);
  childCount: Int32Array = new Int32Array(CHUNK_ROWS);

  eventName = new GrowingU32(64);
  eventTimeHigh = new GrowingU32(64);
  eventTimeLow = new GrowingU32(64);
  eventAttributes = new GrowingU32(64);
  /** Hex, as links may carry IDs of any length. */
  linkTraceId = new GrowingU32(64);
  linkSpanId = new GrowingU32(64);
  linkTraceState = new GrowingU32(64);
  linkAttributes = new GrowingU32(64);

  /** Row 0 of this chunk has this number in the store. */
  readonly firstRow: number;
  /** Whether all spans come from the segment being written. */
  readonly isFromSegment: boolean;
  rows = 0;
  liveRows = 0;
  isSealed = false;
  private readonly keyNames: Dictionary;
  private readonly resourceNumbers = new Map<string, number>();
  private readonly scopeNumbers = new Map<string, number>();
  private lastResource: Resource | null = null;
  private lastResourceNumber = 0;
  private lastScope: Scope | null = null;
  private lastScopeNumber = 0;

  constructor(firstRow: number, keyNames: Dictionary, { isFromSegment, before }: ChunkOrigin) {
    this.firstRow = firstRow;
    this.keyNames = keyNames;
    this.isFromSegment = isFromSegment;
    // Growing step by step would leave holes of every size.
    const expected = before?.rows === CHUNK_ROWS ? Math.ceil(before.attributes.length * 1.05) : undefined;
    this.attributes = new PackedAttributes(keyNames, this.strings, expected);
  }

  static restore(saved: ChunkColumns, firstRow: number, keyNames: Dictionary): Chunk {
    const chunk = new Chunk(firstRow, keyNames, { isFromSegment: false });
    chunk.rows = saved.rows;
    Object.assign(chunk, saved.columns, { resources: saved.resources, scopes: saved.scopes });
    chunk.start = saved.start;
    chunk.end = saved.end;
    chunk.eventStart = saved.eventStart;
    chunk.linkStart = saved.linkStart;
    for (const name of LISTS) chunk[name] = GrowingU32.of(saved.lists[name].slice());
    chunk.strings = createDictionary(saved.strings);
    chunk.attributes = PackedAttributes.restore(saved.attributes, keyNames, chunk.strings);
    chunk.fitColumns();
    chunk.isSealed = true;
    return chunk;
  }

  /** Of a sealed chunk. */
  columns(): ChunkColumns {
    const { rows, start, end, eventStart, linkStart, resources, scopes } = this;
    return {
      rows,
      columns: Object.fromEntries(ROW_COLUMNS.map((name) => [name, this[name]])) as ChunkColumns['columns'],
      start,
      end,
      eventStart,
      linkStart,
      lists: Object.fromEntries(LISTS.map((name) => [name, this[name].used()])) as ChunkColumns['lists'],
      strings: this.strings.all(),
      attributes: this.attributes.columns(),
      resources,
      scopes,
    };
  }

  /** Estimated size in memory. */
  get bytes(): number {
    const growing = (this.attributes.length + this.eventName.length * 2 + this.linkTraceId.length * 2) * 8;
    const strings = this.strings.characters() + this.strings.size() * 32;
    return this.idLow.length * FIXED_BYTES_PER_ROW + growing + strings + this.attributes.objects.length * 64;
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
    if (this.rows === CHUNK_ROWS) this.seal();
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

  /** Gives back what was reserved for more spans, of which none may come any more. */
  seal(): void {
    if (this.isSealed) return;
    this.isSealed = true;
    this.attributes.trim();
    for (const name of LISTS) this[name].trim();
    if (this.rows < CHUNK_ROWS) this.fitColumns();
    this.resourceNumbers.clear();
    this.scopeNumbers.clear();
    this.lastResource = null;
    this.lastScope = null;
  }

  /** Copies of the columns that are as long as there are rows, and not parts of anything larger. */
  private fitColumns(): void {
    const { rows } = this;
    for (const name of [...ROW_COLUMNS, ...NESTED_COLUMNS]) Object.assign(this, { [name]: this[name].slice(0, rows) });
    this.start = { high: this.start.high.slice(0, rows), low: this.start.low.slice(0, rows) };
    this.end = { high: this.end.high.slice(0, rows), low: this.end.low.slice(0, rows) };
    this.eventStart = this.eventStart.slice(0, rows + 1);
    this.linkStart = this.linkStart.slice(0, rows + 1);
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
