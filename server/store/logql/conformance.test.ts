import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_ENGINE_OPTIONS } from '../engine.ts';
import { decodePushJson } from '../loki-push.ts';
import { decodeLogsJson } from '../otlp/logs-json.ts';
import { createLogsEngine } from './logs-engine.ts';

/** Answers of a real Loki 3 over known telemetry, compared as far as they are a contract. */

const WIRE = new URL('../../../../shared/wire/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, WIRE), 'utf8');

interface Recording {
  readonly name: string;
  readonly request: {
    readonly path: string;
    readonly params: Readonly<Record<string, string | number | readonly string[]>>;
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly response: { readonly status: number; readonly body: unknown };
}
type Json = Record<string, unknown>;

/** Answers that describe the server or its storage: their shape counts. */
const SHAPES = new Set(['buildinfo', 'index-stats', 'patterns']);
/** Answered by the server around the engine. */
const NOT_OURS = new Set(['ready']);

const key = (object: unknown) =>
  JSON.stringify(Object.entries((object ?? {}) as Json).sort(([a], [b]) => (a < b ? -1 : 1)));
const sorted = (list: readonly string[]) => [...list].sort();

function canonicalEntry(row: unknown): string {
  const [time, line, extra] = row as [string, string, { structuredMetadata?: Json; parsed?: Json } | undefined];
  return JSON.stringify([time, line, extra ? [key(extra.structuredMetadata), key(extra.parsed)] : null]);
}

const rounded = (value: unknown) => {
  const number = Number(value);
  return Number.isFinite(number) ? Number(number.toPrecision(9)) : String(value);
};
const canonicalPoints = (points: readonly (readonly [number, string])[]) =>
  points.map(([time, value]) => [time, rounded(value)]);

function canonicalData(data: Json): unknown {
  const result = data['result'] as Json[];
  switch (data['resultType']) {
    case 'streams':
      return new Map(
        result.map((stream) => [key(stream['stream']), sorted((stream['values'] as unknown[]).map(canonicalEntry))]),
      );
    case 'matrix':
      return new Map(result.map((one) => [key(one['metric']), canonicalPoints(one['values'] as [number, string][])]));
    case 'vector':
      return new Map(result.map((one) => [key(one['metric']), canonicalPoints([one['value'] as [number, string]])]));
    default:
      return canonicalPoints([data['result'] as [number, string]]);
  }
}

function canonical({ name }: Recording, body: unknown): unknown {
  const answer = body as Json;
  if (SHAPES.has(name)) return sorted(Object.keys(answer));
  if (name.startsWith('detected-labels'))
    return sorted((answer['detectedLabels'] as Json[]).map((one) => String(one['label'])));
  if (name === 'detected-fields')
    return sorted(
      (answer['fields'] as Json[]).map(({ label, type, parsers }) => key({ label, type, parsers: String(parsers) })),
    );
  if (name.startsWith('detected-field-values')) return sorted(answer['values'] as string[]);
  const data = answer['data'];
  if (name.startsWith('volume')) return sorted(((data as Json)['result'] as Json[]).map((one) => key(one['metric'])));
  if (Array.isArray(data)) return sorted(data.map((item) => (typeof item === 'object' ? key(item) : String(item))));
  return typeof data === 'string' ? data : canonicalData(data as Json);
}

const hasRecordings = existsSync(new URL('captures/loki.jsonl', WIRE));

describe.runIf(hasRecordings)('recorded answers of Loki', () => {
  const engine = createLogsEngine(DEFAULT_ENGINE_OPTIONS);
  const recordings = hasRecordings
    ? read('captures/loki.jsonl')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Recording)
    : [];
  if (hasRecordings) {
    engine.writeOtlp(decodeLogsJson(read('data/logs.otlp.json')));
    engine.writeStreams(decodePushJson(read('data/logs.push.json')));
  }

  it.each(
    recordings.filter(({ name }) => !NOT_OURS.has(name)).map((recording) => [recording.name, recording] as const),
  )('%s', async (_name, recording) => {
    const { path, params, headers } = recording.request;
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(params))
      for (const one of Array.isArray(value) ? (value as readonly string[]) : [value]) query.append(name, String(one));
    const response = await engine.routes.request(`${path}?${query}`, { headers });
    const text = await response.text();
    if (response.status !== recording.response.status) expect.fail(`${response.status}: ${text.slice(0, 300)}`);
    if (recording.response.status >= 400) expect(text).toBe(recording.response.body);
    else expect(canonical(recording, JSON.parse(text))).toEqual(canonical(recording, recording.response.body));
  });
});
