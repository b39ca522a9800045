import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
/** This Node's own path: `npm run` has put the pinned one first. */
export const node = process.execPath;
export const bin = (name: string): string => `${root}node_modules/.bin/${name}`;

export interface Run {
  readonly code: number;
  readonly output: string;
}
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Also print as it comes. */
  readonly echo?: boolean;
}

/** Runs a command in the project's root to its end. */
export function run(
  command: string,
  args: readonly string[],
  { env = {}, echo = false }: RunOptions = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      if (echo) process.stdout.write(chunk);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
