import { readFileSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLog, type LogEntry } from '../http/log.ts';
import { JournalFailed, type Journal } from './journal.ts';
import { encodeTraces } from './otlp/encode-proto.ts';
import { decodeTracesJson } from './otlp/traces-json.ts';
import { createRecordingEngines, type RecordingEngines } from './recording-engines.ts';
import { createStoreApp } from './server.ts';

const wire = (name: string) => readFileSync(new URL(`../../../shared/wire/data/${name}`, import.meta.url));
const spanJson = (span: object) =>
  JSON.stringify({
    resourceSpans: [{ scopeSpans: [{ spans: [{ startTimeUnixNano: '1795367640000000000', ...span }] }] }],
  });

let engines: RecordingEngines;
let logged: LogEntry[];
const log = createLog({ sinks: [(entry) => logged.push(entry)] });
const app = (journal?: Journal) => createStoreApp({ engines, log, ...(journal && { journal }) });
const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  app().request(path, { method: 'POST', body: body as string, headers });
const JSON_TYPE = { 'content-type': 'application/json' };
const PROTO_TYPE = { 'content-type': 'application/x-protobuf' };

beforeEach(() => {
  engines = createRecordingEngines();
  logged = [];
});

describe('OTLP export', () => {
  it('takes the recorded traces in JSON and in protobuf, plain and compressed', async () => {
    const json = wire('traces.otlp.json');
    const expected = decodeTracesJson(json.toString());
    const proto = encodeTraces(expected);
    const sent: [Uint8Array, Record<string, string>][] = [
      [json, JSON_TYPE],
      [proto, PROTO_TYPE],
      [gzipSync(proto), { ...PROTO_TYPE, 'content-encoding': 'gzip' }],
      [zstdCompressSync(json), { 'content-type': 'application/json; charset=utf-8', 'content-encoding': 'zstd' }],
    ];
    for (const [body, headers] of sent) {
      engines = createRecordingEngines();
      const answer = await post('/v1/traces', body, headers);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe(headers['content-type']!.split(';')[0]);
      expect(await answer.text()).toBe(headers === PROTO_TYPE || headers['content-encoding'] === 'gzip' ? '' : '{}');
      expect(engines.spans).toEqual(expected);
    }
  });

  it('takes logs and metrics', async () => {
    expect((await post('/v1/logs', wire('logs.otlp.json'), JSON_TYPE)).status).toBe(200);
    const [metrics] = wire('metrics.otlp.jsonl').toString().split('\n');
    expect((await post('/v1/metrics', metrics!, JSON_TYPE)).status).toBe(200);
    expect(engines.logRecords.length).toBeGreaterThan(0);
    expect(engines.points.length).toBeGreaterThan(0);
  });

  it('reports what the engine rejected as a partial success', async () => {
    engines.answer = { rejected: 2, message: 'trace too large' };
    const json = await post('/v1/traces', spanJson({}), JSON_TYPE);
    expect(json.status).toBe(200);
    expect(await json.json()).toEqual({ partialSuccess: { rejectedSpans: '2', errorMessage: 'trace too large' } });
    const proto = await post('/v1/traces', encodeTraces([]), PROTO_TYPE);
    expect(Buffer.from(await proto.arrayBuffer()).toString('latin1')).toBe('\x0a\x13\x08\x02\x12\x0ftrace too large');
  });

  it('answers 400 with a Status in the request’s encoding', async () => {
    const json = await post('/v1/traces', spanJson({ traceId: 'zz' }), JSON_TYPE);
    expect(json.status).toBe(400);
    expect(await json.json()).toEqual({ code: 3, message: 'traceId: expected 32 hex digits' });
    const proto = await post('/v1/logs', new Uint8Array([0x0a, 0x50]), PROTO_TYPE);
    expect(proto.status).toBe(400);
    expect(proto.headers.get('content-type')).toBe('application/x-protobuf');
    const status = Buffer.from(await proto.arrayBuffer());
    expect(status.subarray(0, 3)).toEqual(Buffer.from([0x08, 3, 0x12]));
    expect(status.toString()).toContain('truncated message: 80 bytes are missing');
    const gzip = await post('/v1/traces', 'not gzip', { ...JSON_TYPE, 'content-encoding': 'gzip' });
    expect(gzip.status).toBe(400);
    expect(engines.spans).toEqual([]);
  });

  it('refuses bodies that are too large, before and after decompression', async () => {
    const large = await post('/v1/traces', new Uint8Array(16 * 1024 * 1024 + 1), PROTO_TYPE);
    expect(large.status).toBe(413);
    const bomb = gzipSync(new Uint8Array(65 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(100_000);
    const bombed = await post('/v1/traces', bomb, { ...PROTO_TYPE, 'content-encoding': 'gzip' });
    expect(bombed.status).toBe(413);
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(1024 * 1024));
      },
    });
    const chunked = { method: 'POST', headers: PROTO_TYPE, body: endless, duplex: 'half' } as RequestInit;
    expect((await app().request('/v1/traces', chunked)).status).toBe(413);
    expect(sent).toBeLessThan(20);
  });

  it('refuses other content types and encodings', async () => {
    expect((await post('/v1/traces', '{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post('/v1/traces', '{}', { ...JSON_TYPE, 'content-encoding': 'br' })).status).toBe(415);
  });

  it('never says what went wrong inside', async () => {
    const journal: Journal = { append: () => Promise.reject(new Error('secret path /home/x')) };
    const answer = await app(journal).request('/v1/traces', { method: 'POST', body: '{}', headers: JSON_TYPE });
    expect(answer.status).toBe(500);
    expect(await answer.text()).toBe('{"code":13,"message":"internal error"}');
    expect(JSON.stringify(logged)).toContain('secret path');
  });

  it('asks to try again when the data could not be kept, and shows none of it', async () => {
    const journal: Journal = { append: () => Promise.reject(new JournalFailed('disk full')) };
    const answer = await app(journal).request('/v1/traces', { method: 'POST', body: spanJson({}), headers: JSON_TYPE });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(engines.spans).toEqual([]);
  });
});

describe('Loki push', () => {
  it('answers 204', async () => {
    const answer = await post('/loki/api/v1/push', wire('logs.push.json'), JSON_TYPE);
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(engines.streams).toHaveLength(4);
  });

  it('answers 400 in text for malformed and rejected entries', async () => {
    expect((await post('/loki/api/v1/push', '{', JSON_TYPE)).status).toBe(400);
    engines.answer = { rejected: 1, message: 'entry too far behind' };
    const answer = await post('/loki/api/v1/push', wire('logs.push.json'), JSON_TYPE);
    expect([answer.status, await answer.text()]).toEqual([400, 'entry too far behind\n']);
  });
});

describe('administration', () => {
  it('mounts each engine under its prefix', async () => {
    for (const path of ['/tempo/api/search', '/prometheus/api/v1/query', '/loki/api/v1/labels', '/pyroscope/render']) {
      expect((await app().request(path)).status).toBe(200);
    }
    expect((await app().request('/api/search')).status).toBe(404);
  });

  it('says what it holds', async () => {
    await post('/v1/traces', spanJson({ endTimeUnixNano: '1795367641000000000' }), JSON_TYPE);
    const status = await (await app().request('/api/store/status')).json();
    expect(status).toMatchObject({
      signals: { traces: { items: 1, oldest: 1795367640000 }, logs: { items: 0, oldest: null } },
      segments: { enabled: false },
      droppedBefore: null,
      demo: false,
    });
  });

  it('deletes everything', async () => {
    await post('/v1/traces', spanJson({}), JSON_TYPE);
    expect((await app().request('/api/store/data', { method: 'DELETE' })).status).toBe(204);
    expect(engines.spans).toEqual([]);
  });

  it('deletes nothing for another machine', async () => {
    const env = { incoming: { socket: { remoteAddress: '192.0.2.7', remotePort: 1, remoteFamily: 'IPv4' } } };
    await post('/v1/traces', spanJson({}), JSON_TYPE);
    const answer = await app().request('/api/store/data', { method: 'DELETE' }, env);
    expect(answer.status).toBe(403);
    expect(engines.spans).toHaveLength(1);
  });

  it('refuses a Host that is not this machine', async () => {
    const get = (host: string) => app().request('/ready', { headers: { host } });
    expect((await get('localhost:4318')).status).toBe(200);
    expect((await get('[::1]:4318')).status).toBe(200);
    expect((await get('attacker.example')).status).toBe(403);
    expect((await get('127.0.0.1.attacker.example')).status).toBe(403);
  });
});
