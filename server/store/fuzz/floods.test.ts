import { gzipSync } from 'node:zlib';
import { compress } from 'snappyjs';
import { describe, expect, it } from 'vitest';
import { jsonExcess } from '../json-limits.ts';
import { createStoreUnderTest } from './store-under-test.ts';
import { cpuMs } from '../../testing/cpu-time.ts';

const MB = 1 << 20;
const MAX_CPU_MS = 2500;
const many = (part: string, megabytes: number) => part.repeat(Math.floor((megabytes * MB) / part.length));
const list = (head: string, item: string, tail: string) => `${head}${many(`${item},`, 30)}${item}${tail}`;

interface Flood {
  readonly path: string;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly status: number;
  readonly reason: string;
}
const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';
const TRACES = { path: '/v1/traces', type: JSON_TYPE, status: 400 };
const LOGS = { path: '/v1/logs', type: JSON_TYPE, status: 400 };
const PUSH = { path: '/loki/api/v1/push', status: 400 };
const PROFILES = { path: '/push.v1.PusherService/Push', status: 400 };

const FLOODS: readonly (readonly [string, () => Flood])[] = [
  [
    'spans of two characters',
    () => ({
      ...TRACES,
      body: list('{"resourceSpans":[{"scopeSpans":[{"spans":[', '{}', ']}]}]}'),
      reason: 'more than 8000000',
    }),
  ],
  [
    'log records of two characters in a small request',
    () => ({
      ...LOGS,
      body: `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${many('{},', 7)}{}]}]}]}`,
      reason: 'more than 2000000 items',
    }),
  ],
  ['brackets without end', () => ({ ...TRACES, body: many('[', 20) + many(']', 20), reason: 'nested deeper' })],
  ['open brackets', () => ({ ...TRACES, body: many('[', 3), reason: 'invalid JSON' })],
  [
    'entries of a push',
    () => ({
      ...PUSH,
      type: JSON_TYPE,
      body: list('{"streams":[{"stream":{"a":"b"},"values":[', '["1",""]', ']}]}'),
      reason: 'more than 2000000 items',
    }),
  ],
  [
    'snappy of nothing but nothing',
    () => ({ ...PUSH, type: PROTOBUF_TYPE, body: compress(new Uint8Array(65 * MB)), reason: 'expected at most' }),
  ],
  [
    'snappy that lies about its length',
    () => ({
      ...PUSH,
      type: PROTOBUF_TYPE,
      body: Uint8Array.of(0xff, 0xff, 0xff, 0x1f, 0, 0x61),
      reason: 'invalid snappy',
    }),
  ],
  [
    'protobuf fields of two bytes',
    () => ({ ...LOGS, type: PROTOBUF_TYPE, body: Buffer.from(many('\x0a\0', 5)), reason: 'more than 2000000 items' }),
  ],
  [
    'profile series of two bytes',
    () => ({
      ...PROFILES,
      type: 'application/proto',
      body: Buffer.from(many('\x0a\0', 5)),
      reason: 'more than 500000 messages',
    }),
  ],
  [
    'profile series in JSON',
    () => ({ ...PROFILES, type: JSON_TYPE, body: list('{"series":[', '{}', ']}'), reason: 'more than 8000000' }),
  ],
  [
    'pprof samples of two bytes',
    () => ({
      path: '/ingest?name=a&format=pprof',
      type: '',
      status: 422,
      body: samples(),
      reason: 'more than 100000 samples',
    }),
  ],
  [
    'a gzip of zeros as a profile',
    () => ({
      path: '/ingest?name=a&format=pprof',
      type: '',
      status: 422,
      body: gzipSync(new Uint8Array(64 * MB)),
      reason: 'size exceeds limit',
    }),
  ],
  [
    'different stacks without end',
    () => ({
      path: '/ingest?name=a&format=lines',
      type: '',
      status: 400,
      body: Array.from({ length: 1_000_000 }, (_, index) => `main;${index}`).join('\n'),
      reason: 'more than the limit of 16000 stacks',
    }),
  ],
];

/** A string table as it has to be, then samples. */
const samples = () => Buffer.concat([Buffer.from('\x32\0'), Buffer.from(many('\x12\0', 3))]);

describe('requests that would become far more than they are', () => {
  it.each(FLOODS)('refuses %s', async (_, create) => {
    const { path, type, body, status, reason } = create();
    const store = createStoreUnderTest();
    const began = cpuMs();
    // The wire takes 16 MB, compressed or not.
    const sent = body.length > 15 * MB ? gzipSync(body) : body;
    const headers = { 'content-type': type, ...(sent !== body && { 'content-encoding': 'gzip' }) };
    const answer = await store.request(path, { method: 'POST', body: sent as string, headers });
    const tookMs = cpuMs() - began;
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(reason)]);
    expect(tookMs).toBeLessThan(MAX_CPU_MS);
  });
});

describe('the size of JSON', () => {
  it('counts what is outside of strings', () => {
    const text = `{"a":"${many('{[:\\"', 20)}"}`;
    expect(jsonExcess(text)).toBeNull();
    expect(() => JSON.parse(text) as unknown).not.toThrow();
    expect(jsonExcess(`["\\\\",${many('{},', 30)}0]`)).toMatch('more than 8000000');
  });

  it('does not look at small texts, nor mind broken ones', () => {
    expect(jsonExcess('['.repeat(1_000_000))).toBeNull();
    expect(jsonExcess(`"${many('a', 5)}`)).toBeNull();
    expect(jsonExcess(many(']', 5))).toBeNull();
  });
});
