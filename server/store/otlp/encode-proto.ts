import { PbfWriter } from 'pbf';
import type {
  AnyValue,
  Attributes,
  LogRecord,
  Metric,
  NumberPoint,
  OtlpExemplar,
  Resource,
  ResourceLogs,
  ResourceMetrics,
  ResourceSpans,
  Scope,
  Span,
} from '../telemetry.ts';

/** Writers of OTLP requests: what the decoders read, for tests and benchmarks. */
type Write<T> = (value: T, writer: PbfWriter) => void;

export function encodeTraces(batch: readonly ResourceSpans[]): Uint8Array {
  return encodeRequest(
    batch.map(({ resource, scopeSpans }) => ({
      resource,
      scoped: scopeSpans.map(({ scope, spans }) => ({ scope, items: spans })),
    })),
    writeSpan,
  );
}

export function encodeLogs(batch: readonly ResourceLogs[]): Uint8Array {
  return encodeRequest(
    batch.map(({ resource, scopeLogs }) => ({
      resource,
      scoped: scopeLogs.map(({ scope, records }) => ({ scope, items: records })),
    })),
    writeLogRecord,
  );
}

export function encodeMetrics(batch: readonly ResourceMetrics[]): Uint8Array {
  return encodeRequest(
    batch.map(({ resource, scopeMetrics }) => ({
      resource,
      scoped: scopeMetrics.map(({ scope, metrics }) => ({ scope, items: metrics })),
    })),
    writeMetric,
  );
}

interface Resources<Item> {
  readonly resource: Resource;
  readonly scoped: readonly { readonly scope: Scope; readonly items: readonly Item[] }[];
}

function encodeRequest<Item>(resources: readonly Resources<Item>[], writeItem: Write<Item>): Uint8Array {
  const writer = new PbfWriter();
  const writeScoped: Write<Resources<Item>['scoped'][number]> = ({ scope, items }, out) => {
    out.writeMessage(1, writeScope, scope);
    for (const item of items) out.writeMessage(2, writeItem, item);
  };
  const writeResource: Write<Resources<Item>> = ({ resource, scoped }, out) => {
    out.writeMessage(1, (attributes, inner) => writeAttributes(inner, 1, attributes), resource.attributes);
    for (const item of scoped) out.writeMessage(2, writeScoped, item);
  };
  for (const resource of resources) writer.writeMessage(1, writeResource, resource);
  return writer.finish();
}

const writeScope: Write<Scope> = (scope, writer) => {
  writer.writeStringField(1, scope.name);
  writer.writeStringField(2, scope.version);
  writeAttributes(writer, 3, scope.attributes);
};

function writeAttributes(writer: PbfWriter, field: number, attributes: Attributes): void {
  for (const attribute of attributes) {
    writer.writeMessage(field, writeKeyValue, attribute);
  }
}

const writeKeyValue: Write<Attributes[number]> = ({ key, value }, writer) => {
  writer.writeStringField(1, key);
  if (value !== null) writer.writeMessage(2, writeAnyValue, value);
};

const writeAnyValue: Write<AnyValue> = (value, writer) => {
  if (typeof value === 'string') writer.writeStringField(1, value);
  else if (typeof value === 'boolean') writer.writeBooleanField(2, value);
  else if (typeof value === 'bigint') writeInt64(writer, 3, value);
  else if (typeof value === 'number') writer.writeDoubleField(4, value);
  else if (value instanceof Uint8Array) writer.writeBytesField(7, value);
  else if (value !== null && 'entries' in value && !Array.isArray(value))
    writer.writeMessage(6, (list, out) => writeAttributes(out, 1, list.entries as Attributes), value);
  else if (value !== null)
    writer.writeMessage(5, (list, out) => list.forEach((item) => out.writeMessage(1, writeAnyValue, item)), [
      ...(value as readonly AnyValue[]),
    ]);
};

function writeInt64(writer: PbfWriter, field: number, value: bigint): void {
  writer.writeTag(field, 0);
  let rest = BigInt.asUintN(64, value);
  while (rest > 0x7fn) {
    writer.writeVarint(1);
    writer.pos -= 1;
    writer.buf[writer.pos++] = Number(rest & 0x7fn) | 0x80;
    rest >>= 7n;
  }
  writer.writeVarint(Number(rest));
}

function writeFixed64(writer: PbfWriter, field: number, value: bigint): void {
  writer.writeTag(field, 1);
  writer.writeFixed64(0);
  writer.dataView.setBigUint64(writer.pos - 8, BigInt.asUintN(64, value), true);
}

function writeId(writer: PbfWriter, field: number, id: string): void {
  if (id !== '') writer.writeBytesField(field, Buffer.from(id, 'hex'));
}

const writeSpan: Write<Span> = (span, writer) => {
  writeId(writer, 1, span.traceId);
  writeId(writer, 2, span.spanId);
  writer.writeStringField(3, span.traceState);
  writeId(writer, 4, span.parentSpanId);
  writer.writeStringField(5, span.name);
  writer.writeVarintField(6, span.kind);
  writeFixed64(writer, 7, span.startUnixNano);
  writeFixed64(writer, 8, span.endUnixNano);
  writeAttributes(writer, 9, span.attributes);
  for (const event of span.events) {
    writer.writeMessage(
      11,
      (_, out) => {
        writeFixed64(out, 1, event.timeUnixNano);
        out.writeStringField(2, event.name);
        writeAttributes(out, 3, event.attributes);
      },
      null,
    );
  }
  for (const link of span.links) {
    writer.writeMessage(
      13,
      (_, out) => {
        writeId(out, 1, link.traceId);
        writeId(out, 2, link.spanId);
        out.writeStringField(3, link.traceState);
        writeAttributes(out, 4, link.attributes);
      },
      null,
    );
  }
  writer.writeMessage(
    15,
    (_, out) => {
      out.writeStringField(2, span.statusMessage);
      out.writeVarintField(3, span.statusCode);
    },
    null,
  );
};

const writeLogRecord: Write<LogRecord> = (record, writer) => {
  writeFixed64(writer, 1, record.timeUnixNano);
  writer.writeVarintField(2, record.severityNumber);
  writer.writeStringField(3, record.severityText);
  if (record.body !== null) writer.writeMessage(5, writeAnyValue, record.body);
  writeAttributes(writer, 6, record.attributes);
  writer.writeTag(8, 5);
  writer.writeFixed32(record.flags);
  writeId(writer, 9, record.traceId);
  writeId(writer, 10, record.spanId);
  writeFixed64(writer, 11, record.observedTimeUnixNano);
};

const DATA_FIELD = { gauge: 5, sum: 7, histogram: 9, exponentialHistogram: 10, summary: 11 } as const;

const writeMetric: Write<Metric> = ({ name, description, unit, data }, writer) => {
  writer.writeStringField(1, name);
  writer.writeStringField(2, description);
  writer.writeStringField(3, unit);
  writer.writeMessage(
    DATA_FIELD[data.kind],
    (_, out) => {
      writePoints(data, out);
      if ('temporality' in data) out.writeVarintField(2, data.temporality);
      if (data.kind === 'sum') out.writeBooleanField(3, data.monotonic);
    },
    null,
  );
};

const writePoints: Write<Metric['data']> = (data, writer) => {
  for (const point of data.points) {
    writer.writeMessage(
      1,
      (_, out) => {
        writeFixed64(out, 2, point.startUnixNano);
        writeFixed64(out, 3, point.timeUnixNano);
        if ('count' in point) out.writeTag(4, 1);
        if ('count' in point) out.writeFixed64(point.count);
        if ('sum' in point && point.sum !== null) out.writeDoubleField(5, point.sum);
        writeKind(data.kind, point, out);
      },
      null,
    );
  }
};

function writeKind(kind: Metric['data']['kind'], point: Metric['data']['points'][number], out: PbfWriter): void {
  const attributesField = { gauge: 7, sum: 7, histogram: 9, exponentialHistogram: 1, summary: 7 }[kind];
  const exemplarsField = { gauge: 5, sum: 5, histogram: 8, exponentialHistogram: 11, summary: 0 }[kind];
  out.writeVarintField(kind === 'histogram' || kind === 'exponentialHistogram' ? 10 : 8, point.flags);
  writeAttributes(out, attributesField, point.attributes);
  for (const exemplar of point.exemplars) out.writeMessage(exemplarsField, writeExemplar, exemplar);
  if ('value' in point) out.writeDoubleField(4, (point as NumberPoint).value);
  if ('explicitBounds' in point) {
    out.writePackedFixed64(6, [...point.bucketCounts]);
    out.writePackedDouble(7, [...point.explicitBounds]);
  }
  if ('scale' in point) {
    out.writeSVarintField(6, point.scale);
    out.writeTag(7, 1);
    out.writeFixed64(point.zeroCount);
    for (const [field, buckets] of [
      [8, point.positive],
      [9, point.negative],
    ] as const) {
      out.writeMessage(
        field,
        (_, inner) => {
          inner.writeSVarintField(1, buckets.offset);
          inner.writePackedVarint(2, [...buckets.bucketCounts]);
        },
        null,
      );
    }
    out.writeDoubleField(14, point.zeroThreshold);
  }
  if ('quantiles' in point) {
    for (const { quantile, value } of point.quantiles) {
      out.writeMessage(
        6,
        (_, inner) => {
          inner.writeDoubleField(1, quantile);
          inner.writeDoubleField(2, value);
        },
        null,
      );
    }
  }
}

const writeExemplar: Write<OtlpExemplar> = (exemplar, writer) => {
  writeFixed64(writer, 2, exemplar.timeUnixNano);
  writer.writeDoubleField(3, exemplar.value);
  writeId(writer, 4, exemplar.spanId);
  writeId(writer, 5, exemplar.traceId);
  writeAttributes(writer, 7, exemplar.attributes);
};
