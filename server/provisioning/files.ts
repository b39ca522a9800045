import { readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import type { ProvisioningText } from './load-data-sources.ts';

/** A path as people want to read it: from the working directory where it lies below it. */
export function displayPath(path: string): string {
  const shown = relative(process.cwd(), path);
  return shown.startsWith('..') || isAbsolute(shown) ? path : shown;
}

async function listYaml(directory: string): Promise<readonly string[]> {
  try {
    const names = await readdir(directory);
    return names
      .filter((name) => /\.ya?ml$/i.test(name))
      .sort()
      .map((name) => join(directory, name));
  } catch (error) {
    // A layout without this directory provisions nothing of its kind.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** The YAML files of a directory, by name. */
export async function readYamlFiles(directory: string): Promise<readonly ProvisioningText[]> {
  const paths = await listYaml(directory);
  return Promise.all(paths.map(async (path) => ({ file: displayPath(path), text: await readFile(path, 'utf8') })));
}

/** Something that changes whenever a file of the directory is added, removed or written. */
export async function directoryState(directory: string): Promise<string> {
  const paths = await listYaml(directory);
  const states = await Promise.all(
    paths.map(async (path) => {
      const found = await stat(path).catch(() => null);
      return `${path}\0${found?.mtimeMs}\0${found?.size}\0${found?.ino}`;
    }),
  );
  return states.join('\n');
}
