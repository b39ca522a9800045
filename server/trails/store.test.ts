import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SavedTrail, ShortLink, TrailSummary } from '../contract/trails.ts';
import { openDatabase, type OpenDatabase } from '../db/database.ts';
import { testApp, type TestApp } from '../testing/app.ts';
import { createTrailStore } from './store.ts';
import { createTrails } from './trails.ts';

let directory: string;
let opened: OpenDatabase;
let test: TestApp;
let time = 0;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sightline-trails-'));
  opened = await openDatabase(join(directory, 'test.db'));
  const store = createTrailStore(opened.db, () => new Date(1_795_367_640_000 + 1000 * time++));
  test = testApp([], { trails: createTrails(store) });
});
afterEach(() => {
  test.close();
  opened.close();
  rmSync(directory, { recursive: true });
});

interface PaneText {
  readonly from?: string;
  readonly to?: string;
  readonly expr?: string;
  readonly view?: object;
}
const RANGE = { from: '1764000000000', to: '1764003600000' };
/** `a01`, `a02`, … with what is given. */
const panes = (...given: readonly PaneText[]): string =>
  JSON.stringify(
    Object.fromEntries(
      given.map(({ from = RANGE.from, to = RANGE.to, expr = '{a="b"}', view }, i) => [
        `a0${i + 1}`,
        {
          datasource: 'loki',
          queries: [{ refId: 'A', expr }],
          range: { from, to },
          ...(view && { panelsState: { sightline: view } }),
        },
      ]),
    ),
  );

const call = async <T>(method: string, path: string, body?: unknown): Promise<T & { readonly status: number }> => {
  const response = await test.app.request(`/api/v1${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  // A list has no status among its rows; tests of lists look at the rows.
  const json = (await response.json()) as T & { readonly status: number };
  return Array.isArray(json) ? json : { ...json, status: response.status };
};
const share = (state: object) => call<ShortLink & { readonly detail?: string }>('POST', '/links', state);

describe('short links', () => {
  it('open what was shared', async () => {
    const link = await share({ panes: panes({}, { view: { note: '**here**' } }), focus: 'a01' });
    expect(link.id).toMatch(/^[0-9A-Za-z]{10}$/);
    const found = await call<ShortLink>('GET', `/links/${link.id}`);
    expect(found.state.focus).toBe('a01');
    expect(JSON.parse(found.state.panes)).toEqual({
      a01: { datasource: 'loki', queries: [{ refId: 'A', expr: '{a="b"}' }], range: RANGE },
      a02: {
        datasource: 'loki',
        queries: [{ refId: 'A', expr: '{a="b"}' }],
        range: RANGE,
        panelsState: { sightline: { note: '**here**' } },
      },
    });
  });

  it('are the same for the same state, however it was written', async () => {
    const first = await share({ panes: panes({}) });
    const spaced = JSON.stringify(JSON.parse(panes({})), null, 2);
    expect((await share({ panes: spaced, focus: 'a01' })).id).toBe(first.id);
    expect((await share({ panes: panes({ expr: '{a="c"}' }) })).id).not.toBe(first.id);
  });

  it('are one when two ask at once', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => share({ panes: panes({}) })));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  });

  it.each([
    ['relative times', panes({ from: 'now-1h', to: 'now' })],
    ['one relative time', panes({}, { to: 'now' })],
    ['no times', JSON.stringify({ a01: { datasource: 'loki', queries: [] } })],
    ['times that are none', panes({ from: 'yesterday' })],
    ['no panes', '{}'],
    ['no JSON', '{"a'],
    ['something else', '"x"'],
    ['too much', panes({ expr: 'x'.repeat(700_000) })],
  ])('refuse %s', async (_name, sent) => {
    const answer = await share({ panes: sent });
    expect(answer).toMatchObject({ status: 400, type: 'invalid-request' });
    expect(answer.detail).toMatch(/panes/);
  });

  it.each(['0123456789', 'x', '..%2F..%2Fetc', "'; drop table links;--"])('know nothing of %s', async (id) => {
    expect(await call('GET', `/links/${encodeURIComponent(id)}`)).toMatchObject({ status: 404, type: 'not-found' });
  });
});

const save = (name: string, ...given: readonly PaneText[]) =>
  call<SavedTrail>('POST', '/trails', { name, state: { panes: panes(...given) } });
const names = async (query = ''): Promise<readonly string[]> =>
  (await call<readonly TrailSummary[]>('GET', `/trails?query=${encodeURIComponent(query)}`)).map(({ name }) => name);

describe('saved trails', () => {
  it('are saved, opened, changed and removed', async () => {
    const made = await save(' Slow checkout ', { view: { note: 'look *here*', title: 'Errors' } });
    expect(made).toMatchObject({ status: 200, name: 'Slow checkout', version: 1 });
    const path = `/trails/${made.id}`;
    expect(await call<SavedTrail>('GET', path)).toEqual(made);

    const renamed = await call<SavedTrail>('PUT', path, { version: 1, name: 'Checkout' });
    expect(renamed).toMatchObject({ name: 'Checkout', version: 2, state: made.state });
    const changed = await call<SavedTrail>('PUT', path, { version: 2, state: { panes: panes({}, {}) } });
    expect(changed).toMatchObject({ name: 'Checkout', version: 3 });
    expect(Object.keys(JSON.parse(changed.state.panes) as object)).toEqual(['a01', 'a02']);

    expect(await call('DELETE', path)).toMatchObject({ status: 200 });
    expect(await call('GET', path)).toMatchObject({ status: 404 });
    expect(await call('DELETE', path)).toMatchObject({ status: 404 });
    expect(await call('PUT', path, { version: 3, name: 'x' })).toMatchObject({ status: 404 });
  });

  it('refuse a change of what was changed since, and of two at once let one through', async () => {
    const { id } = await save('A', {});
    const both = await Promise.all(['B', 'C'].map((name) => call('PUT', `/trails/${id}`, { version: 1, name })));
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 409]));
    expect(both.find(({ status }) => status === 409)).toMatchObject({
      type: 'conflict',
      detail: expect.stringMatching(/version 2/),
    });
  });

  it('are listed newest first with what they are about', async () => {
    await save(
      'First',
      {},
      { view: { note: `  ${'long '.repeat(100)}` } },
      { view: { title: 'Spans', note: 'second' } },
    );
    await save('Second', {});
    const [second, first] = await call<readonly TrailSummary[]>('GET', '/trails');
    expect(second).toMatchObject({ name: 'Second', note: '' });
    expect(first?.panes.map(({ datasource, title }) => [datasource, title])).toEqual([
      ['loki', ''],
      ['loki', ''],
      ['loki', 'Spans'],
    ]);
    expect(first?.note).toHaveLength(300);
    expect(first).not.toHaveProperty('state');
  });

  it('are found by name, note and query, words in any order and as text', async () => {
    await save('Slow checkout', { expr: '{service_name="payment"} |= "100%_\'"' });
    await save('Other', { view: { note: 'The **Payment** gateway' } });
    expect(await names('CHECKOUT slow')).toEqual(['Slow checkout']);
    expect(await names('payment')).toEqual(['Other', 'Slow checkout']);
    expect(await names('service_name="payment"')).toEqual(['Slow checkout']);
    expect(await names("100%_'")).toEqual(['Slow checkout']);
    expect(await names('%')).toEqual(['Slow checkout']);
    expect(await names('zzz')).toEqual([]);
  });

  it.each([
    ['without a name', { name: '  ', state: { panes: panes({}) } }],
    ['with relative times', { name: 'x', state: { panes: panes({ from: 'now-1h' }) } }],
    ['without a state', { name: 'x' }],
  ])('are not made %s', async (_name, body) => {
    expect(await call('POST', '/trails', body)).toMatchObject({ status: 400 });
  });
});
