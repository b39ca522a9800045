import { InvalidLabels } from './limits.ts';

/** `name` of `/ingest`: `app{label=value,…}`. */
export interface AppName {
  readonly app: string;
  readonly labels: ReadonlyMap<string, string>;
}

/**
 * Reads a name character by character, as Pyroscope does: what is not closed is left out, and after a `}` more labels may
 * follow.
 *
 * @throws InvalidLabels with Pyroscope's message
 */
export function parseAppName(text: string): AppName {
  const brace = text.indexOf('{');
  let app = readApp(brace < 0 ? text : text.slice(0, brace));
  const labels = new Map<string, string>();
  for (const [name, value] of labelsOf(brace < 0 ? '' : text.slice(brace + 1))) {
    if (name === '__name__') app = value;
    else {
      checkName(name);
      // Names of Pyroscope's own; a client may only say which session it is.
      if (!name.startsWith('__') || name === '__session_id__') labels.set(name, value);
    }
  }
  return { app, labels };
}

function readApp(text: string): string {
  const app = text.trim();
  if (app === '') throw new InvalidLabels('name: service name is required');
  const forbidden = /[^a-zA-Z0-9_./-]/u.exec(app);
  if (forbidden)
    throw new InvalidLabels(`name: invalid service name: ${app}: character is not allowed: '${forbidden[0]}'`);
  return app;
}

/** A list may be closed by a brace where no value is open: nothing is read after it. */
function* labelsOf(text: string): Generator<readonly [name: string, value: string]> {
  for (let at = 0; at < text.length;) {
    const stop = text.slice(at).search(/[}=]/);
    if (stop < 0 || text[at + stop] === '}') return;
    const name = text.slice(at, at + stop);
    const start = at + stop + 1;
    const length = text.slice(start).search(/[,}]/);
    if (length < 0) return;
    yield [name.trim(), text.slice(start, start + length).trim()];
    at = start + length + 1;
  }
}

function checkName(name: string): void {
  if (name === '') throw new InvalidLabels('name: label name is required');
  const forbidden = /[^a-zA-Z0-9_.]/u.exec(name);
  if (forbidden)
    throw new InvalidLabels(`name: invalid label name: ${name}: character is not allowed: '${forbidden[0]}'`);
}
