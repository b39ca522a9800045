import { type ExplorePane, exploreHref } from '../server/contract/explore-url.ts';
import { expect, expectAccessible, test } from './fixtures.ts';

interface Found {
  readonly traces: readonly { readonly traceId: string; readonly spans: readonly { readonly spanId: string }[] }[];
}

test('the span that is asked for stays in sight when the log lines come', async ({ page, request }) => {
  const answer = await request.post('/api/v1/tempo/tempo/search', {
    data: {
      query: '{ name = "payment/Charge" && kind = server }',
      start: Date.now() - 1_800_000,
      end: Date.now() - 120_000,
      limit: 1,
    },
  });
  const { traces } = (await answer.json()) as Found;
  const [found] = traces;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/v1/loki/*/query-range', async (route) => {
    await held;
    await route.continue();
  });
  // So small that the details stand below the tree, and that it shows a few rows only.
  await page.setViewportSize({ width: 700, height: 740 });
  const span = found?.spans[0]?.spanId;
  const query = { refId: 'A', query: found?.traceId, queryType: 'traceql' };
  const pane = { id: 'abc', datasource: 'tempo', queries: [query], range: { from: 'now-1h', to: 'now' }, spanId: span };
  await page.goto(exploreHref({ panes: [pane as ExplorePane] }));
  const tree = page.getByRole('tree');
  const selected = tree.getByRole('treeitem', { selected: true });
  await expect(selected).toBeInViewport({ ratio: 1 });
  release();
  await expect(page.getByRole('button', { name: /[1-9]\d* log line/ })).toBeEnabled();
  const [row, list] = await Promise.all([selected.boundingBox(), tree.boundingBox()]);
  expect(row!.y + row!.height).toBeLessThanOrEqual(list!.y + list!.height + 1);
  expect(row!.y).toBeGreaterThanOrEqual(list!.y - 1);
});

test('a trace shows its log lines, exemplars and profiles on one timeline', async ({ page, request }) => {
  const answer = await request.post('/api/v1/tempo/tempo/search', {
    data: {
      query: '{ name = "payment/Charge" && span.pyroscope.profile.id != nil }',
      start: Date.now() - 1_800_000,
      end: Date.now() - 120_000,
      limit: 1,
    },
  });
  const { traces } = (await answer.json()) as Found;
  await page.goto(`/trace/${traces[0]?.traceId}`);
  const tree = page.getByRole('tree');
  const line = tree.getByRole('treeitem', { name: /^Log line, .*charge/ }).first();
  await expect(line).toBeVisible();
  // It stands under the span that it names.
  await expect(tree.getByRole('treeitem', { name: /^payment payment\/Charge.*log line.*profiled/ })).toBeVisible();
  const only = page.getByRole('group', { name: 'Only spans with' });
  await expect(only.getByRole('button', { name: /[1-9]\d* exemplar/ })).toBeEnabled();
  await expectAccessible(page);

  const all = await tree.getByRole('treeitem').count();
  await only.getByRole('button', { name: /profiled/ }).click();
  await expect(only.getByRole('button', { name: /profiled/ })).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => tree.getByRole('treeitem').count()).toBeLessThan(all);
  await only.getByRole('button', { name: /profiled/ }).click();

  // By keyboard: from the span to its line, which opens the span's details with the line in full.
  await line.click();
  const details = page.getByRole('complementary', { name: /^Span / });
  await expect(details.getByRole('heading', { name: 'Log lines' })).toBeVisible();
  await page.getByLabel('Lines under their spans').uncheck();
  await expect(line).toHaveCount(0);
  await tree.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(tree.getByRole('treeitem', { selected: true })).toBeVisible();
});
