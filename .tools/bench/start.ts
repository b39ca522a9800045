import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from '../build.ts';
import type { Measurement } from './measurement.ts';
import { root, run } from '../run.ts';
import { freePort } from './free-port.ts';

/** Runs `npm start` in a checkout until Home and an hour of history are there; ms from the command. */
async function timeStart(checkout: string): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sightline-bench-'));
  const [port, storePort] = [await freePort(), await freePort()];
  const env = { ...process.env, PORT: String(port), STORE_PORT: String(storePort), DATA_DIR: dataDir };
  const began = performance.now();
  const child = spawn('npm', ['start'], { cwd: checkout, env, stdio: 'ignore', detached: true });
  try {
    const deadline = began + 120_000;
    while (performance.now() < deadline) {
      if (await hasHistory(port)) return performance.now() - began;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('not ready within two minutes');
  } finally {
    // npm, the server and its worker are one process group.
    if (child.pid) process.kill(-child.pid, 'SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Ready means that a user sees what the README promises: the page, and telemetry of an hour ago. */
async function hasHistory(port: number): Promise<boolean> {
  const base = `http://127.0.0.1:${port}`;
  try {
    const home = await fetch(base);
    const then = Math.floor(Date.now() / 1000) - 3300;
    const url = `${base}/api/datasources/proxy/uid/prometheus/api/v1/query?query=count(target_info)&time=${then}`;
    const answer = await fetch(url);
    return home.ok && answer.ok && (await answer.text()).includes('"value":[');
  } catch {
    return false;
  }
}

export async function measureStart(): Promise<readonly Measurement[]> {
  await buildIfStale();
  const times: number[] = [];
  for (let round = 0; round < 3; round++) times.push(await timeStart(root));
  const built = times.toSorted((a, b) => a - b)[1] ?? NaN;
  return [
    {
      name: 'npm start, built, until history is served (median of 3)',
      value: built / 1000,
      unit: 's',
      promise: { atMost: 4 },
    },
    {
      name: 'fresh clone, npm ci && npm start, until the same',
      value: (await timeClone()) / 1000,
      unit: 's',
      promise: { atMost: 60 },
    },
  ];
}

async function timeClone(): Promise<number> {
  const parent = await mkdtemp(join(tmpdir(), 'sightline-clone-'));
  const clone = join(parent, 'sightline');
  try {
    await run('git', ['clone', '--quiet', root, clone]);
    const began = performance.now();
    const install = await run('npm', ['--prefix', clone, 'ci']);
    if (install.code !== 0) throw new Error(install.output);
    const installed = performance.now() - began;
    return installed + (await timeStart(clone));
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}
