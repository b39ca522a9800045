import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node, root } from '../run.ts';
import { freePort } from './free-port.ts';

export interface ServerProcess {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** The built server with its store and the demo shop, as a process of its own. Resolves when an hour of history is there. */
export async function startServerProcess(): Promise<ServerProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sightline-bench-'));
  const [port, storePort] = [await freePort(), await freePort()];
  const env = {
    ...process.env,
    PORT: String(port),
    STORE_PORT: String(storePort),
    DATA_DIR: dataDir,
    DEMO: 'on',
  };
  const child = spawn(node, ['server/main.ts'], { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const stop = async (): Promise<void> => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await gone;
    }
    await rm(dataDir, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + 60_000;
  while (!(await hasHistory(url))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await stop();
      throw new Error('the server was not ready within a minute');
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { url, stop };
}

async function hasHistory(url: string): Promise<boolean> {
  const then = Math.floor(Date.now() / 1000) - 3300;
  const query = `query=count(target_info)&time=${then}`;
  try {
    const answer = await fetch(`${url}/api/datasources/proxy/uid/prometheus/api/v1/query?${query}`);
    return answer.ok && (await answer.text()).includes('"value":[');
  } catch {
    return false;
  }
}
