import { Hono, type Context } from 'hono';
import type { Log } from '../http/log.ts';
import type { WriteResult } from './engine.ts';
import type { Engines } from './engines.ts';
import { JournalFailed, type Journal } from './journal.ts';
import { profileRange } from './nano-range.ts';
import { createOrigin, type Origin } from './origin.ts';
import { DecodeError } from './otlp/decode-error.ts';
import {
  encodeExportResponse,
  encodeStatus,
  INTERNAL,
  INVALID_ARGUMENT,
  RESOURCE_EXHAUSTED,
  UNAVAILABLE,
  type OtlpEncoding,
  type OtlpSignal,
} from './otlp/respond.ts';
import { PayloadTooLarge, readPayload, releasePayload, UnsupportedEncoding } from './payload.ts';
import { encodeProfiles } from './profile-record.ts';
import { profileIngestRoutes } from './profiles/ingest.ts';
import { prepareWrite, type RecordKind, type StoreRecord } from './record.ts';

export interface IngestDependencies {
  readonly engines: Engines;
  readonly journal: Journal;
  readonly log: Log;
  readonly now: () => number;
  readonly origin?: Origin;
}

/**
 * Takes one request: decodes it, keeps it in the journal, then shows it to queries. When it resolves, the data is both.
 *
 * @throws DecodeError when the payload is malformed, JournalFailed when it could not be kept
 */
export async function acceptRecord(
  { engines, journal, origin = createOrigin() }: Pick<IngestDependencies, 'engines' | 'journal' | 'origin'>,
  record: StoreRecord,
): Promise<WriteResult> {
  const prepared = prepareWrite(record);
  await journal.append(record, prepared.range);
  return origin.as(true, () => prepared.write(engines));
}

export function ingestRoutes(dependencies: IngestDependencies): Hono {
  const app = new Hono();
  for (const signal of ['traces', 'logs', 'metrics'] as const) {
    app.post(`/v1/${signal}`, (c) => handleExport(c, signal, dependencies));
  }
  app.post('/loki/api/v1/push', (c) => handlePush(c, dependencies));
  app.post('/prometheus/api/v1/write', (c) => handleRemoteWrite(c, dependencies));
  const { engines, journal, now, origin = createOrigin() } = dependencies;
  const routes = profileIngestRoutes({
    now,
    async write(profiles) {
      await journal.append({ kind: 'profiles', payload: encodeProfiles(profiles) }, profileRange(profiles));
      return origin.as(true, () => engines.profiles.write(profiles));
    },
  });
  app.route('/', routes);
  return app;
}

async function acceptBody(c: Context, kind: RecordKind, dependencies: IngestDependencies): Promise<WriteResult> {
  const payload = await readPayload(c.req.raw);
  try {
    return await acceptRecord(dependencies, { kind, payload });
  } finally {
    releasePayload(payload);
  }
}

async function handleExport(c: Context, signal: OtlpSignal, dependencies: IngestDependencies): Promise<Response> {
  const type = mediaType(c);
  const encoding = OTLP_TYPES.get(type);
  if (encoding === undefined) {
    const status = encodeStatus(INVALID_ARGUMENT, `content type ${JSON.stringify(type)} is not supported`, 'json');
    return otlpAnswer(c, { status: 415, encoding: 'json', body: status });
  }
  try {
    const result = await acceptBody(c, `${signal}-${encoding}`, dependencies);
    return otlpAnswer(c, { status: 200, encoding, body: encodeExportResponse(signal, result, encoding) });
  } catch (error) {
    const { status, code, message } = refusalOf(error, dependencies.log);
    return otlpAnswer(c, { status, encoding, body: encodeStatus(code, message, encoding) });
  }
}

const OTLP_TYPES: ReadonlyMap<string, OtlpEncoding> = new Map([
  ['application/x-protobuf', 'protobuf'],
  ['application/protobuf', 'protobuf'],
  ['application/json', 'json'],
]);

interface OtlpAnswer {
  readonly status: 200 | Refusal['status'];
  readonly encoding: OtlpEncoding;
  readonly body: Uint8Array;
}

function otlpAnswer(c: Context, { status, encoding, body }: OtlpAnswer): Response {
  if (status === 503) c.header('Retry-After', '5');
  const contentType = encoding === 'json' ? 'application/json' : 'application/x-protobuf';
  return c.body(new Uint8Array(body), status, { 'Content-Type': contentType });
}

async function handlePush(c: Context, dependencies: IngestDependencies): Promise<Response> {
  const type = mediaType(c);
  const kind = PUSH_TYPES.get(type);
  if (kind === undefined) return c.text(`content type ${JSON.stringify(type)} is not supported\n`, 415);
  return handlePlain(c, { kind, dependencies });
}

/** Loki takes what does not say JSON for protobuf. Types a web page may send without asking first are left out. */
const PUSH_TYPES: ReadonlyMap<string, RecordKind> = new Map([
  ['application/json', 'push-json'],
  ['application/x-protobuf', 'push-protobuf'],
  ['application/protobuf', 'push-protobuf'],
  ['application/octet-stream', 'push-protobuf'],
]);

async function handleRemoteWrite(c: Context, dependencies: IngestDependencies): Promise<Response> {
  const contentType = c.req.header('content-type') ?? '';
  if (mediaType(c) !== 'application/x-protobuf' || /proto=io\.prometheus\.write\.v2/.test(contentType))
    return c.text('remote write 1.0 is supported: content type application/x-protobuf\n', 415);
  return handlePlain(c, { kind: 'remote-write', dependencies });
}

/** The answers of Loki's push and Prometheus' remote write: 204, or plain text saying what was not taken. */
async function handlePlain(
  c: Context,
  { kind, dependencies }: { readonly kind: RecordKind; readonly dependencies: IngestDependencies },
): Promise<Response> {
  try {
    const { rejected, message } = await acceptBody(c, kind, dependencies);
    return rejected > 0 ? c.text(`${message}\n`, 400) : c.body(null, 204);
  } catch (error) {
    const { status, message } = refusalOf(error, dependencies.log);
    return c.text(`${message}\n`, status);
  }
}

interface Refusal {
  readonly status: 400 | 413 | 415 | 500 | 503;
  readonly code: number;
  readonly message: string;
}

/** What to tell the sender. Anything not foreseen is logged and stays here. */
export function refusalOf(error: unknown, log: Log): Refusal {
  if (error instanceof DecodeError) return { status: 400, code: INVALID_ARGUMENT, message: error.message };
  if (error instanceof PayloadTooLarge) return { status: 413, code: RESOURCE_EXHAUSTED, message: error.message };
  if (error instanceof UnsupportedEncoding) return { status: 415, code: INVALID_ARGUMENT, message: error.message };
  log.error('request failed', { error });
  if (error instanceof JournalFailed) return { status: 503, code: UNAVAILABLE, message: 'could not store the data' };
  return { status: 500, code: INTERNAL, message: 'internal error' };
}

const mediaType = (c: Context): string =>
  (c.req.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
