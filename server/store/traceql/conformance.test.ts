import { serve, type ServerType } from '@hono/node-server';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_ENGINE_OPTIONS } from '../engine.ts';
import { decodeTracesJson } from '../otlp/traces-json.ts';
import { createTracesEngine } from './traces-engine.ts';

const WIRE = join(import.meta.dirname, '../../../../shared/wire');
let server: ServerType;
let url: string;

beforeAll(async () => {
  const engine = createTracesEngine({ ...DEFAULT_ENGINE_OPTIONS, now: () => Date.parse('2026-11-22T18:00:00Z') });
  engine.writeOtlp(decodeTracesJson(readFileSync(join(WIRE, 'data/traces.otlp.json'), 'utf8')));
  const app = new Hono().route('/tempo', engine.routes);
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve());
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

test('answers as the recorded Tempo 3 did', async () => {
  const replay = [join(WIRE, 'replay.mjs'), 'check', join(WIRE, 'captures'), 'tempo/'];
  const { stdout } = await promisify(execFile)(process.execPath, replay, { env: { BASE: url } }).catch(
    (failed: { stdout: string }) => failed,
  );
  expect(stdout).toMatch(/^tempo: (\d+) of \1 as recorded\n\1 passed, 0 failed\n$/);
}, 60_000);
