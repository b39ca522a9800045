import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { freePort } from './free-port.ts';
import { node, root } from '../run.ts';

export interface StoreProcess {
  readonly url: string;
  /** What the system holds in memory for it. Linux only; elsewhere NaN. */
  readonly residentBytes: () => number;
  readonly stop: () => Promise<void>;
}

/** `npm run store` as a process of its own, so that its memory is its own too. Resolves when it takes requests. */
export async function startStoreProcess(dataDir: string): Promise<StoreProcess> {
  const port = await freePort();
  const env = {
    ...process.env,
    STORE_PORT: String(port),
    DATA_DIR: dataDir,
    DEMO: 'off',
    STORE_MAX_BYTES: String(8 * 2 ** 30),
  };
  const child = spawn(node, ['server/store/main.ts'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the store ended with ${code}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    residentBytes() {
      try {
        return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) * 1024;
      } catch {
        return NaN;
      }
    },
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    },
  };
}
