import type { Locator, Page } from '@playwright/test';
import { expect, expectAccessible, test } from './fixtures.ts';

const pane = (page: Page, name: RegExp): Locator => page.getByRole('region', { name }).last();
const logs = (page: Page) => pane(page, /Loki, logs/);
const traces = (page: Page) => pane(page, /Tempo, traces/);
const profiles = (page: Page) => pane(page, /Pyroscope, profiles/);
const metrics = (page: Page) => pane(page, /Prometheus, metrics/);
const menu = (page: Page): Locator => page.getByRole('menu');

/** Each step leads on and is one entry of the history; at the end Back returns through all of them. */
function journey(page: Page) {
  const urls = [page.url()];
  return {
    step: async (leave: () => Promise<void>, arrive: () => Promise<void>) => {
      await leave();
      await expect(page).not.toHaveURL(urls.at(-1) ?? '');
      await arrive();
      urls.push(page.url());
    },
    back: async () => {
      for (const url of urls.slice(0, -1).reverse()) {
        await page.goBack();
        await expect(page).toHaveURL(url);
      }
    },
  };
}

/** Picks the first target of a signal once the menu has counted that there is something. */
async function pick(page: Page, group: string, name?: RegExp): Promise<void> {
  const items = menu(page)
    .getByRole('group', { name: group })
    .getByRole('menuitem', name ? { name } : {});
  await expect(items.first()).toContainText(/[1-9][\d,]*\+? (line|trace|span|series|sample)/);
  await items.first().click();
}

test('from a dashboard’s point over logs and a trace to the profile, by mouse', async ({ page }) => {
  // A profile of the last two minutes may still be on its way.
  await page.goto('/d/shop-overview?from=now-40m&to=now-3m');
  const rate = page.getByRole('region', { name: 'Request rate by service' });
  await rate.getByRole('button', { name: 'payment' }).click();
  const plot = rate.locator('.u-over');
  const box = await plot.boundingBox();
  if (!box) throw new Error('the chart has no size');
  const { step, back } = journey(page);

  await step(
    async () => {
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2, { button: 'right' });
      await expect(menu(page)).toHaveAttribute('aria-label', /^payment: /);
      await pick(page, 'Logs');
    },
    async () => {
      await expect(logs(page).getByRole('treegrid').getByRole('row').nth(2)).toBeVisible();
      await expectAccessible(page);
    },
  );
  await step(
    async () => {
      const line = logs(page).getByRole('treegrid').getByRole('row').filter({ hasText: 'trace_id=' }).first();
      await line.click({ button: 'right', position: { x: 250, y: 8 } });
      await pick(page, 'Traces');
    },
    () => expect(traces(page).getByRole('treeitem', { selected: true })).toBeInViewport(),
  );
  await step(
    async () => {
      await traces(page)
        .getByRole('treeitem', { name: /^payment payment\/Charge/ })
        .first()
        .click({ button: 'right' });
      await pick(page, 'Profiles');
    },
    async () => {
      await expect(
        profiles(page)
          .getByText(/functions/)
          .first(),
      ).toBeVisible();
      await expectAccessible(page);
    },
  );
  await back();
  await expect(page).toHaveURL(/\/d\/shop-overview/);
  await expect(plot).toBeVisible();
});

test('from a log line over its trace and metrics to the profile, by keys', async ({ page }) => {
  const query = { refId: 'A', expr: '{service_name="payment"} |= "charged"' };
  const panes = { abc: { datasource: 'loki', queries: [query], range: { from: 'now-30m', to: 'now-3m' } } };
  await page.goto(`/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes))}`);
  const { step, back } = journey(page);
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  /** Opens the menu of what has the focus and presses the digit that stands before a target of that signal. */
  const pickByDigit = async (group: string) => {
    await press('l');
    const item = menu(page).getByRole('group', { name: group }).getByRole('menuitem').first();
    await expect(item).toContainText(/[1-9][\d,]*\+? /);
    const digit = /^\s*(\d)/.exec((await item.textContent()) ?? '')?.[1] ?? '';
    await press(digit);
    await expect(menu(page)).toHaveCount(0);
  };

  await step(
    async () => {
      await logs(page).getByRole('treegrid').focus();
      await press('j', 'j');
      await pickByDigit('Traces');
    },
    () => expect(traces(page).getByRole('treeitem', { selected: true })).toBeInViewport(),
  );
  await step(
    async () => {
      await traces(page).getByRole('tree').focus();
      await pickByDigit('Metrics');
    },
    () => expect(metrics(page).locator('[aria-roledescription="chart"]').first()).toBeVisible(),
  );
  await step(
    async () => {
      await metrics(page).locator('[aria-roledescription="chart"]').first().focus();
      await press('ArrowLeft', 'ArrowLeft');
      await pickByDigit('Profiles');
    },
    () =>
      expect(
        profiles(page)
          .getByText(/functions/)
          .first(),
      ).toBeVisible(),
  );
  await back();
  await expect(logs(page).getByRole('treegrid')).toBeVisible();
});
