import { readFileSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from './fixtures.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

const RANGE = { from: 'now-30m', to: 'now-2m' };
const LOGS = { datasource: 'loki', queries: [{ refId: 'A', expr: '{service_name="payment"}' }], range: RANGE };
const METRICS = {
  datasource: 'prometheus',
  queries: [{ refId: 'A', expr: 'sum by (service_name) (rate(http_server_request_duration_seconds_count[1m]))' }],
  range: RANGE,
};
const explore = (panes: object): string =>
  `/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
const pane = (page: Page, name: string) => page.getByRole('region', { name }).last();
const lines = (page: Page) => pane(page, 'Loki, logs').getByRole('row');
const chart = (page: Page) => pane(page, 'Prometheus, metrics').locator('[aria-roledescription="chart"]');

/** Source, queries and range of each pane in the address, by id. */
function panesOf(page: Page) {
  const panes = new URL(page.url()).searchParams.get('panes') ?? '';
  const read = JSON.parse(panes) as Record<string, { datasource: string; queries: object[]; range: typeof RANGE }>;
  return Object.entries(read).map(([id, { datasource, queries, range }]) => ({ id, datasource, queries, range }));
}

async function addNote(page: Page, note: string) {
  await pane(page, 'Loki, logs').getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Add a note' }).click();
  await page.getByRole('textbox', { name: 'Note in Markdown' }).fill(note);
  await page.keyboard.press('Control+Enter');
}

test('a short link shows a colleague the same panes at the same time', async ({ page, context }) => {
  test.slow();
  await page.goto(explore({ abc: LOGS, abd: METRICS }));
  await expect(lines(page).nth(2)).toBeVisible();
  const sharedAt = Date.now();
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByText('Short link copied')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(new URL(link).pathname).toMatch(/^\/s\/[0-9A-Za-z]{10}$/);

  const other = await context.newPage();
  await other.goto(link);
  await expect(lines(other).nth(2)).toBeVisible();
  await expect(chart(other)).toBeVisible();
  const opened = panesOf(other);
  expect(opened.map(({ id, datasource, queries }) => ({ id, datasource, queries }))).toEqual(
    panesOf(page).map(({ id, datasource, queries }) => ({ id, datasource, queries })),
  );
  for (const { range } of opened) {
    expect(Number(range.to) - Number(range.from)).toBe(28 * 60_000);
    expect(Math.abs(Number(range.to) - (sharedAt - 2 * 60_000))).toBeLessThan(60_000);
  }

  await page.getByRole('button', { name: 'Share' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).not.toBe('');
  await other.goto('/s/0123456789');
  await expect(other.getByText('Nobody shared this link here')).toBeVisible();
  await expectAccessible(other);
});

test('a trail is kept with its notes, found, changed and opened again', async ({ page }) => {
  test.slow();
  await page.goto(explore({ abc: LOGS, abd: METRICS }));
  await expect(lines(page).nth(2)).toBeVisible();
  await addNote(
    page,
    'Cards are **declined**, see [the runbook](https://example.org/r)\n\n<img src=x onerror=alert(1)>',
  );
  const note = pane(page, 'Loki, logs').getByRole('region', { name: 'Note' });
  await expect(note.getByRole('link', { name: 'the runbook' })).toHaveAttribute('rel', /noopener/);
  await expect(note.locator('img')).toHaveCount(0);

  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Declined cards');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Declined cards' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Saved', exact: true })).toBeDisabled();
  const kept = panesOf(page);
  for (const { range } of kept) expect(range.from).toMatch(/^\d{13}$/);
  await expectAccessible(page);

  await page.getByRole('link', { name: 'Saved trails' }).click();
  await page.getByRole('searchbox', { name: 'Find a trail' }).fill('declined RUNBOOK');
  const row = page.getByRole('listitem').filter({ hasText: 'Declined cards' });
  await expect(row).toContainText('2 panes');
  await expect(row).toContainText('Cards are declined, see the runbook');
  await expectAccessible(page);

  await row.getByRole('link', { name: 'Declined cards' }).click();
  await expect(note).toContainText('Cards are declined');
  expect(panesOf(page)).toEqual(kept);

  await note.getByRole('button', { name: 'Edit note' }).click();
  await page.getByRole('textbox', { name: 'Note in Markdown' }).fill('Solved');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('button', { name: 'Saved', exact: true })).toBeDisabled();
  await page.reload();
  await expect(note).toContainText('Solved');

  await page.getByRole('button', { name: 'Trail', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('heading', { name: 'Explore' })).toBeVisible();
  await expect(lines(page).nth(2)).toBeVisible();
});

test('a results file opens where nothing answers, and again after a reload', async ({ page, browser, baseURL }) => {
  test.slow();
  await page.goto(explore({ abc: LOGS, abd: METRICS }));
  await expect(chart(page)).toBeVisible();
  await lines(page).getByRole('link', { name: /trace/i }).first().click();
  const spans = (on: Page) => pane(on, 'Tempo, traces').getByRole('treeitem');
  await expect(spans(page).first()).toBeVisible();
  const shown = await lines(page).nth(1).innerText();
  await addNote(page, 'As it was');
  await page.getByRole('button', { name: 'Trail', exact: true }).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Export results file' }).click();
  const path = test.info().outputPath('trail.sightline.json');
  await (await downloading).saveAs(path);

  // As wide as the other page: in a narrower one the panes scroll, and what is cut off at the edge counts as covered.
  const viewport = page.viewportSize();
  const context = await browser.newContext({ viewport, ...(baseURL ? { baseURL } : {}) });
  const alone = await context.newPage();
  await alone.route('**/api/**', (route) => route.abort());
  await alone.goto('/trails');
  await alone.getByLabel('Results file', { exact: true }).setInputFiles(path);
  const expectAll = async () => {
    await expect(alone.getByRole('status').getByText(/Saved results of \d{4}-/)).toBeVisible();
    await expect(lines(alone).nth(1)).toHaveText(shown, { useInnerText: true });
    await expect(spans(alone).first()).toBeVisible();
    await expect(chart(alone)).toBeVisible();
    await expect(pane(alone, 'Loki, logs').getByRole('region', { name: 'Note' })).toContainText('As it was');
    await expect(alone.getByText('Not among the saved results')).toHaveCount(0);
  };
  await expectAll();
  await expectAccessible(alone);
  await alone.reload();
  await expectAll();

  // With the sources there again, a link out of a saved line asks them.
  await alone.unroute('**/api/**');
  await alone.reload();
  await lines(alone).getByRole('link', { name: /trace/i }).nth(2).click();
  await expect(alone.getByRole('region', { name: 'Tempo, traces' })).toHaveCount(2);
  await expect(alone.getByRole('region', { name: 'Tempo, traces' }).getByText('Saved results, ')).toHaveCount(1);
  await context.close();
});

test('a file that is no results file is refused, and says why', async ({ page }) => {
  const open = async (name: string, content: string) => {
    const path = test.info().outputPath(name);
    writeFileSync(path, content);
    await page.getByLabel('Results file', { exact: true }).setInputFiles(path);
  };
  await page.goto('/trails');
  await open('a.json', '{"dashboard": {}}');
  await expect(page.getByRole('alert')).toContainText('no results file of Sightline');
  const hostile = { format: 'sightline-bundle', version: 1, name: '<img src=x onerror=alert(1)>', createdAt: 'never' };
  await open('b.json', JSON.stringify(hostile));
  await expect(page.getByRole('alert')).toContainText('createdAt');
  await open('c.json', readFileSync(test.info().outputPath('a.json'), 'utf8').padEnd(65 * 2 ** 20));
  await expect(page.getByRole('alert')).toContainText('64 MB are the most');
  await expectAccessible(page);
});
