import { InvalidLabels } from './limits.ts';

/** `name` of `/ingest`: `app{label=value,…}`. */
export interface AppName {
  readonly app: string;
  readonly labels: ReadonlyMap<string, string>;
}

/** @throws InvalidLabels with Pyroscope's message */
export function parseAppName(text: string): AppName {
  const brace = text.indexOf('{');
  const app = (brace < 0 ? text : text.slice(0, brace)).trim();
  if (app === '') throw new InvalidLabels('name: service name is required');
  const forbidden = /[^a-zA-Z0-9_./-]/u.exec(app);
  if (forbidden) {
    throw new InvalidLabels(`name: invalid service name: ${app}: character is not allowed: '${forbidden[0]}'`);
  }
  const labels = new Map<string, string>();
  const end = text.indexOf('}', brace);
  const list = brace < 0 ? '' : text.slice(brace + 1, end < 0 ? undefined : end);
  for (const pair of list.split(',')) {
    const equals = pair.indexOf('=');
    if (equals < 0) continue;
    const name = pair.slice(0, equals).trim();
    if (!/^[a-zA-Z0-9_.]+$/.test(name)) throw new InvalidLabels(`name: invalid label name: ${name}`);
    // Names of Pyroscope's own; a client may only say which session it is.
    if (name.startsWith('__') && name !== '__session_id__') continue;
    labels.set(name, pair.slice(equals + 1).trim());
  }
  return { app, labels };
}
