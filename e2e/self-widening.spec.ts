import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { startFaultyUpstream } from './faulty-upstream.ts';
import { expect, expectAccessible, test } from './fixtures.ts';
import { sendLine, sendSpan } from './otlp.ts';
import { freePort, type Sightline, startSightline } from './sightline.ts';

const MINUTE = 60_000;
const SHIFT = MINUTE;
const TRACES = {
  near: '1111111111111111aaaaaaaaaaaaaaaa',
  later: '2222222222222222aaaaaaaaaaaaaaaa',
  elsewhere: '3333333333333333aaaaaaaaaaaaaaaa',
  silent: '4444444444444444aaaaaaaaaaaaaaaa',
  unheard: '5555555555555555aaaaaaaaaaaaaaaa',
} as const;

// One source is down in all of these: a trace's view asks it for exemplars, and the browser logs that it failed.
test.use({ allowFailedRequests: true });

let sightline: Sightline;
let provisioning: string;
let stopDead: () => Promise<void>;
const start = Date.now() - 20 * MINUTE;

test.beforeAll(async () => {
  provisioning = await mkdtemp(join(tmpdir(), 'sightline-widening-'));
  await mkdir(join(provisioning, 'datasources'));
  const storePort = String(await freePort());
  const dead = await startFaultyUpstream('dead');
  stopDead = dead.stop;
  const store = 'http://127.0.0.1:${STORE_PORT}';
  const datasources = [
    { name: 'Loki', uid: 'loki', type: 'loki', url: store },
    {
      name: 'Tempo',
      uid: 'tempo',
      type: 'tempo',
      url: `${store}/tempo`,
      isDefault: true,
      jsonData: {
        tracesToLogsV2: {
          datasourceUid: 'loki',
          spanStartTimeShift: '-1m',
          spanEndTimeShift: '1m',
          filterByTraceID: true,
          tags: [{ key: 'service.name', value: 'service_name' }],
        },
      },
    },
    { name: 'Prometheus', uid: 'prometheus', type: 'prometheus', url: dead.url },
  ];
  // JSON is YAML.
  await writeFile(join(provisioning, 'datasources/all.yaml'), JSON.stringify({ apiVersion: 1, datasources }));
  sightline = await startSightline({
    PROVISIONING_DIR: provisioning,
    STORE: 'on',
    DEMO: 'off',
    STORE_PORT: storePort,
  });
  const url = `http://127.0.0.1:${storePort}`;
  for (const [name, traceId] of Object.entries(TRACES)) {
    if (name === 'unheard') continue;
    await sendSpan(url, {
      service: 'cart',
      name,
      traceId,
      spanId: `${name.length}`.padStart(16, '1'),
      start,
      durationMs: 40,
    });
  }
  const line = (traceId: string, after: number, service = 'cart') =>
    sendLine(url, { service, time: start + after, text: `said trace_id=${traceId}` });
  await line(TRACES.near, SHIFT + 3000);
  await line(TRACES.later, SHIFT + 3 * MINUTE);
  await line(TRACES.elsewhere, 10, 'cart-worker');
  await line(TRACES.unheard, 10);
});

test.afterAll(async () => {
  await sightline?.stop();
  await stopDead?.();
  await rm(provisioning, { recursive: true, force: true });
});

const explore = (datasource: string, query: Readonly<Record<string, unknown>>): string => {
  const panes = { abc: { datasource, queries: [{ refId: 'A', ...query }], range: { from: 'now-30m', to: 'now' } } };
  return `${sightline.url}/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
};
const trace = (traceId: string): string => explore('tempo', { queryType: 'traceql', query: traceId });
const logs = (page: Page) => page.getByRole('region', { name: /Loki, logs/ });
const menu = (page: Page) => page.getByRole('menu');

/** Opens the span's menu, sees there that nothing is where the jump leads, and follows it all the same. */
async function jumpToLogs(page: Page, traceId: string): Promise<string> {
  await page.goto(trace(traceId));
  const span = page.getByRole('tree').getByRole('treeitem').first();
  await span.click({ button: 'right' });
  const item = menu(page).getByRole('menuitem', { name: 'Logs for this span' });
  await expect(item).toContainText('nothing there');
  await expect(item).toHaveAccessibleDescription(/^Nothing there; opens widened\./);
  const before = page.url();
  await item.click();
  return before;
}

for (const [name, words] of [
  ['near', '5 s more on both sides'],
  ['later', '5 min more on both sides'],
  ['elsewhere', 'the trace ID alone'],
] as const) {
  test(`a jump into an empty window is found with ${words}`, async ({ page }) => {
    const before = await jumpToLogs(page, TRACES[name]);
    const banner = logs(page).getByRole('note').filter({ hasText: 'Nothing in the exact window' });
    await expect(banner).toContainText(words);
    await expect(
      logs(page)
        .getByRole('row')
        .filter({ hasText: `said trace_id=${TRACES[name]}` }),
    ).toBeVisible();
    await expectAccessible(page);
    const widened = page.url();

    await page.reload();
    await expect(banner).toContainText(words);
    await banner.getByRole('button', { name: 'Show the exact window' }).click();
    await expect(logs(page).getByText('No log lines')).toBeVisible();
    await expect(banner).toHaveCount(0);
    await page.reload();
    await expect(logs(page).getByText('No log lines')).toBeVisible();

    await page.goBack();
    await expect(page).toHaveURL(widened);
    await expect(banner).toBeVisible();
    await page.goBack();
    await expect(page).toHaveURL(before);
    await expect(logs(page)).toHaveCount(0);
  });
}

test('where no step finds anything, all are listed and can be opened', async ({ page }) => {
  const before = await jumpToLogs(page, TRACES.silent);
  const state = logs(page).getByRole('status').filter({ hasText: 'Nothing found' });
  await expect(state.getByRole('row')).toHaveCount(4);
  await expect(state.getByRole('row').first()).toContainText('no lines');
  await expectAccessible(page);
  await state.getByRole('button', { name: 'Open with 5 min more on both sides' }).click();
  await expect(logs(page).getByText('No log lines')).toBeVisible();
  await expect(logs(page).getByRole('note').filter({ hasText: '5 min more' })).toBeVisible();
  await page.goBack();
  await expect(state).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(before);
});

test.describe('with a source down', () => {
  test('a trace that is not there says what was tried', async ({ page }) => {
    await page.goto(explore('loki', { expr: `{service_name="cart"} |= "${TRACES.unheard}"` }));
    await page
      .getByRole('treegrid')
      .getByRole('row')
      .filter({ hasText: 'said' })
      .getByRole('link', { name: /trace/i })
      .click();
    const pane = page.getByRole('region', { name: /Tempo, traces/ });
    const state = pane.getByRole('status').filter({ hasText: 'Nothing found' });
    await expect(state.getByRole('row').first()).toContainText('no ');
    await expect(state.getByRole('row').nth(1)).toContainText('found by its ID at whatever time');
    await page.goBack();
    await expect(pane).toHaveCount(0);
  });

  test('its links say so before the click, its pane what to try, and the others go on', async ({ page }) => {
    await page.goto(explore('loki', { expr: '{service_name="cart"}' }));
    await page.getByRole('treegrid').getByRole('row').filter({ hasText: TRACES.near }).click({ button: 'right' });
    const down = menu(page).getByRole('group', { name: 'Metrics' }).getByRole('menuitem').first();
    await expect(down).toContainText('unknown');
    await expect(down).toHaveAccessibleDescription(/^Not counted: .*Prometheus/);
    const up = menu(page).getByRole('group', { name: 'Traces' }).getByRole('menuitem').first();
    await expect(up).toContainText('1 span');
    await expectAccessible(page);
    await down.click();
    const pane = page.getByRole('region', { name: /Prometheus, metrics/ });
    await expect(pane.getByRole('alert').first()).toContainText('Prometheus', { timeout: 30_000 });
    await expect(pane.getByRole('alert').first()).toContainText(/could not be reached|refused/i);
    await expect(pane.getByRole('button', { name: 'Retry' })).toBeVisible();
    await page.goBack();
    await page
      .getByRole('treegrid')
      .getByRole('row')
      .filter({ hasText: TRACES.near })
      .getByRole('link', { name: /trace/i })
      .click();
    await expect(page.getByRole('tree').getByRole('treeitem')).toHaveCount(1);
  });
});
