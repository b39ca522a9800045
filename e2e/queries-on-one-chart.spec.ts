import type { Locator, Page } from '@playwright/test';
import { expect, expectAccessible, test } from './fixtures.ts';

/** Up to two minutes ago: profiles of a moment arrive after it, as a profiler sends them. */
const RANGE = { from: 'now-30m', to: 'now-2m' };
const RATE = 'sum by (service_name) (rate(http_server_request_duration_seconds_count[2m]))';
const LATENCY = (service: string, quantile = 0.95) =>
  `histogram_quantile(${quantile}, sum by (le) (rate(http_server_request_duration_seconds_bucket{service_name="${service}"}[2m])))`;

type Query = Readonly<Record<string, unknown>>;
const explore = (...queries: readonly Query[]): string => exploreOf('prometheus', ...queries);
function exploreOf(datasource: string, ...queries: readonly Query[]): string {
  const named = queries.map((query, i) => ({ refId: 'ABCD'.charAt(i), range: true, ...query }));
  const panes = { abc: { datasource, queries: named, range: RANGE } };
  return `/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
}

const chart = (page: Page): Locator => page.locator('[aria-roledescription="chart"]');
const entry = (page: Page, name: RegExp | string): Locator =>
  page.getByRole('table', { name: 'Legend' }).getByRole('button', { name });
const state = (page: Page, letter: string): Locator => page.getByRole('listitem', { name: `Query ${letter}` });
const menu = (page: Page): Locator => page.getByRole('menu');

test('several queries share one chart, and each series leads on with its own query', async ({ page }) => {
  await page.goto(explore({ expr: RATE }, { expr: LATENCY('payment') }, { expr: LATENCY('cart', 0.5) }));
  await expect(entry(page, /^A · .*payment/)).toBeVisible();
  await expect(entry(page, /^B · /)).toBeVisible();
  await expect(entry(page, /^C · /)).toBeVisible();
  await expect(chart(page)).toHaveCount(1);
  for (const letter of ['A', 'B', 'C']) await expect(state(page, letter)).toContainText(/\d series/);
  await expectAccessible(page);

  // Alone on the chart, B is what the pointer finds.
  await entry(page, /^B · /).click();
  await expect(entry(page, /^A · .*payment/)).toHaveAttribute('aria-pressed', 'false');
  const box = (await chart(page).locator('.u-over').boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2, { button: 'right' });
  await expect(menu(page)).toHaveAttribute('aria-label', /^B · .*: [\d.]+\s(ms|s) at/);
  const traces = menu(page).getByRole('menuitem', { name: /Traces of payment/ });
  await expect(traces.first()).toBeVisible();
  await expect(menu(page)).not.toContainText('cart');
  await page.keyboard.press('Escape');

  await entry(page, /^C · /).click({ button: 'right' });
  await expect(menu(page)).toHaveAttribute('aria-label', /^C · /);
  await menu(page)
    .getByRole('menuitem', { name: /Traces of cart/ })
    .first()
    .click();
  const pane = page.getByRole('region', { name: /Tempo, traces/ });
  await expect(pane).toContainText('cart');
});

test('the chart has the exemplars of its queries, and a zoom asks all of them', async ({ page }) => {
  await page.goto(explore({ expr: RATE, exemplar: false }, { expr: LATENCY('payment') }));
  const marks = chart(page).getByRole('button', { name: /^Exemplar .*(ms|s) at .*, trace/ });
  await expect(marks.first()).toBeAttached();
  await entry(page, /^B · /).click({ modifiers: ['Control'] });
  await expect(marks).toHaveCount(0);
  await entry(page, /^B · /).click({ modifiers: ['Control'] });
  await expect(marks.first()).toBeAttached();

  const asked = [RATE, LATENCY('payment')].map((query) =>
    page.waitForResponse((response) => {
      const isRange = new URL(response.url()).pathname.endsWith('/query-range');
      return isRange && (response.request().postDataJSON() as { query: string }).query === query;
    }),
  );
  const box = (await chart(page).locator('.u-over').boundingBox())!;
  const y = box.y + 8;
  await page.mouse.move(box.x + box.width * 0.3, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, y, { steps: 4 });
  await page.mouse.up();
  await Promise.all(asked);
  await expect(page).not.toHaveURL(/now-30m/);
  await expect(chart(page)).toHaveCount(1);
});

test.describe('a query that fails or is hidden', () => {
  test.use({ allowFailedRequests: true });

  test('takes nothing from the others', async ({ page }) => {
    await page.goto(explore({ expr: RATE }, { expr: 'sum(rate(' }, { expr: LATENCY('payment') }, { expr: 'no_such' }));
    await expect(state(page, 'B').getByRole('alert')).toContainText('parse error');
    await expect(state(page, 'D')).toContainText('No series');
    await expect(entry(page, /^A · .*payment/)).toBeVisible();
    await expect(entry(page, /^C · /)).toBeVisible();
    await expectAccessible(page);

    await page.getByRole('button', { name: 'Disable query A' }).click();
    await expect(entry(page, /^A · /)).toHaveCount(0);
    await expect(entry(page, /^C · /)).toBeVisible();
    await expect(state(page, 'A')).toHaveCount(0);
  });
});

test('one table lists the series of all queries; heat maps stand by themselves', async ({ page }) => {
  const buckets = 'sum by (le) (rate(http_server_request_duration_seconds_bucket[2m]))';
  await page.goto(explore({ expr: RATE }, { expr: LATENCY('payment') }, { expr: buckets, format: 'heatmap' }));
  await expect(chart(page).first()).toBeVisible();
  await page.getByRole('button', { name: 'Table', exact: true }).first().click();
  const table = page.getByRole('table', { name: 'Series' });
  await expect(table).toHaveCount(1);
  await expect(table.getByRole('columnheader', { name: 'Query' })).toBeVisible();
  await table.getByRole('button', { name: 'Query' }).click();
  await table.getByRole('button', { name: 'Query' }).click();
  const row = table.getByRole('row').nth(1);
  await expect(row.getByRole('cell').first()).toHaveText('B');
  await expect(row).toContainText(/\d\s(ms|s)/);
  await row.click({ button: 'right' });
  await expect(
    menu(page)
      .getByRole('menuitem', { name: /Traces of payment/ })
      .first(),
  ).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(state(page, 'C')).toContainText(/series/);
  await page.goBack();
  await expect(entry(page, /^A · .*payment/)).toBeVisible();
});

test('of a source of logs, lines stay lines and metric queries share a chart', async ({ page }) => {
  const lines = { expr: '{service_name="payment"} |= "charged"' };
  const rate = (service: string) => ({ expr: `sum(rate({service_name="${service}"}[2m]))` });
  await page.goto(exploreOf('loki', lines, rate('payment'), rate('cart')));
  await expect(page.getByRole('treegrid', { name: 'Log lines' }).getByRole('row').nth(2)).toBeVisible();
  const both = page.getByRole('group', { name: /^B: .*payment.*, C: .*cart/ });
  await expect(both).toHaveAttribute('aria-roledescription', 'chart');
  for (const letter of ['B', 'C']) await expect(state(page, letter)).toContainText('1 series');
  await expectAccessible(page);

  await entry(page, /^C · /).click({ button: 'right' });
  await menu(page)
    .getByRole('menuitem', { name: /Lines behind this series/ })
    .first()
    .click();
  await expect.poll(() => decodeURIComponent(page.url())).toMatch(/"expr":"\{[^}]*cart/);
});

test('metrics queries over spans share a chart beside a search', async ({ page }) => {
  const of = (service: string) => `{ resource.service.name = "${service}" }`;
  const text = (query: string) => ({ query, queryType: 'traceql' });
  await page.goto(
    exploreOf(
      'tempo',
      text(`${of('payment')} | rate()`),
      text(of('cart')),
      text(`${of('cart')} | quantile_over_time(duration, .9)`),
    ),
  );
  await expect(page.getByRole('group', { name: /^A: .*payment.*, C: .*cart/ })).toBeVisible();
  for (const letter of ['A', 'C']) await expect(state(page, letter)).toContainText('1 series');
  await expectAccessible(page);

  await entry(page, /^C · /).click({ button: 'right' });
  await menu(page)
    .getByRole('menuitem', { name: /Spans behind this series/ })
    .first()
    .click();
  await expect.poll(() => decodeURIComponent(page.url())).toMatch(/"rule":"default:series-traces"/);
  const opened = page.getByRole('region', { name: /^Pane 2: Tempo/ });
  await expect(opened).toContainText('cart');
  await expect(opened).not.toContainText('payment');
});
