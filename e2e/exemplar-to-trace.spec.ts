import { expect, expectAccessible, test } from './fixtures.ts';

test('an exemplar on the latency panel says which trace it is and opens it with its span in view', async ({ page }) => {
  await page.goto('/d/shop-overview');
  const latency = page.getByRole('region', { name: 'Latency', exact: true });
  const exemplar = latency.getByRole('button', { name: /trace [0-9a-f]{8}/i }).nth(3);
  await expect(exemplar).toBeAttached();
  const named = (await exemplar.getAttribute('aria-label')) ?? '';
  const traceId = /[0-9a-f]{32}|[0-9a-f]{8,}/.exec(named)?.[0] ?? 'none';
  await exemplar.hover({ force: true });
  await expect(page.getByText(new RegExp(traceId.slice(0, 8))).first()).toBeVisible();
  await exemplar.click({ force: true });

  await expect(page).toHaveURL(/\/explore/);
  const tree = page.getByRole('tree');
  await expect(tree).toBeVisible();
  expect(decodeURIComponent(page.url())).toContain(traceId);
  await expect(tree.getByRole('treeitem', { selected: true })).toBeInViewport();
  await expectAccessible(page);

  await page.goBack();
  await expect(page).toHaveURL(/\/d\/shop-overview/);
  await expect(latency.locator('canvas').first()).toBeVisible();
});

test('by keys alone, too', async ({ page }) => {
  await page.goto('/d/shop-overview');
  const latency = page.getByRole('region', { name: 'Latency', exact: true });
  await expect(latency.getByRole('button', { name: /trace/i }).nth(1)).toBeAttached();
  await latency.locator('[aria-roledescription="chart"]').focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tree')).toBeVisible();
});
