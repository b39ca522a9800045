import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, stderrSink } from '../server/http/log.ts';
import { startStore } from '../server/store/start.ts';
import { node, root, run } from './run.ts';

/** Recordings of real Loki, Tempo and Prometheus lie beside a checkout; they are not part of it. */
const REPLAY = join(root, '../shared/wire/replay.mjs');

/** Feeds a fresh store what the real servers were fed, and compares its answers with theirs. */
export async function replay(): Promise<{ readonly passed: number; readonly failed: number; readonly output: string }> {
  if (!existsSync(REPLAY)) return { passed: 0, failed: 0, output: 'skipped: no recordings beside this checkout' };
  const dataDir = await mkdtemp(join(tmpdir(), 'sightline-replay-'));
  const store = await startStore(
    { host: '127.0.0.1', port: 0, dataDir },
    createLog({ sinks: [stderrSink], level: 'warn' }),
  );
  try {
    const env = { BASE: store.url };
    const pushed = await run(node, [REPLAY, 'push'], { env });
    if (pushed.code !== 0) return { passed: 0, failed: 1, output: pushed.output };
    const { output } = await run(node, [REPLAY, 'check'], { env });
    const [, passed = '0', failed = '1'] = /(\d+) passed, (\d+) failed/.exec(output) ?? [];
    return { passed: Number(passed), failed: Number(failed), output };
  } finally {
    await store.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
