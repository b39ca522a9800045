import type { Locator, Page } from '@playwright/test';
import { type ExplorePane, exploreHref, parseExplore } from '../server/contract/explore-url.ts';
import { expect, expectAccessible, test } from './fixtures.ts';

/** Up to two minutes ago: what arrives late is there. */
const range = { from: 'now-30m', to: 'now-2m' };
const logs: ExplorePane = {
  id: 'abc',
  datasource: 'loki',
  queries: [{ refId: 'A', expr: '{service_name="payment"} |= "charged"' }],
  range,
};
const metrics: ExplorePane = {
  id: 'abd',
  datasource: 'prometheus',
  queries: [
    { refId: 'A', expr: 'sum by (service_name) (rate(http_server_request_duration_seconds_count[2m]))', range: true },
  ],
  range,
};
const search: ExplorePane = {
  id: 'abe',
  datasource: 'tempo',
  queries: [{ refId: 'A', query: '{ resource.service.name = "payment" }', queryType: 'traceql' }],
  range,
};

const pane = (page: Page, name: string): Locator => page.getByRole('region', { name });
const panesOf = (page: Page): readonly ExplorePane[] =>
  parseExplore(Object.fromEntries(new URL(page.url()).searchParams)).panes;
const rangesOf = (page: Page): readonly string[] =>
  panesOf(page).map(({ range: { from, to }, view }) => `${from} ${to}${view?.link ? ` ${view.link}` : ''}`);
/** The panes from left to right, as they are on screen. */
const order = (page: Page): Promise<readonly string[]> =>
  page.locator('[data-pane]').evaluateAll((all) => all.map((one) => one.getAttribute('data-pane') ?? ''));
const historyLength = (page: Page): Promise<number> => page.evaluate(() => history.length);
/** Whether each chart of a pane draws its cursor line. */
const cursorLines = (chart: Locator): Promise<readonly boolean[]> =>
  chart
    .locator('.u-cursor-x')
    .evaluateAll((all) => all.map((line) => !/translate\(-/.test((line as HTMLElement).style.transform)));
async function hover(page: Page, chart: Locator, part: number): Promise<void> {
  const box = (await chart.locator('.u-over').boundingBox())!;
  // Two steps: a chart takes the first for the pointer's arrival.
  await page.mouse.move(box.x + box.width * part - 4, box.y + box.height / 2);
  await page.mouse.move(box.x + box.width * part, box.y + box.height / 2);
}

test('three panes from clicks share a range, an instant and a way back', async ({ page }) => {
  test.slow();
  await page.goto(exploreHref({ panes: [logs] }));
  const line = pane(page, 'Loki, logs');
  const trace = pane(page, 'Tempo, traces');
  const rate = pane(page, 'Prometheus, metrics');
  const chart = rate.locator('[aria-roledescription="chart"]');
  const volume = line.locator('[aria-roledescription="chart"]');
  const states: { url: string; panes: readonly string[] }[] = [];
  const settle = async () => states.push({ url: page.url(), panes: await order(page) });
  await expect(line.getByRole('row').nth(2)).toBeVisible();
  await settle();

  await test.step('a log line opens its trace beside it, over the same moment', async () => {
    await line.getByRole('link', { name: /trace/i }).first().click();
    await expect(trace.getByRole('treeitem', { selected: true })).toBeVisible();
    expect(new Set(rangesOf(page)).size).toBe(1);
    expect(rangesOf(page)[0]).toMatch(/^\d+ \d+$/);
    expect(panesOf(page)[1]?.view?.rule).toBeTruthy();
    await settle();
  });

  await test.step('its span opens the request rate, which keeps a window of its own', async () => {
    await trace
      .getByRole('complementary', { name: /^Span / })
      .getByRole('link', { name: 'Request rate' })
      .click();
    await expect(chart.locator('.u-over')).toBeVisible();
    await expect(rate.getByRole('button', { name: 'Own time range' })).toBeVisible();
    expect(rangesOf(page)[2]).toMatch(/cursor$/);
    await settle();
  });

  await test.step('linked, it joins the others', async () => {
    await rate.getByRole('button', { name: 'Own time range' }).click();
    await expect(rate.getByRole('button', { name: 'Time range linked' })).toBeVisible();
    await expect.poll(() => new Set(rangesOf(page)).size).toBe(1);
    await settle();
  });

  await test.step('a zoom in one is a zoom in all, and one step', async () => {
    const before = await historyLength(page);
    const box = (await chart.locator('.u-over').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.3, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 40, { steps: 4 });
    await page.mouse.up();
    await expect(page).not.toHaveURL(states.at(-1)!.url);
    expect(new Set(rangesOf(page)).size).toBe(1);
    expect(rangesOf(page)[0]).not.toBe(states.at(-1)!.url);
    expect(await historyLength(page)).toBe(before + 1);
    await settle();
  });

  await test.step('pointing at a moment in one marks it in the others', async () => {
    await expect(volume.locator('.u-over')).toBeVisible();
    // The newest lines stand at the top, so the right end of the chart is in sight.
    await hover(page, volume, 0.97);
    await expect.poll(() => cursorLines(chart)).toEqual([true]);
    await hover(page, chart, 0.97);
    await expect.poll(() => cursorLines(volume)).toEqual([true]);
    await line.getByRole('row').nth(3).hover();
    await expect.poll(() => cursorLines(chart)).toEqual([true]);
    await trace.getByRole('treeitem').first().hover();
    await expect(trace.getByRole('region', { name: 'Spans' })).toHaveAttribute('data-cursor', 'in-view');
    await page.mouse.move(2, 2);
    await expect.poll(() => cursorLines(chart)).toEqual([false]);
    await expect(line.locator('[role="row"][data-cursor]')).toHaveCount(0);
  });

  await test.step('a closed pane is a step, too', async () => {
    await trace.getByRole('button', { name: 'Close pane' }).click();
    await expect(trace).toHaveCount(0);
    await settle();
  });

  await test.step('Back and Forward lead through all of it', async () => {
    for (const { url, panes } of states.slice(0, -1).toReversed()) {
      await page.goBack();
      await expect(page).toHaveURL(url);
      await expect.poll(() => order(page)).toEqual(panes);
    }
    for (const { url, panes } of states.slice(1)) {
      await page.goForward();
      await expect(page).toHaveURL(url);
      await expect.poll(() => order(page)).toEqual(panes);
    }
  });
});

test('a log line next to the moment pointed at is marked, and stays where it is', async ({ page }) => {
  await page.goto(exploreHref({ panes: [logs, metrics] }));
  const rows = pane(page, 'Loki, logs').getByRole('row');
  const chart = pane(page, 'Prometheus, metrics').locator('[aria-roledescription="chart"]');
  await expect(rows.nth(3)).toBeVisible();
  await expect(chart.locator('.u-over')).toBeVisible();
  // The newest lines stand at the top; of a service with one every few seconds, those of the last moment are in sight.
  await hover(page, chart, 0.998);
  const marked = pane(page, 'Loki, logs').locator('[role="row"][data-cursor]');
  await expect(marked).toHaveCount(1);
  await chart.focus();
  await page.keyboard.press('End');
  await expect(marked).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(marked).toHaveCount(0);
});

test('panes fold, move, widen and take names by keys alone, and a reload keeps all of it', async ({ page }) => {
  test.slow();
  await page.goto(exploreHref({ panes: [logs, metrics, search] }));
  await expect(pane(page, 'Tempo, traces')).toBeVisible();
  const steps = await historyLength(page);
  const press = (key: string) => page.keyboard.press(key);

  await test.step('comma and full stop go to the neighbours', async () => {
    await press(',');
    await expect(pane(page, 'Prometheus, metrics')).toBeFocused();
    await press(',');
    await expect(pane(page, 'Loki, logs')).toBeFocused();
    await press(',');
    await expect(pane(page, 'Loki, logs')).toBeFocused();
  });

  await test.step('c folds to a spine that has the focus, and unfolds', async () => {
    await press('c');
    const spine = page.getByRole('button', { name: /^Expand Logs · payment/ });
    await expect(spine).toBeFocused();
    await expect(pane(page, 'Loki, logs').getByRole('treegrid')).toBeHidden();
    await press('Enter');
    await expect(pane(page, 'Loki, logs').getByRole('treegrid')).toBeVisible();
    await press('c');
    await expect(spine).toBeVisible();
  });

  await test.step('the separator widens by arrows, to its ends, and back', async () => {
    const separator = page.getByRole('separator');
    await expect(separator).toHaveCount(1);
    await separator.focus();
    const before = (await pane(page, 'Prometheus, metrics').boundingBox())!.width;
    await press('ArrowRight');
    await expect(separator).toHaveAttribute('aria-valuenow', '55');
    await press('ArrowRight');
    await expect(separator).toHaveAttribute('aria-valuenow', '60');
    expect((await pane(page, 'Prometheus, metrics').boundingBox())!.width).toBeGreaterThan(before * 1.1);
    expect(panesOf(page)[1]?.view?.grow).toBeCloseTo(1.2);
  });

  await test.step('none of it was a step', async () => {
    expect(await historyLength(page)).toBe(steps);
  });

  await test.step('greater-than moves the pane right, as one step', async () => {
    await pane(page, 'Prometheus, metrics').focus();
    await press('>');
    await expect.poll(() => order(page)).toEqual(['abc', 'abe', 'abd']);
    expect(await historyLength(page)).toBe(steps + 1);
    await page.goBack();
    await expect.poll(() => order(page)).toEqual(['abc', 'abd', 'abe']);
    await page.goForward();
    await expect.poll(() => order(page)).toEqual(['abc', 'abe', 'abd']);
  });

  await test.step('the menu names a pane', async () => {
    await pane(page, 'Prometheus, metrics').getByRole('button', { name: 'More' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Rename pane' }).press('Enter');
    await page.getByRole('textbox', { name: 'Pane title' }).fill('Rate before the incident');
    await press('Enter');
    await expect(page.getByRole('heading', { name: 'Rate before the incident' })).toBeVisible();
  });

  const url = page.url();
  await page.reload();
  await expect(page).toHaveURL(url);
  await expect(page.getByRole('heading', { name: 'Rate before the incident' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Expand Logs/ })).toBeVisible();
  await expect(page.getByRole('separator')).toHaveAttribute('aria-valuenow', '40');
  await expect.poll(() => order(page)).toEqual(['abc', 'abe', 'abd']);
  await expectAccessible(page);
});

test('panes move and widen by the pointer, and keep how far they were scrolled', async ({ page }) => {
  await page.goto(exploreHref({ panes: [logs, metrics] }));
  const list = pane(page, 'Loki, logs').getByRole('treegrid');
  await expect(list.getByRole('row').nth(3)).toBeVisible();
  await list.evaluate((element) => element.scrollTo({ top: 400 }));
  const steps = await historyLength(page);

  const separator = page.getByRole('separator');
  const place = (await separator.boundingBox())!;
  await page.mouse.move(place.x, place.y + 300);
  await page.mouse.down();
  await page.mouse.move(place.x + 150, place.y + 300, { steps: 5 });
  await page.mouse.up();
  await expect.poll(() => panesOf(page)[0]?.view?.grow ?? 1).toBeGreaterThan(1.1);
  expect(await historyLength(page)).toBe(steps);
  await separator.dblclick({ position: { x: 0, y: 200 } });
  await expect.poll(() => panesOf(page)[0]?.view?.grow).toBeUndefined();

  const title = page.getByRole('heading', { name: /^Metrics/ });
  const from = (await title.boundingBox())!;
  await page.mouse.move(from.x + 20, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(from.x - 300, from.y + 8, { steps: 5 });
  await page.mouse.move(120, from.y + 8, { steps: 3 });
  await page.mouse.up();
  await expect.poll(() => order(page)).toEqual(['abd', 'abc']);
  expect(await historyLength(page)).toBe(steps + 1);
  expect(await list.evaluate((element) => element.scrollTop)).toBe(400);
  await page.goBack();
  await expect.poll(() => order(page)).toEqual(['abc', 'abd']);
  expect(await list.evaluate((element) => element.scrollTop)).toBe(400);
});

test('in a narrow pane a log line has the whole width to itself', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(exploreHref({ panes: [logs] }));
  const row = page.getByRole('row').filter({ hasText: 'charged' }).nth(1);
  const line = row.getByRole('gridcell').filter({ hasText: 'charged' });
  await expect(line).toBeVisible();
  const widths = await Promise.all([line, row].map(async (one) => (await one.boundingBox())?.width ?? 0));
  expect(widths[0]).toBeGreaterThan(0.9 * widths[1]!);
});

test('a long trail has a short address, and on a narrow screen one pane at a time', async ({ page }) => {
  const many = ['ab0', 'ab1', 'ab2', 'ab3', 'ab4', 'ab5'].map((id) => ({
    ...metrics,
    id,
    view: { note: id.repeat(90) },
  }));
  const href = exploreHref({ panes: many });
  expect(new URL(href, 'http://x').searchParams.get('panes')).toMatch(/^~/);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(href);
  const tabs = page.getByRole('navigation', { name: 'Panes' });
  await expect(tabs.getByRole('button')).toHaveCount(6);
  await expect(page.locator('[data-pane]:visible')).toHaveCount(1);
  await tabs.getByRole('button', { name: /^2\./ }).click();
  await expect(page.locator('[data-pane="ab1"]')).toBeVisible();
  await expect(page.locator('[data-pane="ab1"] .u-over')).toBeVisible();
  await expect(page.locator('[data-pane="ab5"]')).toBeHidden();
  await expect(page.getByRole('separator')).toHaveCount(0);
  await expectAccessible(page);
});
