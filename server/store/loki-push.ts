import { DecodeError } from './otlp/decode-error.ts';
import {
  listField,
  objectField,
  parseJson,
  toBigint,
  toObject,
  valuesField,
  type JsonObject,
} from './otlp/json-values.ts';
import { bytesKey, decodeProto, varintKey, type ProtoReader } from './otlp/proto-reader.ts';
import { decompressSnappy } from './snappy.ts';
import type { LogStream } from './telemetry.ts';

type Entry = LogStream['entries'][number];
type Pair = readonly [string, string];

const NANOS_PER_SECOND = 1_000_000_000n;

/** @throws DecodeError */
export function decodePushJson(text: string): LogStream[] {
  return listField(toObject(parseJson(text), 'request'), 'streams', (stream) => {
    const labels = new Map(readTextPairs(objectField(stream, 'stream'), 'stream'));
    if (labels.size === 0) throw new DecodeError('at least one label pair is required per stream');
    return { labels, entries: valuesField(stream, 'values').map(readJsonEntry) };
  });
}

function readJsonEntry(value: unknown): Entry {
  if (!Array.isArray(value) || value.length < 2 || value.length > 3)
    throw new DecodeError('values: expected [timestamp, line] or [timestamp, line, structured metadata]');
  const [time, line, metadata] = value as readonly unknown[];
  if (typeof line !== 'string') throw new DecodeError('values: expected the line to be a string');
  return {
    timeUnixNano: toBigint(time, 'values: timestamp'),
    line,
    structuredMetadata:
      metadata === undefined ? [] : readTextPairs(toObject(metadata, 'structured metadata'), 'structured metadata'),
  };
}

function readTextPairs(object: JsonObject, name: string): Pair[] {
  return Object.entries(object).map(([key, value]) => {
    if (typeof value !== 'string') throw new DecodeError(`${name}: expected the value of ${key} to be a string`);
    return [key, value];
  });
}

/**
 * A snappy-compressed logproto.PushRequest.
 *
 * @param maxBytes how large it may become when decompressed
 * @throws DecodeError
 */
export function decodePushProto(body: Uint8Array, maxBytes: number): LogStream[] {
  return decodeProto(decompressSnappy(body, maxBytes), readPushRequest);
}

const STREAMS = bytesKey(1);
const LABELS = bytesKey(1);
const ENTRIES = bytesKey(2);
const TIMESTAMP = bytesKey(1);
const LINE = bytesKey(2);
const METADATA = bytesKey(3);
const SECONDS = varintKey(1);
const NANOS = varintKey(2);
const PAIR_NAME = bytesKey(1);
const PAIR_VALUE = bytesKey(2);

function readPushRequest(reader: ProtoReader, end: number): LogStream[] {
  const streams: LogStream[] = [];
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === STREAMS) streams.push(readStream(reader));
    else reader.pass(key);
  }
  return streams;
}

function readStream(reader: ProtoReader): LogStream {
  reader.count();
  const end = reader.enter();
  const entries: Entry[] = [];
  let labels = '';
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === ENTRIES) entries.push(readEntry(reader));
    else if (key === LABELS) labels = reader.text();
    else reader.pass(key);
  }
  return { labels: parseStreamLabels(labels), entries };
}

function readEntry(reader: ProtoReader): Entry {
  reader.count();
  const end = reader.enter();
  const structuredMetadata: Pair[] = [];
  let timeUnixNano = 0n;
  let line = '';
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === LINE) line = reader.text();
    else if (key === TIMESTAMP) timeUnixNano = readTimestamp(reader);
    else if (key === METADATA) structuredMetadata.push(readPair(reader));
    else reader.pass(key);
  }
  return { timeUnixNano, line, structuredMetadata };
}

function readTimestamp(reader: ProtoReader): bigint {
  const end = reader.enter();
  let seconds = 0n;
  let nanos = 0n;
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === SECONDS) seconds = reader.bigVarint();
    else if (key === NANOS) nanos = reader.bigVarint();
    else reader.pass(key);
  }
  return seconds * NANOS_PER_SECOND + nanos;
}

function readPair(reader: ProtoReader): Pair {
  reader.count();
  const end = reader.enter();
  let name = '';
  let value = '';
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === PAIR_NAME) name = reader.knownText();
    else if (key === PAIR_VALUE) value = reader.knownText();
    else reader.pass(key);
  }
  return [name, value];
}

const LABEL_PAIR = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*("(?:[^"\\\n]|\\.)*"|`[^`]*`)\s*(?:,\s*|$)/y;

/**
 * The labels of a stream in the text form of a push: `{job="a", env="b"}`, strings quoted as in Go.
 *
 * @throws DecodeError
 */
export function parseStreamLabels(text: string): Map<string, string> {
  const shown = JSON.stringify(text.slice(0, 200));
  const pairs = /^\s*\{\s*(.*)\}\s*$/s.exec(text)?.[1];
  if (pairs === undefined) throw new DecodeError(`error parsing labels ${shown}: expected {name="value", …}`);
  const labels = new Map<string, string>();
  for (let at = 0; at < pairs.length; at = LABEL_PAIR.lastIndex) {
    LABEL_PAIR.lastIndex = at;
    const [, name, literal] = LABEL_PAIR.exec(pairs) ?? [];
    const value = literal === undefined ? null : unquote(literal);
    if (name === undefined || value === null)
      throw new DecodeError(`error parsing labels ${shown}: unexpected ${JSON.stringify(pairs.slice(at, at + 40))}`);
    labels.set(name, value);
  }
  if (labels.size === 0) throw new DecodeError('at least one label pair is required per stream');
  return labels;
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/g;
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

/** A Go string literal's text, or null when an escape is not Go's. */
function unquote(literal: string): string | null {
  const inner = literal.slice(1, -1);
  if (literal.startsWith('`') || !inner.includes('\\')) return inner;
  let isValid = true;
  const bytes: Buffer[] = [];
  let last = 0;
  for (const match of inner.matchAll(ESCAPE)) {
    const [whole, hex, short, long, octal, simple] = match;
    bytes.push(Buffer.from(inner.slice(last, match.index)));
    last = match.index + whole.length;
    const code = hex ?? octal;
    if (code !== undefined) bytes.push(Buffer.from([Number.parseInt(code, hex === undefined ? 8 : 16)]));
    else bytes.push(Buffer.from(toText(short ?? long, simple) ?? ((isValid = false), '')));
  }
  bytes.push(Buffer.from(inner.slice(last)));
  return isValid ? Buffer.concat(bytes).toString('utf8') : null;
}

function toText(codePoint: string | undefined, simple: string | undefined): string | undefined {
  if (codePoint === undefined) return SIMPLE_ESCAPES[simple ?? ''];
  const value = Number.parseInt(codePoint, 16);
  return value > 0x10ffff ? undefined : String.fromCodePoint(value);
}
