import { readFileSync } from 'node:fs';
import type { ProvisioningProblem, ProvisioningStatus, SourceType } from '../contract/source.ts';
import { NotFound } from '../http/problem.ts';
import type { Log } from '../http/log.ts';
import type { DataSource } from './data-source.ts';
import { directoryState, displayPath, readYamlFiles } from './files.ts';
import { loadDataSources } from './load-data-sources.ts';

/** The data sources in force. A reload swaps them all at once or leaves them as they were. */
export interface SourceRegistry {
  readonly list: () => readonly DataSource[];
  readonly get: (uid: string) => DataSource | undefined;
  readonly status: () => ProvisioningStatus;
  readonly reload: () => Promise<ProvisioningStatus>;
}

/** @throws NotFound when there is no such source, or when it is of another type. */
export function requireSource(sources: SourceRegistry, uid: string, type?: SourceType): DataSource {
  const source = sources.get(uid);
  if (!source) {
    throw new NotFound(`there is no data source with the uid "${uid.slice(0, 100)}"`, {
      hint: 'The sources page lists the provisioned ones.',
    });
  }
  if (type && source.type !== type) {
    throw new NotFound(`the data source "${source.name}" is of type ${source.type}, not ${type}`);
  }
  return source;
}

export interface RegistryOptions {
  /** `…/datasources` */
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isEmbedded: (url: string) => boolean;
  /** Hears of every configuration that comes into force. */
  readonly onLoad?: (sources: readonly DataSource[]) => void;
  readonly log: Log;
}
export interface WatchedRegistry extends SourceRegistry {
  /** Reloads when the files change, until `stop`. */
  readonly watch: (intervalMs: number) => { readonly stop: () => void };
}

/** `file:line:column: what is wrong, and what was expected` */
export const formatProblem = ({ file, line, column, message }: ProvisioningProblem): string =>
  `${file}:${line}:${column}: ${message}`;

/**
 * Reads the directory. At the first time there is no good configuration to keep, so what is sound in the files comes
 * into force; from then on a mistake anywhere keeps everything as it was.
 */
export async function createRegistry(options: RegistryOptions): Promise<WatchedRegistry> {
  let sources: readonly DataSource[] | null = null;
  let status: ProvisioningStatus = { loadedAt: new Date(0).toISOString(), files: [], problems: [], stale: false };

  const load = async (): Promise<ProvisioningStatus> => {
    const loaded = await read(options);
    const isBroken = loaded.problems.some((problem) => problem.severity === 'error');
    if (!isBroken || sources === null) {
      sources = loaded.sources;
      options.onLoad?.(sources);
    }
    const loadedAt = isBroken && status.files.length > 0 ? status.loadedAt : new Date().toISOString();
    status = { loadedAt, files: loaded.files, problems: loaded.problems, stale: isBroken };
    for (const problem of loaded.problems) {
      const level = problem.severity === 'error' ? 'error' : 'warn';
      options.log[level](`provisioning: ${formatProblem(problem)}`);
    }
    return status;
  };
  // One at a time, in order: an older read must not overwrite a newer.
  let queue: Promise<unknown> = Promise.resolve();
  const reload = (): Promise<ProvisioningStatus> => {
    const next = queue.then(load, load);
    queue = next;
    return next;
  };

  let seen = await directoryState(options.directory);
  await reload();
  const reloadIfChanged = async (): Promise<void> => {
    const state = await directoryState(options.directory);
    if (state === seen) return;
    seen = state;
    const { stale, files } = await reload();
    options.log.info(stale ? 'provisioning: kept the previous data sources' : 'provisioning: data sources reloaded', {
      files,
    });
  };

  return {
    list: () => sources ?? [],
    get: (uid) => sources?.find((source) => source.uid === uid),
    status: () => status,
    reload,
    // Looking is cheap, sees what editors and ConfigMaps do to files, and works on every file system.
    watch: (intervalMs) => {
      const timer = setInterval(() => {
        reloadIfChanged().catch((error: unknown) =>
          options.log.error('provisioning: cannot look for changes', { error }),
        );
      }, intervalMs);
      timer.unref();
      return { stop: () => clearInterval(timer) };
    },
  };
}

interface ReadResult {
  readonly sources: readonly DataSource[];
  readonly files: readonly string[];
  readonly problems: readonly ProvisioningProblem[];
}

async function read({ directory, env, isEmbedded }: RegistryOptions): Promise<ReadResult> {
  try {
    const files = await readYamlFiles(directory);
    const context = { env, readFile: (path: string) => readFileSync(path, 'utf8') };
    return { ...loadDataSources({ files, context, isEmbedded }), files: files.map(({ file }) => file) };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    const message = `the files cannot be read (${String(error.code)}); expected a readable directory`;
    const problem = { file: displayPath(directory), line: 1, column: 1, severity: 'error' as const, message };
    return { sources: [], files: [], problems: [problem] };
  }
}
