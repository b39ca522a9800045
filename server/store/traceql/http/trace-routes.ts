import { Hono, type Context } from 'hono';
import { PbfWriter } from 'pbf';
import { encodeTraces } from '../../otlp/encode-proto.ts';
import { toResourceSpans } from '../storage/trace-batch.ts';
import type { EngineContext } from './engine-context.ts';
import { readParam } from './params.ts';
import { RequestError } from './request-error.ts';
import { toTraceJson } from './trace-json.ts';

const PROTOBUF = 'application/protobuf';

export function createTraceRoutes(engine: EngineContext): Hono {
  const readBatch = (c: Context) => {
    const id = readTraceId(c.req.param('id') ?? '');
    checkBounds(c);
    const trace = engine.store.trace(id);
    return { batch: trace ? toResourceSpans(engine.store, trace) : [], bytes: trace?.bytes ?? 0 };
  };
  return new Hono()
    .get('/api/traces/:id', (c) => {
      const { batch } = readBatch(c);
      if (batch.length === 0) throw new RequestError('trace not found', 404);
      if (wantsProtobuf(c)) return sendProtobuf(c, encodeTraces(batch));
      return c.json({ batches: toTraceJson(batch) });
    })
    .get('/api/v2/traces/:id', (c) => {
      const { batch, bytes } = readBatch(c);
      if (wantsProtobuf(c)) return sendProtobuf(c, encodeTraceByIdResponse(encodeTraces(batch)));
      if (batch.length === 0) return c.json({ trace: {}, metrics: {} });
      return c.json({ trace: { resourceSpans: toTraceJson(batch) }, metrics: { inspectedBytes: String(bytes) } });
    });
}

const MODES: ReadonlySet<string> = new Set(['', 'all', 'blocks', 'recent', 'ingesters', 'external']);

/** Of times and mode, Tempo only heeds where to look, and there is one place here. @throws RequestError */
function checkBounds(c: Context): void {
  const mode = readParam(c, 'mode') ?? '';
  if (!MODES.has(mode)) throw new RequestError(`invalid value for mode ${mode}`);
  for (const name of ['start', 'end']) {
    const text = readParam(c, name) ?? '0';
    if (!/^[+-]?\d+$/.test(text))
      throw new RequestError(`invalid ${name}: strconv.ParseInt: parsing "${text}": invalid syntax`);
  }
}

const wantsProtobuf = (c: Context) => (c.req.header('accept') ?? '').includes(PROTOBUF);
const sendProtobuf = (c: Context, body: Uint8Array) => c.body(Uint8Array.from(body), 200, { 'content-type': PROTOBUF });

/** `tempopb.TraceByIDResponse`: the trace in field 1, metrics in 2. */
function encodeTraceByIdResponse(trace: Uint8Array): Uint8Array {
  const writer = new PbfWriter();
  writer.writeBytesField(1, trace);
  writer.writeBytesField(2, new Uint8Array());
  return writer.finish();
}

const MAX_ID_DIGITS = 32;

/** Up to 32 hex digits, padded on the left. @throws RequestError */
export function readTraceId(text: string): string {
  for (const [position, character] of Array.from(text).entries()) {
    if (/[0-9a-fA-F]/.test(character)) continue;
    throw new RequestError(
      `trace IDs can only contain hex characters: invalid character '${character}' at position ${position + 1}`,
    );
  }
  if (text.length > MAX_ID_DIGITS) throw new RequestError("trace IDs can't be larger than 128 bits");
  return text.toLowerCase().padStart(MAX_ID_DIGITS, '0');
}
