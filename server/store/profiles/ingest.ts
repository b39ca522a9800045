import { Hono, type Context } from 'hono';
import type { WriteResult } from '../engine.ts';
import type { ProfileWrite } from '../telemetry.ts';
import { parseAppName, type AppName } from './app-name.ts';
import { parseAtTime } from './at-time.ts';
import { ConnectError, connectErrorResponse, connectService, unary } from './connect.ts';
import { foldedToPprof, foldedType, parseFolded, parseLines } from './folded.ts';
import { LIMITS } from './limits.ts';
import type { MessageOf } from './message-codec.ts';
import { PushRequest, PushResponse } from './messages.ts';
import { readMultipart } from './multipart.ts';
import { MalformedProfile, readPprofHeader } from './pprof-decode.ts';
import { profileName, type SampleTypeNames } from './profile-type.ts';
import { isScriptingSpy, SCRIPTING_SPY } from './scripting-names.ts';
import { isGzip, MalformedBody, readBody, unpackGzip } from './request-body.ts';

interface IngestOptions {
  readonly write: (profiles: readonly ProfileWrite[]) => WriteResult | Promise<WriteResult>;
  /** Epoch ms. */
  readonly now: () => number;
}

/**
 * Pyroscope's two ways in: `POST /ingest`, also as `/pyroscope/ingest` (pprof, raw or multipart, and folded stacks) and
 * `POST /push.v1.PusherService/Push`. What is refused answers 400 with `{code, message}`; the rest of the request is kept.
 */
export function profileIngestRoutes({ write, now }: IngestOptions): Hono {
  const accept = async (profiles: readonly ProfileWrite[]) => {
    if (profiles.length === 0) return;
    const { rejected, message } = await write(profiles);
    if (rejected > 0) throw new ConnectError('invalid_argument', message);
  };
  const ingest = async (c: Context) => {
    try {
      await readIngest(c.req.raw, { now: now(), accept });
      return c.body(null, 200);
    } catch (error) {
      if (error instanceof RefusedPprof) return c.json({ code: 'unknown', message: error.message }, 422);
      return connectErrorResponse(error);
    }
  };
  const push = unary({
    maxBytes: LIMITS.bodyBytes,
    request: PushRequest,
    response: PushResponse,
    call: async ({ series }) => {
      const { profiles, failures } = await readPush(series, now());
      if (profiles.length === 0 && failures.length === 0) {
        throw new ConnectError('invalid_argument', 'no profiles received');
      }
      await accept(profiles);
      if (failures.length > 0) throw new ConnectError('invalid_argument', failures.slice(0, 10).join('; '));
      return {};
    },
  });
  return new Hono()
    .post('/ingest', ingest)
    .post('/pyroscope/ingest', ingest)
    .route('/push.v1.PusherService', connectService('push.v1.PusherService', { Push: push }));
}

async function readPush(series: MessageOf<typeof PushRequest>['series'], now: number) {
  const failures: string[] = [];
  const profiles: ProfileWrite[] = [];
  for (const { labels, samples } of series) {
    const named = new Map(labels.map(({ name, value }) => [name, value]));
    for (const { rawProfile } of samples) {
      try {
        const pprof = await unpackProfile(rawProfile);
        const { timeMs } = readPprofHeader(pprof);
        profiles.push({ labels: named, pprof, ...timesOf(timeMs, { fromMs: now, untilMs: now }) });
      } catch (error) {
        if (!(error instanceof MalformedBody || error instanceof MalformedProfile)) throw error;
        failures.push(error.message);
      }
    }
  }
  return { profiles, failures };
}

/** A profile's own time wins over the request's. Clients that write microseconds land in 1970 and are not believed. */
function timesOf(timeMs: number, { fromMs, untilMs }: Pick<ProfileWrite, 'fromMs' | 'untilMs'>) {
  if (timeMs < YEAR_1971_MS) return { fromMs, untilMs };
  return { fromMs: timeMs, untilMs: timeMs + Math.max(0, untilMs - fromMs) };
}

const YEAR_1971_MS = 31_536_000_000;

const TOO_LARGE = 'uncompressed profile payload size exceeds limit of 4.2 MB';

/** pprof travels gzipped more often than not. */
async function unpackProfile(bytes: Uint8Array): Promise<Uint8Array> {
  if (!isGzip(bytes)) {
    if (bytes.length > LIMITS.profileBytes) throw new MalformedBody(TOO_LARGE);
    return bytes;
  }
  try {
    return await unpackGzip(bytes, LIMITS.profileBytes);
  } catch (error) {
    if (error instanceof MalformedBody) throw error;
    throw new MalformedBody(TOO_LARGE, { cause: error });
  }
}

/** A pprof of `/ingest` that Pyroscope answers with 422, without a code of Connect. */
class RefusedPprof extends Error {
  override readonly name = 'RefusedPprof';
}

interface Ingesting {
  readonly now: number;
  readonly accept: (profiles: readonly ProfileWrite[]) => Promise<void>;
}

async function readIngest(request: Request, { now, accept }: Ingesting): Promise<void> {
  const query = new URL(request.url).searchParams;
  const name = parseAppName(query.get('name') ?? '');
  const fromMs = Math.floor(parseAtTime(query.get('from') ?? 'now', now));
  const untilMs = Math.floor(parseAtTime(query.get('until') ?? 'now', now));
  const body = await readBody(request, LIMITS.bodyBytes);
  const contentType = request.headers.get('content-type') ?? '';
  const format = query.get('format') ?? '';
  const source = { name, spyName: query.get('spyName') || 'unknown', fromMs, untilMs };
  if (contentType.includes('multipart/form-data')) {
    const parts = await readMultipart(body, contentType);
    if (parts.has('prev_profile')) throw new MalformedBody('unsupported client version: it sends "prev_profile"');
    const config = readSampleTypeConfig(parts.get('sample_type_config'));
    return ingestPprof(() => fromPprof(parts.get('profile') ?? new Uint8Array(), source, config), accept);
  }
  if (format === 'pprof') return ingestPprof(() => fromPprof(body, source), accept);
  const binary = BINARY_FORMATS.find((name) => format === name || contentType === `binary/octet-stream+${name}`);
  if (binary) throw new MalformedBody(`format "${binary}" is not supported, expected pprof, folded, groups or lines`);
  const sampleRate = Number(query.get('sampleRate')) || 100;
  const text = new TextDecoder().decode(isGzip(body) ? await unpackGzip(body, LIMITS.bodyBytes) : body);
  await accept(fromFolded(format === 'lines' ? parseLines(text) : parseFolded(text), source, sampleRate));
}

/** Whatever else a format is called, Pyroscope reads folded stacks. */
const BINARY_FORMATS = ['trie', 'tree', 'jfr', 'speedscope'];

async function ingestPprof(read: () => Promise<readonly ProfileWrite[]>, accept: Ingesting['accept']): Promise<void> {
  let doing = 'parsing';
  try {
    const profiles = await read();
    doing = 'pushing';
    await accept(profiles);
  } catch (error) {
    const isFault =
      error instanceof MalformedBody || error instanceof MalformedProfile || error instanceof ConnectError;
    if (!isFault) throw error;
    throw new RefusedPprof(`${doing} IngestInput-pprof failed invalid_argument: ${error.message}`, { cause: error });
  }
}

interface Source {
  readonly name: AppName;
  readonly spyName: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

async function fromPprof(
  bytes: Uint8Array,
  source: Source,
  config?: SampleTypeNames,
): Promise<readonly ProfileWrite[]> {
  const { name, spyName } = source;
  const pprof = await unpackProfile(bytes);
  // Clients send an empty profile when nothing happened.
  if (pprof.length === 0) return [];
  const labels = new Map([['service_name', name.app], ...name.labels]);
  const { sampleTypes, timeMs } = readPprofHeader(pprof);
  labels.set('__name__', profileName(sampleTypes, config)).set('pyroscope_spy', spyName);
  if (isScriptingSpy(spyName)) labels.set(SCRIPTING_SPY, spyName);
  return [{ labels, pprof, ...timesOf(timeMs, source) }];
}

function fromFolded(stacks: ReadonlyMap<string, number>, source: Source, sampleRate: number): readonly ProfileWrite[] {
  if (stacks.size === 0) return [];
  const { name, spyName, fromMs, untilMs } = source;
  const type = foldedType(name);
  const own = name.labels.has('service_name') ? 'app_name' : 'service_name';
  const labels = new Map([[own, type.app], ...name.labels]);
  labels.set('__name__', type.name).set('pyroscope_spy', spyName);
  return [{ labels, pprof: foldedToPprof(stacks, type, sampleRate), fromMs, untilMs }];
}

function readSampleTypeConfig(bytes: Uint8Array | undefined): SampleTypeNames | undefined {
  if (!bytes) return undefined;
  try {
    const config: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof config === 'object' && config !== null) return config as SampleTypeNames;
  } catch (error) {
    throw new MalformedBody(`sample_type_config: ${(error as Error).message}`, { cause: error });
  }
  throw new MalformedBody('sample_type_config: expected an object');
}
