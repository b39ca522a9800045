import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLog, type LogEntry } from '../http/log.ts';
import { createRegistry } from './registry.ts';

let directory: string;
const entries: LogEntry[] = [];
const log = createLog({ sinks: [(entry) => entries.push(entry)] });
const write = (name: string, text: string) => writeFileSync(join(directory, name), text);
const source = (name: string, more = '') =>
  `apiVersion: 1\ndatasources:\n  - {name: ${name}, type: loki, url: http://x${more}}\n`;
const create = () => createRegistry({ directory, env: {}, isEmbedded: () => false, log });

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sightline-provisioning-'));
  entries.length = 0;
});
afterEach(() => rmSync(directory, { recursive: true }));

it('keeps the previous configuration when a file has a mistake, and recovers', async () => {
  write('a.yaml', source('A'));
  const registry = await create();
  const before = registry.list();
  expect(registry.status()).toMatchObject({ stale: false, problems: [] });

  write('b.yml', source('B', ', jsonDate: {}'));
  const broken = await registry.reload();
  expect(broken.stale).toBe(true);
  expect(broken.problems).toMatchObject([
    { severity: 'error', line: 3, message: 'unknown key "jsonDate"; expected "jsonData"' },
  ]);
  expect(registry.list()).toBe(before);
  expect(entries.at(-1)).toMatchObject({ level: 'error', message: expect.stringMatching(/b\.yml:3:42: unknown key/) });

  write('b.yml', source('B'));
  expect(await registry.reload()).toMatchObject({ stale: false, problems: [] });
  expect(registry.list().map((one) => one.name)).toEqual(['A', 'B']);
});

it('starts with what is sound when there is nothing to keep', async () => {
  write('a.yaml', source('A'));
  write('b.yaml', 'datasources: [');
  const registry = await create();
  expect(registry.status().stale).toBe(true);
  expect(registry.list().map((one) => one.name)).toEqual(['A']);
});

it('keeps the revision of a source that did not change', async () => {
  write('a.yaml', source('A'));
  write('b.yaml', source('B'));
  const registry = await create();
  const before = registry.list().map((one) => one.revision);
  write('b.yaml', source('B', ', basicAuth: true'));
  await registry.reload();
  const after = registry.list().map((one) => one.revision);
  expect(after[0]).toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
});

it('provisions nothing where there is no directory', async () => {
  rmSync(directory, { recursive: true });
  const registry = await create();
  expect(registry.status()).toMatchObject({ files: [], problems: [], stale: false });
  mkdirSync(directory);
});

it('reloads by itself when a file changes', async () => {
  const registry = await create();
  const watch = registry.watch(10);
  write('a.yaml', source('A'));
  await expect.poll(() => registry.get('P559AEAD08264D579')?.name).toBe('A');
  rmSync(join(directory, 'a.yaml'));
  await expect.poll(() => registry.list()).toEqual([]);
  watch.stop();
});
