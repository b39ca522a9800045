import { expect, expectAccessible, test } from './fixtures.ts';

test('from the service map to a failing service, its operations and the query behind a number', async ({ page }) => {
  await page.goto('/services');
  const map = page.getByRole('region', { name: 'Service map' });
  await expect(map.getByRole('link', { name: /^payment, / })).toBeVisible();
  await expect(map.getByRole('link', { name: /^payment, / })).toHaveAccessibleName(/req\/s.*fail.*p95/);
  await expectAccessible(page);
  // The calls in words say what the marks say.
  const failing = page.getByRole('row', { name: /checkout.*payment/ });
  await expect(failing).toContainText(/%/);

  await map.getByRole('link', { name: /^payment, / }).click();
  await expect(page).toHaveURL(/\/services\/payment/);
  await expect(page.getByRole('heading', { level: 1, name: 'payment' })).toBeVisible();
  await expect(page.locator('[aria-roledescription="chart"]')).toHaveCount(3);
  await expect(page.getByText(/Runs version/)).toBeVisible();
  await expect(page.getByRole('row', { name: /payment\/Charge/ })).toBeVisible();
  await expect(page.getByText(/charge failed/).first()).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Its CPU time' })).toBeVisible();
  await expectAccessible(page);

  // Every number opens the query behind it.
  await page
    .getByRole('row', { name: /payment\/Charge/ })
    .getByRole('link', { name: 'failed' })
    .click();
  await expect(page).toHaveURL(/\/explore/);
  await expect(page.getByRole('region', { name: 'Tempo, traces' }).getByRole('listitem').first()).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/services\/payment/);
  await page
    .getByRole('row', { name: /charge failed/ })
    .first()
    .getByRole('link')
    .click();
  const lines = page.getByRole('region', { name: 'Loki, logs' }).getByRole('treegrid');
  await expect(lines.getByRole('row').first()).toContainText('charge failed');
});

test('the map by keyboard', async ({ page }) => {
  await page.goto('/');
  await page.keyboard.press('g');
  await page.keyboard.press('v');
  const node = page.getByRole('region', { name: 'Service map' }).getByRole('link', { name: /^checkout, / });
  await node.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/services\/checkout/);
});
