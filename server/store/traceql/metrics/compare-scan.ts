import { createIntrinsic, formatAttribute, type AttributeScope, type Intrinsic } from '../language/attribute.ts';
import { DEDICATED, NIL_TEXT } from '../evaluate/attachment.ts';
import { createReader, resourceOf, scopeOf, type ValueReader } from '../evaluate/attribute-readers.ts';
import type { QueryContext } from '../evaluate/query-context.ts';
import type { SpanCursor } from '../evaluate/span-cursor.ts';
import { readStoredValue } from '../evaluate/stored-value.ts';
import type { Chunk } from '../storage/chunk.ts';
import { i32At, u32At, u8At } from '../storage/columns.ts';
import { BOOLEAN, INT32, OPAQUE, STRING } from '../storage/packed-attributes.ts';
import type { CompareCounts, Side, ValueCounts } from './compare-counts.ts';

/** Intrinsics that `compare()` counts, with a number that tells their values within a chunk apart. */
const OF_SPAN: readonly (readonly [Intrinsic, (chunk: Chunk, row: number) => number])[] = [
  ['name', (chunk, row) => u32At(chunk.name, row)],
  ['status', (chunk, row) => u8At(chunk.status, row)],
  ['statusMessage', (chunk, row) => u32At(chunk.statusMessage, row)],
  ['kind', (chunk, row) => u8At(chunk.kind, row)],
  ['childCount', (chunk, row) => i32At(chunk.childCount, row)],
];
const OF_SCOPE: readonly Intrinsic[] = ['instrumentationName', 'instrumentationVersion'];
/** Attributes with a column of their own are counted as "nil" where a span lacks them. */
const dedicatedOf = (scope: string) =>
  [...DEDICATED.keys()].filter((key) => key.startsWith(`${scope}.`)).map((key) => key.slice(scope.length + 1));
const DEDICATED_OF_SPAN = dedicatedOf('span');
const DEDICATED_OF_RESOURCE = dedicatedOf('resource').filter((name) => name !== 'service.name');
const OF_TRACE: readonly Intrinsic[] = ['rootServiceName', 'rootName'];

/**
 * Counts every attribute of a span. Within a chunk, a value is looked up by its number there, and by name only once.
 */
export class CompareScan {
  private readonly counts: CompareCounts;
  private readonly readers = new Map<Intrinsic, { readonly name: string; readonly read: ValueReader }>();
  private chunk: Chunk | null = null;
  private caches: Readonly<Record<Side, ChunkCache>> = { baseline: createCache(), selection: createCache() };

  constructor(counts: CompareCounts, context: QueryContext) {
    this.counts = counts;
    for (const intrinsic of [...OF_SPAN.map(([name]) => name), ...OF_SCOPE, ...OF_TRACE]) {
      const attribute = createIntrinsic(intrinsic);
      this.readers.set(intrinsic, { name: attribute.name, read: createReader(attribute, context) });
    }
  }

  count(at: SpanCursor, side: Side, interval: number): void {
    if (at.chunk !== this.chunk) {
      this.chunk = at.chunk;
      this.caches = { baseline: createCache(), selection: createCache() };
    }
    for (const counts of this.countsOf(at, side)) counts.increment(interval);
    this.countAttributes(at, side, interval);
  }

  /** Counts of what a span shares with others: its intrinsics, resource and scope. */
  private countsOf(at: SpanCursor, side: Side): readonly ValueCounts[] {
    const { chunk, row } = at;
    const cache = this.caches[side];
    const found = OF_SPAN.map(([intrinsic, numberOf], position) =>
      recall(cache.intrinsics[position] as Cache<ValueCounts>, numberOf(chunk, row), () =>
        this.ofIntrinsic(intrinsic, at, side),
      ),
    );
    for (const intrinsic of OF_TRACE) found.push(this.ofIntrinsic(intrinsic, at, side));
    const resource = recall(cache.resources, chunk.resource[row] ?? 0, () =>
      this.ofOwner('resource', resourceOf(chunk, row), { chunk, side }),
    );
    const scope = recall(cache.scopes, chunk.scope[row] ?? 0, () => [
      ...this.ofOwner('instrumentation', scopeOf(chunk, row), { chunk, side }),
      ...OF_SCOPE.map((intrinsic) => this.ofIntrinsic(intrinsic, at, side)),
    ]);
    return [...found, ...resource, ...scope];
  }

  private countAttributes({ chunk, row }: SpanCursor, side: Side, interval: number): void {
    const { attributes } = chunk;
    const cache = this.caches[side].attributes;
    const missing = new Set(DEDICATED_OF_SPAN);
    const end = u32At(chunk.attributeEnd, row);
    for (let index = u32At(chunk.attributeStart, row); index < end; index++) {
      const type = attributes.typeAt(index);
      if (missing.size > 0) missing.delete(chunk.keyName(attributes.keyAt(index)));
      if (type === OPAQUE) continue;
      const make = () => this.ofAttribute('span', index, { chunk, side });
      // Equal values of these types have equal numbers; the others are stored one by one.
      const isNumbered = type === STRING || type === INT32 || type === BOOLEAN;
      if (!isNumbered) make().increment(interval);
      else {
        const values = recall(cache, u32At(attributes.keys.values, index), () => new Map<number, ValueCounts>());
        recall(values, attributes.payloadAt(index), make).increment(interval);
      }
    }
    for (const name of missing) this.counts.of(side, labelOf('span', name), NIL_TEXT).increment(interval);
  }

  private ofIntrinsic(intrinsic: Intrinsic, at: SpanCursor, side: Side): ValueCounts {
    const reader = this.readers.get(intrinsic);
    if (!reader) throw new Error(`${intrinsic} is not counted`);
    return this.counts.of(side, reader.name, reader.read(at));
  }

  private ofOwner(scope: AttributeScope, owner: OwnerRange | undefined, place: Place): readonly ValueCounts[] {
    const found: ValueCounts[] = [];
    const missing = new Set(scope === 'resource' ? DEDICATED_OF_RESOURCE : []);
    for (let index = owner?.start ?? 0; index < (owner?.end ?? 0); index++) {
      missing.delete(place.chunk.keyName(place.chunk.attributes.keyAt(index)));
      if (place.chunk.attributes.typeAt(index) !== OPAQUE) found.push(this.ofAttribute(scope, index, place));
    }
    for (const name of missing) found.push(this.counts.of(place.side, labelOf(scope, name), NIL_TEXT));
    return found;
  }

  private ofAttribute(scope: AttributeScope, index: number, { chunk, side }: Place): ValueCounts {
    const name = chunk.keyName(chunk.attributes.keyAt(index));
    return this.counts.of(side, labelOf(scope, name), readStoredValue(chunk, index));
  }
}

const labelOf = (scope: AttributeScope, name: string) =>
  formatAttribute({ scope, name, parent: false, intrinsic: null });

interface Place {
  readonly chunk: Chunk;
  readonly side: Side;
}
interface OwnerRange {
  readonly start: number;
  readonly end: number;
}

type Cache<Value> = Map<number, Value>;

/** Counts by the numbers that values have in one chunk. */
interface ChunkCache {
  readonly intrinsics: readonly Cache<ValueCounts>[];
  /** By key and type of the attribute, then by value. */
  readonly attributes: Cache<Cache<ValueCounts>>;
  readonly resources: Cache<readonly ValueCounts[]>;
  readonly scopes: Cache<readonly ValueCounts[]>;
}

const createCache = (): ChunkCache => ({
  intrinsics: OF_SPAN.map(() => new Map()),
  attributes: new Map(),
  resources: new Map(),
  scopes: new Map(),
});

function recall<Value>(cache: Cache<Value>, key: number, make: () => Value): Value {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  return made;
}
