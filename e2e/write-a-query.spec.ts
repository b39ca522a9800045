import type { Locator, Page } from '@playwright/test';
import { expect, expectAccessible, test } from './fixtures.ts';

const explore = (datasource: string, ...queries: readonly object[]): string => {
  const named = queries.map((query, i) => ({ refId: String.fromCodePoint(65 + i), ...query }));
  const panes = { abc: { datasource, queries: named, range: { from: 'now-30m', to: 'now' } } };
  return `/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
};

/** The editor once Monaco has come, empty and with the focus. */
async function editorOf(page: Page, name: RegExp): Promise<Locator> {
  const editor = page.getByRole('textbox', { name });
  await expect(page.locator('[data-ready]').first()).toBeVisible();
  await editor.focus();
  return editor;
}
const written = async (page: Page): Promise<string> =>
  (await page.locator('.view-lines').first().innerText()).replaceAll(/[\u00a0\u202f]/g, ' ').trim();
const rewrite = async (page: Page, text: string) => {
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.type(text);
};
const inUrl = (page: Page): string => decodeURIComponent(page.url().replaceAll('+', ' '));
const suggestion = (page: Page, name: string | RegExp) =>
  page.locator('.suggest-widget').getByRole('option', { name }).first();

test('PromQL is completed, explained, formatted, commented, recalled and run', async ({ page }) => {
  await page.goto(explore('prometheus', { expr: '' }));
  await editorOf(page, /^PromQL query A/);

  await page.keyboard.type('sum by (service_name) (rat');
  await expect(suggestion(page, /^rate/)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.locator('.parameter-hints-widget')).toContainText('rate(v range)');
  await page.keyboard.type('http_server_request_duration_seconds_cou');
  await expect(suggestion(page, /http_server_request_duration_seconds_count/)).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.type('{service_na');
  await expect(suggestion(page, /^service_name,/)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(suggestion(page, /^payment/)).toBeVisible();
  await page.keyboard.type('"pay');
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  expect(await written(page)).toContain('_count{service_name="payment"}');

  await rewrite(page, 'sum(rate(http_server_request_duration_seconds_count[$__rate_interval]))by(service_name)');
  await page.keyboard.press('Shift+Alt+KeyF');
  const query = 'sum by (service_name) (rate(http_server_request_duration_seconds_count[$__rate_interval]))';
  await expect.poll(() => written(page)).toBe(query);
  await page.keyboard.press('Shift+Enter');
  await expect.poll(() => inUrl(page)).toContain(query);
  await expect(page.locator('[aria-roledescription="chart"]')).toBeVisible();
  await expect(page.getByRole('status', { name: 'Answer' })).toContainText(/\d+ series.*ms/);
  await expectAccessible(page);

  await page.keyboard.press('Control+/');
  await expect.poll(() => written(page)).toBe(`# ${query}`);
  await page.keyboard.press('Control+/');
  await rewrite(page, 'up');
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(() => written(page)).toBe(query);
  await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(() => written(page)).toBe('up');

  // The editor is no trap: Escape closes what is open, then leaves it, and Tab goes on.
  const editor = page.getByRole('textbox', { name: /^PromQL query A/ });
  await expect(async () => {
    await page.keyboard.press('Escape');
    await expect(editor).not.toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Build query A' })).toBeFocused();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  // The hint that comes with the focus of Close takes no key for itself.
  await expect(page.getByText(/^Close\s*Esc$/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test.describe('a query that its source rejects', () => {
  test.use({ allowFailedRequests: true });

  test('is marked where the source says, in its words', async ({ page }) => {
    await page.goto(
      explore('prometheus', { expr: 'up', range: true }, { expr: 'rate(process_cpu_time)', range: true }),
    );
    const marked = page.locator('.squiggly-error');
    await expect(marked).toHaveCount(1);
    await marked.hover({ force: true });
    await expect(page.locator('.monaco-hover').filter({ hasText: /expected type range vector/ })).toBeVisible();
    // What the grammar knows to be wrong needs no source.
    await page.getByRole('textbox', { name: /^PromQL query A/ }).focus();
    await rewrite(page, 'up )');
    await expect(marked).toHaveCount(2);
  });
});

test('options are in the address, and queries can stand aside', async ({ page }) => {
  await page.goto(explore('prometheus', { expr: 'up', range: true }, { expr: 'vector(1)', range: true }));
  await expect(page.getByRole('status', { name: 'Answer' })).toHaveCount(2);
  await page
    .getByRole('button', { name: /^Options/ })
    .first()
    .click();
  const options = page.getByRole('group', { name: 'Options of query A' });
  await options.getByRole('button', { name: 'Instant' }).click();
  await expect.poll(() => inUrl(page)).toContain('"instant":true');
  const step = options.getByRole('textbox', { name: 'Min step' });
  await step.fill('soon');
  await expect(options.getByRole('alert')).toContainText('such as 15s');
  await expectAccessible(page);
  await step.fill('1m');
  await step.press('Enter');
  await expect.poll(() => inUrl(page)).toContain('"interval":"1m"');
  await page.getByRole('button', { name: 'Disable query B' }).click();
  await expect(page.getByRole('status', { name: 'Answer' })).toHaveCount(1);
  await page.goBack();
  await expect(page.getByRole('status', { name: 'Answer' })).toHaveCount(2);
});

test('LogQL offers fields and says what it would read', async ({ page }) => {
  await page.goto(explore('loki', { expr: '{service_name="frontend"}' }));
  await editorOf(page, /^LogQL query A/);
  await expect(page.getByText(/Reads about .+ in \d+ stream/)).toBeVisible();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' | json | stat', { delay: 30 });
  await expect(suggestion(page, /^status/)).toBeVisible();
  await rewrite(page, '{service_name=~".+"} |= "e"');
  await page.keyboard.press('Shift+Enter');
  await expect(page.getByRole('status', { name: 'Answer' })).toContainText(/lines.*read/);
});

test('live lines arrive, and stand still while they are read', async ({ page }) => {
  await page.goto(explore('loki', { expr: '{service_name=~".+"} |= "e"' }));
  await page.getByRole('button', { name: 'Live', exact: true }).click();
  const rows = page.getByRole('treegrid', { name: 'Log lines' }).getByRole('row');
  await page.mouse.move(0, 0);
  const first = await rows.first().innerText();
  await expect.poll(() => rows.first().innerText(), { timeout: 30_000 }).not.toBe(first);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText(/held while paused, \d+ new/)).toBeVisible({ timeout: 30_000 });
  const held = await rows.first().innerText();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.mouse.move(0, 0);
  await expect.poll(() => rows.first().innerText(), { timeout: 30_000 }).not.toBe(held);
  for (const text of await rows.allInnerTexts()) expect(text.toLowerCase()).toContain('e');
  await page.getByRole('button', { name: 'Live', exact: true }).click();
  await expect(page.getByRole('status', { name: 'Answer' })).toContainText(/lines.*read/);
});

test('TraceQL is completed as values are typed, and laid out', async ({ page }) => {
  await page.goto(explore('tempo', { query: '' }));
  await editorOf(page, /^TraceQL query A/);
  await page.keyboard.type('{ resource.service.na');
  await expect(suggestion(page, /^resource\.service\.name,/)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(suggestion(page, /^payment/)).toBeVisible();
  await rewrite(page, '{status=error&&kind=server}');
  await page.keyboard.press('Shift+Alt+KeyF');
  await expect.poll(() => written(page)).toBe('{ status = error && kind = server }');
  await page.keyboard.press('Control+/');
  await expect.poll(() => written(page)).toBe('// { status = error && kind = server }');
});
