import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog, type LogEntry } from '../../http/log.ts';
import { encodeTraces } from '../otlp/encode-proto.ts';
import { decodeTracesProto } from '../otlp/traces-proto.ts';
import { readSegment } from './segment.ts';
import { SegmentLog } from './segment-log.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'crash-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

const moduleUrl = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
/** A store as a process of its own; it prints its address. */
const STORE = `
  const [dataDir] = process.argv.slice(1);
  const { runStore } = await import(${moduleUrl('../run.ts')});
  const { createRecordingEngines } = await import(${moduleUrl('../recording-engines.ts')});
  const { createLog } = await import(${moduleUrl('../../http/log.ts')});
  const options = { host: '127.0.0.1', port: 0, dataDir };
  const store = await runStore(options, { log: createLog({ sinks: [] }), createEngines: createRecordingEngines });
  console.log(store.url);
`;

async function startProcess(): Promise<{ url: string; kill: () => Promise<void> }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', STORE, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { value: url } = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    url: url as string,
    kill() {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

function payloadNamed(name: string): Uint8Array {
  const span = {
    traceId: 'ab'.repeat(16),
    spanId: 'cd'.repeat(8),
    parentSpanId: '',
    traceState: '',
    name,
    kind: 1,
    startUnixNano: 1_795_371_000_000_000_000n,
    endUnixNano: 1_795_371_000_000_000_001n,
    attributes: [{ key: 'padding', value: 'x'.repeat(3000) }],
    events: [],
    links: [],
    statusCode: 0,
    statusMessage: '',
  };
  const scope = { name: '', version: '', attributes: [] };
  return encodeTraces([{ resource: { attributes: [] }, scopeSpans: [{ scope, spans: [span] }] }]);
}

/** Sends span after span until the store is gone; the names of those acknowledged. */
async function sendUntilDead(url: string, sender: string, acknowledged: Set<string>): Promise<void> {
  for (let i = 0; ; i++) {
    const name = `${sender}-${i}`;
    try {
      const answer = await fetch(`${url}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-protobuf' },
        body: payloadNamed(name) as Uint8Array<ArrayBuffer>,
      });
      if (answer.status === 200) acknowledged.add(name);
    } catch {
      return;
    }
  }
}

async function namesOnDisk(logged: LogEntry[]): Promise<Set<string>> {
  const log = createLog({ sinks: [(entry) => logged.push(entry)] });
  const limits = { maxBytes: 1 << 30, retentionMs: 1 << 30 };
  const segments = await SegmentLog.open({ directory: join(dataDir, 'segments'), log, now: Date.now, ...limits });
  const names = new Set<string>();
  for (const segment of segments.opened) {
    for await (const { payload } of readSegment(segment)) {
      const spans = decodeTracesProto(payload!).flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
      for (const { name } of spans) names.add(name);
    }
  }
  await segments.close();
  return names;
}

describe('kill -9 under load', () => {
  it('loses nothing that was acknowledged, time after time', async () => {
    const acknowledged = new Set<string>();
    for (let round = 0; round < 3; round++) {
      const store = await startProcess();
      const senders = Array.from({ length: 8 }, (_, i) => sendUntilDead(store.url, `${round}-${i}`, acknowledged));
      const before = acknowledged.size;
      while (acknowledged.size < before + 150) await new Promise((resolve) => setTimeout(resolve, 5));
      await store.kill();
      await Promise.all(senders);
    }
    const found = await namesOnDisk([]);
    expect([...acknowledged].filter((name) => !found.has(name))).toEqual([]);
  });
});
