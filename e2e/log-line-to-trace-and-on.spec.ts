import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from './fixtures.ts';

/** Up to two minutes ago: profiles of a moment arrive after it, as a profiler sends them. */
const explore = (expr: string): string => {
  const panes = {
    abc: { datasource: 'loki', queries: [{ refId: 'A', expr }], range: { from: 'now-30m', to: 'now-2m' } },
  };
  return `/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
};
const pane = (page: Page, name: string) => page.getByRole('region', { name }).last();

const FORMS = [
  ['pino JSON', '{service_name="frontend"} |= "trace_id"'],
  ['Python text', '{service_name="payment"} |= "[trace_id="'],
  ['logfmt', '{service_name="catalog"} |= "traceID="'],
  ['OTLP structured metadata', '{service_name="shipping"} | trace_id != ""'],
] as const;

for (const [form, query] of FORMS) {
  test(`a log line in ${form} opens its trace`, async ({ page }) => {
    await page.goto(explore(query));
    const logs = pane(page, 'Loki, logs');
    await logs.getByRole('link', { name: /trace/i }).first().click();
    await expect(pane(page, 'Tempo, traces').getByRole('tree').getByRole('treeitem').first()).toBeVisible();
  });
}

test('from a log line to its trace, its logs, its metrics and its profile, and all the way back', async ({ page }) => {
  await page.goto(explore('{service_name="payment"} |= "charged"'));
  await expect(page.getByRole('row').nth(2)).toBeVisible();
  await expectAccessible(page);
  const urls = [page.url()];
  const step = async (leave: () => Promise<void>, arrive: () => Promise<void>) => {
    await leave();
    await expect(page).not.toHaveURL(urls.at(-1) ?? '');
    await arrive();
    urls.push(page.url());
  };
  const trace = pane(page, 'Tempo, traces');
  const span = trace.getByRole('complementary', { name: /^Span / });

  await step(
    () => pane(page, 'Loki, logs').getByRole('link', { name: /trace/i }).first().click(),
    async () => {
      await expect(trace.getByRole('treeitem', { selected: true })).toBeInViewport();
      await expect(span).toBeVisible();
      await expectAccessible(page);
    },
  );
  await step(
    () => span.getByRole('link', { name: 'Logs for this span' }).click(),
    () => expect(pane(page, 'Loki, logs').getByRole('row').nth(1)).toBeVisible(),
  );
  await step(
    () => span.getByRole('link', { name: 'Request rate' }).click(),
    () => expect(pane(page, 'Prometheus, metrics').locator('[aria-roledescription="chart"]')).toBeVisible(),
  );
  await step(
    () => span.getByRole('link', { name: /profile/i }).click(),
    async () => {
      const profile = pane(page, 'Pyroscope, profiles');
      await expect(profile.getByText(/functions/).first()).toBeVisible();
      await expect(profile.getByText(/_serve|_bootstrap|run|charge/i).first()).toBeVisible();
    },
  );
  for (const url of urls.slice(0, -1).reverse()) {
    await page.goBack();
    await expect(page).toHaveURL(url);
  }
  await expect(pane(page, 'Loki, logs').getByRole('link', { name: /trace/i }).first()).toBeVisible();
});

test('a pasted trace ID in the palette lands on the trace', async ({ page, request }) => {
  const found = await request.post('/api/v1/tempo/tempo/search', {
    data: { query: '{ resource.service.name = "payment" }', start: Date.now() - 1_800_000, end: Date.now(), limit: 1 },
  });
  const { traces } = (await found.json()) as { readonly traces: readonly { readonly traceId: string }[] };
  await page.goto('/');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill(traces[0]?.traceId ?? '');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tree').getByRole('treeitem').first()).toBeVisible();
});
