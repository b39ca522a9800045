// `npm run doctor`: follows the configured links between the data sources and says which arrive. Asks the server at PORT
// where one runs, else loads the provisioning by itself. Arguments: uids of sources, `--json`. Exit status 1 when a
// configured link is dead, 2 when there is no diagnosis.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig, type Config } from '../server/config.ts';
import type { SourceDiagnosis } from '../server/contract/doctor.ts';
import { diagnosisText, hasDeadLink } from '../server/correlate/doctor/text.ts';
import { startServer } from '../server/server.ts';

interface Reached {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const isRunning = (url: string): Promise<boolean> =>
  fetch(`${url}/api/v1/sources`).then(
    (response) => response.ok,
    () => false,
  );

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

async function startOwn(config: Config): Promise<Reached> {
  const dataDir = process.env['DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'sightline-doctor-'));
  const own = { ...config, host: '127.0.0.1', port: await freePort(), dataDir, logLevel: 'error' } as const;
  const server = await startServer(own, { version: 'doctor', webRoot: '/nowhere' });
  const stop = async (): Promise<void> => {
    await server.stop();
    if (!process.env['DATA_DIR']) rmSync(dataDir, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

async function read<T>(url: string): Promise<T> {
  const response = await fetch(url);
  const body: unknown = await response.json();
  if (response.ok) return body as T;
  const { detail, title } = body as { readonly detail?: string; readonly title?: string };
  throw new Error(detail ?? title ?? `${url} answered ${response.status}`);
}

interface Listed {
  readonly sources: readonly { readonly uid: string; readonly embedded: boolean }[];
}
const SETTLE_MS = 60_000;

/** The store of a demo that has just started fills while it is looked at. */
async function whenFilled(url: string): Promise<void> {
  const { sources } = await read<Listed>(`${url}/api/v1/sources`);
  const embedded = sources.filter((source) => source.embedded).map(({ uid }) => uid);
  const until = Date.now() + SETTLE_MS;
  for (let uid = embedded.shift(); uid !== undefined && Date.now() < until;) {
    const { sampled } = await read<SourceDiagnosis>(`${url}/api/v1/correlate/doctor/${encodeURIComponent(uid)}`);
    if (sampled) uid = embedded.shift();
    else await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function diagnose(url: string, uids: readonly string[]): Promise<readonly SourceDiagnosis[]> {
  const path = `${url}/api/v1/correlate/doctor`;
  if (uids.length === 0) return read(path);
  return Promise.all(uids.map((uid) => read<SourceDiagnosis>(`${path}/${encodeURIComponent(uid)}`)));
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } });
  const config = readConfig();
  const running = `http://127.0.0.1:${config.port}`;
  const isThere = await isRunning(running);
  const { url, stop }: Reached = isThere ? { url: running, stop: () => Promise.resolve() } : await startOwn(config);
  try {
    if (!isThere && config.demo) await whenFilled(url);
    const diagnoses = await diagnose(url, positionals);
    console.log(values.json ? JSON.stringify(diagnoses, null, 2) : diagnoses.map(diagnosisText).join('\n\n'));
    return hasDeadLink(diagnoses) ? 1 : 0;
  } finally {
    await stop();
  }
}

try {
  process.exit(await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(2);
}
