import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ProvisioningProblem } from '../contract/source.ts';
import type { Log } from '../http/log.ts';
import { displayPath, readYamlFiles } from '../provisioning/files.ts';
import { formatProblem } from '../provisioning/registry.ts';
import { resolvePath, scanDashboards, type DashboardFile } from './dashboard-files.ts';
import { loadProviders, type DashboardProvider } from './providers.ts';
import type { DashboardStore, DashboardWrite } from './store.ts';

export interface ProvisionerOptions {
  /** `…/dashboards` */
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly store: DashboardStore;
  readonly log: Log;
}
export interface DashboardProvisioner {
  /** Reads providers and their files anew, and writes what changed. */
  readonly sync: () => Promise<void>;
  readonly problems: () => readonly ProvisioningProblem[];
  readonly files: () => readonly string[];
  /** Syncs at the shortest interval that a provider asks for, until `stop`. */
  readonly watch: () => { readonly stop: () => void };
}

export function createProvisioner({ directory, env, store, log }: ProvisionerOptions): DashboardProvisioner {
  let providers: readonly DashboardProvider[] = [];
  let problems: readonly ProvisioningProblem[] = [];
  let files: readonly string[] = [];

  const run = async (): Promise<void> => {
    const texts = await readYamlFiles(directory);
    const context = { env, readFile: (path: string) => readFileSync(path, 'utf8') };
    const loaded = loadProviders(texts, context);
    const isBroken = loaded.problems.some((problem) => problem.severity === 'error');
    // Dashboards stay where a mistake in the YAML hides who provides them.
    if (!isBroken) providers = loaded.providers;
    files = texts.map(({ file }) => file);
    const found = [...loaded.problems];
    const taken = new Set<string>();
    for (const provider of providers) found.push(...(await syncProvider(provider, store, taken)));
    if (!isBroken) await releaseOrphans(store, providers);
    const seen = new Set(problems.map(formatProblem));
    for (const problem of found)
      if (!seen.has(formatProblem(problem))) log.warn(`provisioning: ${formatProblem(problem)}`);
    problems = found;
  };
  let queue: Promise<unknown> = Promise.resolve();
  const sync = (): Promise<void> => {
    const next = queue.then(run, run);
    queue = next;
    return next;
  };

  return {
    sync,
    problems: () => problems,
    files: () => files,
    watch: () => {
      let timer: NodeJS.Timeout;
      const tick = (): void => {
        const seconds = Math.min(10, ...providers.map((provider) => provider.updateIntervalSeconds));
        timer = setTimeout(() => {
          sync()
            .catch((error: unknown) => log.error('provisioning: cannot read the dashboards', { error }))
            .finally(tick);
        }, seconds * 1000);
        timer.unref();
      };
      tick();
      return { stop: () => clearTimeout(timer) };
    },
  };
}

/** Brings the stored dashboards of one provider in line with its files. `taken` are uids that others have provided. */
async function syncProvider(
  provider: DashboardProvider,
  store: DashboardStore,
  taken: Set<string>,
): Promise<readonly ProvisioningProblem[]> {
  const root = await resolvePath(provider.path, provider.definedIn);
  const scanned = await scanDashboards(root).catch(() => null);
  if (!scanned) {
    const message = `the directory of the provider "${provider.name}" cannot be read; expected a directory of .json files`;
    return [{ file: displayPath(root), line: 1, column: 1, severity: 'error', message }];
  }
  const problems = [...scanned.problems];
  const before = await store.provisionedBy(provider.name);
  for (const file of scanned.files) {
    if (taken.has(file.uid)) {
      const message = `another dashboard has the uid "${file.uid}"; expected one of its own`;
      problems.push({ file: displayPath(file.path), line: 1, column: 1, severity: 'error', message });
      continue;
    }
    taken.add(file.uid);
    const stored = before.find((row) => row.uid === file.uid);
    const checksum = checksumOf(file, provider);
    if (stored?.checksum !== checksum) await store.put(await toWrite({ ...file, checksum }, provider, store), MESSAGE);
  }
  const isKept = new Set(scanned.files.map((file) => file.uid));
  const unreadable = new Set(scanned.problems.map((problem) => problem.file));
  for (const row of before) {
    // A file that is broken just now has not gone.
    if (isKept.has(row.uid) || (row.file && unreadable.has(displayPath(row.file)))) continue;
    await (provider.disableDeletion ? store.release(row.uid) : store.remove(row.uid));
  }
  return problems;
}

const MESSAGE = 'Provisioned from a file';

/** Changes when the file does, or what its provider says about it. */
const checksumOf = (
  file: DashboardFile,
  { definedIn: _definedIn, updateIntervalSeconds: _interval, ...provider }: DashboardProvider,
): string =>
  createHash('sha256')
    .update(JSON.stringify([file.checksum, file.path, provider]))
    .digest('hex');

async function toWrite(
  file: DashboardFile,
  provider: DashboardProvider,
  store: DashboardStore,
): Promise<DashboardWrite> {
  const title = provider.foldersFromFilesStructure ? file.parent : provider.folder;
  const folder = provider.foldersFromFilesStructure ? '' : provider.folderUid;
  const folderUid = title || folder ? await store.ensureFolder({ uid: folder, title }) : '';
  const { path, checksum, uid, tags, json } = file;
  const { name, allowUiUpdates } = provider;
  return { uid, title: file.title, tags, json, folderUid, file: path, checksum, provider: name, allowUiUpdates };
}

/** Dashboards of providers that no file names any more go with them. */
async function releaseOrphans(store: DashboardStore, providers: readonly DashboardProvider[]): Promise<void> {
  const names = new Set(providers.map((provider) => provider.name));
  for (const name of await store.providers()) {
    if (names.has(name)) continue;
    for (const { uid } of await store.provisionedBy(name)) await store.remove(uid);
  }
}
