import { createHash } from 'node:crypto';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import type { ProvisioningProblem } from '../contract/source.ts';
import { displayPath } from '../provisioning/files.ts';
import { DashboardHead } from './dashboards.ts';

export interface DashboardFile {
  readonly path: string;
  readonly checksum: string;
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly json: string;
  /** Name of the directory it lies in, '' at the provider's root. */
  readonly parent: string;
}
export interface ScannedFiles {
  readonly files: readonly DashboardFile[];
  readonly problems: readonly ProvisioningProblem[];
}

const MAX_BYTES = 16 * 2 ** 20;
const MAX_DEPTH = 16;

/** A provider's relative path counts from the file that names it, or, as in Grafana, from the working directory. */
export async function resolvePath(path: string, definedIn: string): Promise<string> {
  if (isAbsolute(path)) return path;
  const beside = resolve(dirname(definedIn), path);
  return (await stat(beside).catch(() => null)) ? beside : resolve(path);
}

/** Every dashboard below a directory. A file that is none is a problem of its own and no one else's. */
export async function scanDashboards(root: string): Promise<ScannedFiles> {
  const files: DashboardFile[] = [];
  const problems: ProvisioningProblem[] = [];
  for (const path of await listJson(root, 0)) {
    const read = await readDashboard(path, root);
    if ('uid' in read) files.push(read);
    else problems.push(read);
  }
  return { files, problems };
}

async function listJson(directory: string, depth: number): Promise<readonly string[]> {
  const entries = await readdir(await realpath(directory), { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, entry.name);
    const target = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry;
    if (target?.isDirectory() && !entry.name.startsWith('.') && depth < MAX_DEPTH)
      found.push(...(await listJson(path, depth + 1)));
    else if (target?.isFile() && entry.name.endsWith('.json')) found.push(path);
  }
  return found;
}

async function readDashboard(path: string, root: string): Promise<DashboardFile | ProvisioningProblem> {
  const problem = (message: string, at = { line: 1, column: 1 }): ProvisioningProblem => ({
    file: displayPath(path),
    ...at,
    severity: 'error',
    message,
  });
  const found = await stat(path);
  if (found.size > MAX_BYTES) return problem(`the file is larger than ${MAX_BYTES / 2 ** 20} MB; expected a dashboard`);
  const json = await readFile(path, 'utf8');
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch (error) {
    return problem('this is not valid JSON; expected a Grafana dashboard', positionOf(error));
  }
  const head = DashboardHead.safeParse(content);
  if (!head.success) return problem('the dashboard has no title, or an unusable uid; expected both as texts');
  const parent = dirname(path) === root ? '' : basename(dirname(path));
  return {
    path,
    parent,
    json,
    checksum: createHash('sha256').update(json).digest('hex'),
    title: head.data.title,
    tags: head.data.tags ?? [],
    // Without a uid of its own, one that stays the same from start to start.
    uid: head.data.uid ?? createHash('sha256').update(path).digest('hex').slice(0, 14),
  };
}

/** V8 ends most of its messages with `(line 3 column 5)`. */
function positionOf(error: unknown): { line: number; column: number } {
  const match = /\(line (\d+) column (\d+)\)/.exec(error instanceof Error ? error.message : '');
  return { line: Number(match?.[1] ?? 1), column: Number(match?.[2] ?? 1) };
}
