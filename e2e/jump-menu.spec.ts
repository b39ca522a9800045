import type { Locator, Page } from '@playwright/test';
import { expect, expectAccessible, test } from './fixtures.ts';

type Query = Readonly<Record<string, unknown>>;

/** Up to two minutes ago: profiles of a moment arrive after it, as a profiler sends them. */
function explore(datasource: string, query: Query): string {
  const panes = { abc: { datasource, queries: [{ refId: 'A', ...query }], range: { from: 'now-30m', to: 'now-2m' } } };
  return `/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
}
const RATE = 'sum by (service_name) (rate(http_server_request_duration_seconds_count[2m]))';
const LATENCY = 'histogram_quantile(0.95, sum by (le) (rate(http_server_request_duration_seconds_bucket[2m])))';
const LINES = { expr: '{service_name="payment"} |= "charged"' };
const PROFILE = {
  queryType: 'both',
  profileTypeId: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
  labelSelector: '{service_name="payment"}',
};

const menu = (page: Page): Locator => page.getByRole('menu');
const targets = (page: Page): Locator => menu(page).locator('[data-jump]');

/** The menu is there, leads somewhere, has counted, and Escape gives the focus back to where the keys were. */
async function expectMenu(page: Page, title: RegExp, ...signals: readonly string[]): Promise<void> {
  await expect(menu(page)).toBeVisible();
  await expect(menu(page)).toHaveAttribute('aria-label', title);
  for (const signal of signals) await expect(menu(page).getByRole('group', { name: signal })).toBeVisible();
  await expect(targets(page).first()).toBeFocused();
  await expect(menu(page).getByText('…', { exact: true })).toHaveCount(0);
}
async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(menu(page)).toHaveCount(0);
}
async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}
async function middleOf(locator: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error('nothing to point at');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

test('a log line and its fields, by mouse and by keys', async ({ page }) => {
  await page.goto(explore('loki', LINES));
  const line = page.getByRole('treegrid').getByRole('row').nth(3);
  await expect(line).toBeVisible();

  await line.click({ button: 'right' });
  await expectMenu(page, /charged order=/, 'Traces', 'Metrics', 'Profiles', 'Same signal');
  await expectAccessible(page);
  await close(page);
  await line.hover();
  await line.getByRole('button', { name: 'Where this line leads' }).click();
  await expectMenu(page, /charged order=/, 'Traces');
  await close(page);

  const grid = page.getByRole('treegrid', { name: 'Log lines' });
  await grid.focus();
  await press(page, 'j', 'j', 'l');
  await expectMenu(page, /charged order=/, 'Traces');
  await close(page);
  await expect(grid).toBeFocused();
  await press(page, 'Shift+F10');
  await expectMenu(page, /charged order=/, 'Traces');
  await close(page);

  await press(page, 'Enter');
  const field = page.getByRole('table', { name: 'From the text' }).getByRole('row', { name: /trace_id/ });
  await field.click({ button: 'right' });
  await expectMenu(page, /^trace_id = [0-9a-f]{32}$/, 'Traces');
  await expect(menu(page).getByRole('menuitem', { name: 'Copy value' })).toBeVisible();
  await close(page);
  await field.getByRole('button', { name: 'Where this trace_id leads' }).focus();
  await press(page, 'l');
  await expectMenu(page, /^trace_id = /, 'Traces');
  await close(page);

  const label = page.getByRole('table', { name: 'Labels' }).getByRole('row', { name: /this namespace leads/ });
  await label.getByRole('button', { name: 'Where this namespace leads' }).press('Enter');
  await expect(menu(page)).toBeVisible();
  await menu(page).getByRole('menuitem', { name: 'Only lines with this namespace' }).click();
  await expect(page).toHaveURL(/namespace/);
  await expect(line).toBeVisible();
});

test('selected text keeps the browser’s own menu', async ({ page }) => {
  await page.goto(explore('loki', LINES));
  const line = page.getByRole('treegrid').getByRole('row').nth(3);
  await line.getByText(/charged order/).selectText();
  await line.getByText(/charged order/).click({ button: 'right' });
  await expect(menu(page)).toHaveCount(0);
});

test('a span in the waterfall and in its details, and a found trace', async ({ page }) => {
  await page.goto(
    explore('tempo', { queryType: 'traceql', query: '{ resource.service.name = "payment" }', limit: 20 }),
  );
  const found = page
    .getByRole('list', { name: /traces$/ })
    .getByRole('link')
    .nth(2);
  await found.click({ button: 'right' });
  await expectMenu(page, /: /, 'Logs', 'Metrics', 'Profiles', 'Same signal');
  await close(page);
  await found.focus();
  await press(page, 'l');
  await expectMenu(page, /: /, 'Logs');
  await close(page);
  await expect(found).toBeFocused();
  await press(page, 'Enter');

  const tree = page.getByRole('tree');
  const span = tree.getByRole('treeitem', { name: /^payment payment\/Charge/ });
  await span.click({ button: 'right' });
  await expectMenu(page, /^payment: payment\/Charge$/, 'Logs', 'Metrics', 'Profiles');
  await close(page);
  await tree.focus();
  await press(page, 'Home', 'l');
  await expectMenu(page, /: /, 'Logs');
  await close(page);
  await span.click();
  const details = page.getByRole('complementary', { name: /^Span / });
  await details.getByRole('button', { name: 'Where this span leads' }).click();
  await expectMenu(page, /^payment: payment\/Charge$/, 'Logs');
  await close(page);
  await expect(details.getByRole('button', { name: 'Where this span leads' })).toBeFocused();
});

test('a point, a stretch and a legend entry of a chart', async ({ page }) => {
  await page.goto(explore('prometheus', { expr: RATE, range: true }));
  const chart = page.locator('[aria-roledescription="chart"]');
  const plot = chart.locator('.u-over');
  await expect(plot).toBeVisible();

  await test.step('a point', async () => {
    const { x, y } = await middleOf(plot);
    await page.mouse.click(x, y, { button: 'right' });
    await expectMenu(page, /: .* at \d\d:\d\d/, 'Traces', 'Logs', 'Profiles');
    await close(page);
    await page.mouse.move(x + 40, y);
    await press(page, 'l');
    await expectMenu(page, /: .* at \d\d:\d\d/, 'Traces');
    await close(page);
    await chart.focus();
    await press(page, 'ArrowLeft', 'ArrowLeft', 'l');
    await expectMenu(page, /: .* at \d\d:\d\d/, 'Traces');
    await close(page);
    await expect(chart).toBeFocused();
    await press(page, 'ArrowLeft', 'Enter');
    await expectMenu(page, /: .* at \d\d:\d\d/, 'Traces');
    await close(page);
  });

  await test.step('a stretch, which does not zoom', async () => {
    const before = page.url();
    const { x, y } = await middleOf(plot);
    await page.keyboard.down('Shift');
    await page.mouse.move(x - 120, y);
    await page.mouse.down();
    await page.mouse.move(x, y, { steps: 6 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await expect(menu(page)).toHaveAttribute('aria-label', /, \d{4}-\d\d-\d\d \d\d:/);
    await close(page);
    expect(page.url()).toBe(before);
    await chart.focus();
    await press(page, 'ArrowLeft', ' ', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'l');
    await expectMenu(page, /, \d{4}-\d\d-\d\d \d\d:/, 'Traces', 'Logs', 'Profiles');
    await menu(page).getByRole('menuitem', { name: 'Zoom to this stretch' }).click();
    await expect(page).not.toHaveURL(before);
    await page.goBack();
  });

  await test.step('a legend entry', async () => {
    const entry = page.getByRole('table', { name: 'Legend' }).getByRole('button', { name: /payment/ });
    await entry.click({ button: 'right' });
    await expectMenu(page, /payment/, 'Traces', 'Logs', 'Profiles');
    await close(page);
    await entry.focus();
    await press(page, 'l');
    await expectMenu(page, /payment/, 'Traces');
    await close(page);
    await expect(entry).toBeFocused();
  });

  await test.step('a row of the table', async () => {
    await page
      .getByRole('radio', { name: 'Table' })
      .or(page.getByRole('button', { name: 'Table' }))
      .first()
      .click();
    const row = page.getByRole('table', { name: 'Series' }).getByRole('row', { name: /payment/ });
    await row.getByRole('cell').first().click({ button: 'right' });
    await expectMenu(page, /payment/, 'Traces', 'Logs');
    await close(page);
    await row.getByRole('button', { name: /^Where .* leads$/ }).press('Enter');
    await expectMenu(page, /payment/, 'Traces');
    await close(page);
  });
});

test('a number over several services leads to all of them, and says what it leaves out', async ({ page }) => {
  const matchers = 'service_name=~"payment|cart", http_response_status_code!~"4..", region!="eu"';
  await page.goto(
    explore('prometheus', {
      expr: `sum(rate(http_server_request_duration_seconds_count{${matchers}}[2m]))`,
      range: true,
    }),
  );
  const entry = page.getByRole('table', { name: 'Legend' }).getByRole('button').first();
  await entry.click({ button: 'right' });
  await expectMenu(page, /payment\|cart/, 'Traces', 'Logs', 'Profiles');
  await expect(targets(page)).toHaveCount(3);
  await expect(menu(page).locator('[data-hits="none"], [data-hits="unknown"]')).toHaveCount(0);
  await expect(menu(page).getByText('Left out: region!="eu"', { exact: true }).first()).toBeVisible();
  await expectAccessible(page);
  await targets(page)
    .and(page.getByRole('menuitem', { name: 'Logs of payment, cart' }))
    .click();
  const lines = page.getByRole('treegrid', { name: 'Log lines' });
  await expect(lines.getByRole('row').nth(3)).toBeVisible();
});

test('an exemplar: a click opens its trace, the menu offers the rest', async ({ page }) => {
  await page.goto(explore('prometheus', { expr: LATENCY, range: true, exemplar: true }));
  const chart = page.locator('[aria-roledescription="chart"]');
  const exemplar = chart.getByRole('button', { name: /trace [0-9a-f]{32}/ }).nth(2);
  await exemplar.click({ button: 'right', force: true });
  await expectMenu(page, /^Exemplar: .* of trace [0-9a-f]{32}$/, 'Traces', 'Logs');
  await close(page);
  await chart.focus();
  await press(page, 'Shift+ArrowRight', 'Shift+ArrowRight', 'l');
  await expectMenu(page, /^Exemplar: /, 'Traces');
  await close(page);
  await exemplar.click({ force: true });
  await expect(page.getByRole('tree')).toBeVisible();
});

test('a cell of a heat map; a number that leads nowhere says so', async ({ page }) => {
  const expr = 'sum by (le) (rate(http_server_request_duration_seconds_bucket{service_name="payment"}[2m]))';
  await page.goto(explore('prometheus', { expr, range: true, format: 'heatmap' }));
  const map = page.locator('[aria-roledescription="heat map"]');
  await expect(map.locator('canvas').first()).toBeVisible();
  const { x, y } = await middleOf(map.locator('.u-over'));
  await page.mouse.click(x, y, { button: 'right' });
  await expectMenu(page, / to .* at \d\d:\d\d/, 'Traces', 'Logs', 'Profiles');
  await close(page);
  await map.focus();
  await press(page, 'ArrowLeft', 'ArrowLeft', 'l');
  await expectMenu(page, / to .* at \d\d:\d\d/, 'Traces');
  await close(page);

  // A number over all services is of none of them: the menu says that nothing leads on.
  await page.goto('/d/shop-overview');
  const stat = page.getByRole('region', { name: 'Services up', exact: true }).getByRole('listitem');
  await stat.click({ button: 'right' });
  await expect(menu(page)).toContainText('No link from here');
  await close(page);
  await stat.getByRole('button', { name: /^Where .* leads$/ }).press('Enter');
  await expect(menu(page)).toContainText('No link from here');
  await expectAccessible(page);
});

test('a stack frame in the flame graph, the table and the sandwich', async ({ page }) => {
  await page.goto(explore('pyroscope', PROFILE));
  const graph = page.getByRole('group', { name: /^Flame graph of/ });
  const frame = graph.locator('svg g').nth(3);
  await frame.click({ button: 'right' });
  await expectMenu(page, /./, 'Traces', 'Logs', 'Metrics');
  const name = await menu(page).getAttribute('aria-label');
  await close(page);
  await graph.focus();
  await press(page, 'Home', 'ArrowDown', 'ArrowDown', 'l');
  await expectMenu(page, /./, 'Traces');
  await close(page);
  await expect(graph).toBeFocused();

  const row = page
    .getByRole('list', { name: /functions$/ })
    .getByRole('button')
    .first();
  await row.click({ button: 'right' });
  await expectMenu(page, /./, 'Traces', 'Logs', 'Metrics');
  await close(page);
  await row.focus();
  await press(page, 'l');
  await expectMenu(page, /./, 'Traces');
  await close(page);

  await row.click();
  await page
    .getByRole('radio', { name: 'Sandwich' })
    .or(page.getByRole('button', { name: 'Sandwich' }))
    .first()
    .click();
  const calls = page.getByRole('region', { name: 'Calls', exact: true }).locator('svg g').first();
  await calls.click({ button: 'right' });
  await expectMenu(page, /./, 'Traces');
  await close(page);
  expect(name).not.toBe('');
});

test('a dashboard’s points, legend entries and log lines', async ({ page }) => {
  await page.goto('/d/shop-overview');
  const rate = page.getByRole('region', { name: 'Request rate by service' });
  const plot = rate.locator('.u-over');
  await expect(rate.getByRole('button', { name: 'frontend' })).toBeVisible();
  const { x, y } = await middleOf(plot);
  await page.mouse.click(x, y, { button: 'right' });
  await expectMenu(page, /: .* at \d\d:\d\d/, 'Traces', 'Logs', 'Profiles');
  await expectAccessible(page);
  await close(page);
  await rate.locator('[aria-roledescription="chart"]').focus();
  await press(page, 'ArrowLeft', 'l');
  await expectMenu(page, /: .* at \d\d:\d\d/, 'Traces');
  await close(page);
  const entry = rate.getByRole('button', { name: 'frontend' });
  await entry.focus();
  await press(page, 'l');
  await expectMenu(page, /frontend/, 'Traces', 'Logs', 'Profiles');
  await close(page);
  await entry.click({ button: 'right' });
  await expectMenu(page, /frontend/, 'Traces');
  await close(page);

  const logs = page.getByRole('region', { name: 'Warnings and errors' });
  await logs.scrollIntoViewIfNeeded();
  const line = logs.getByRole('listitem').first().getByRole('button').first();
  await line.click({ button: 'right' });
  await expectMenu(page, /./, 'Metrics', 'Profiles');
  await close(page);
  await line.focus();
  await press(page, 'l');
  await expectMenu(page, /./, 'Metrics');
  await press(page, '1');
  await expect(page).toHaveURL(/\/explore/);
  await page.goBack();
  await expect(page).toHaveURL(/\/d\/shop-overview/);
});

test('a digit opens beside, Alt in place, Ctrl in a new tab', async ({ page, context }) => {
  await page.goto(explore('loki', LINES));
  const grid = page.getByRole('treegrid', { name: 'Log lines' });
  await grid.focus();
  const before = page.url();
  await press(page, 'j', 'l');
  await expectMenu(page, /./, 'Traces');
  await press(page, '1');
  await expect(page.getByRole('region', { name: /^Pane/ })).toHaveCount(2);
  await expect(page.getByRole('tree')).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(before);
  await grid.focus();
  await press(page, 'j', 'l');
  await expectMenu(page, /./, 'Traces');
  await press(page, 'Alt+1');
  await expect(page.getByRole('region', { name: /^Pane/ })).toHaveCount(1);
  await expect(page.getByRole('tree')).toBeVisible();
  await page.goBack();
  await grid.focus();
  await press(page, 'j', 'l');
  await expectMenu(page, /./, 'Traces');
  const tab = context.waitForEvent('page');
  await press(page, 'Control+Enter');
  const opened = await tab;
  await expect(opened.getByRole('tree')).toBeVisible();
  await expect(opened.getByRole('region', { name: /^Pane/ })).toHaveCount(2);
});
