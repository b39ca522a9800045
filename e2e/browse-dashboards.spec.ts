import { expect, expectAccessible, test } from './fixtures.ts';

test('from Home to a dashboard: panels, range, zoom, variable, crosshair', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Shop overview' }).click();
  await expect(page).toHaveURL(/\/d\/shop-overview/);

  for (const name of ['Request rate', 'Error share', 'p95 latency', 'Services up']) {
    await expect(page.getByRole('region', { name, exact: true })).toContainText(/\d/);
  }
  const rate = page.getByRole('region', { name: 'Request rate by service' });
  const latency = page.getByRole('region', { name: 'Latency', exact: true });
  await expect(rate.getByRole('button', { name: 'frontend' })).toBeVisible();
  await expect(latency.locator('canvas').first()).toBeVisible();
  await expect(latency.getByRole('list', { name: 'Legend' })).toContainText(/p99.*s/);
  await expectAccessible(page);

  await test.step('the crosshair is shared', async () => {
    const box = await latency.locator('canvas').first().boundingBox();
    if (!box) throw new Error('the latency chart has no size');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await expect(rate.locator('.u-cursor-x').first()).toBeVisible();
    await expect(page.getByText(/p95/).first()).toBeVisible();
  });

  await test.step('dragging zooms, and Back undoes it', async () => {
    const before = page.url();
    const box = await latency.locator('canvas').first().boundingBox();
    if (!box) throw new Error('the latency chart has no size');
    await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2, { steps: 8 });
    await page.mouse.up();
    await expect(page).toHaveURL(/from=\d{13}&to=\d{13}/);
    await page.goBack();
    await expect(page).toHaveURL(before);
  });

  await test.step('one service', async () => {
    await page.getByRole('button', { name: /^Service: / }).click();
    await page
      .getByRole('option', { name: 'payment' })
      .or(page.getByRole('checkbox', { name: 'payment' }))
      .or(page.getByRole('menuitemcheckbox', { name: 'payment' }))
      .first()
      .click();
    await page.keyboard.press('Escape');
    await expect(page).toHaveURL(/var-service=payment/);
    await expect(rate.getByRole('button', { name: 'payment' })).toBeVisible();
    await expect(rate.getByRole('button', { name: 'frontend' })).toHaveCount(0);
  });

  await test.step('the logs panel has lines that offer their traces', async () => {
    const logs = page.getByRole('region', { name: 'Warnings and errors' });
    await logs.scrollIntoViewIfNeeded();
    await expect(logs.getByRole('link', { name: /trace/i }).first()).toBeVisible();
  });
});

test('the time range takes relative and absolute times', async ({ page }) => {
  await page.goto('/d/shop-overview');
  await page.getByRole('button', { name: /Last 1 hour/ }).click();
  await page
    .getByRole('button', { name: 'Last 15 minutes' })
    .or(page.getByRole('option', { name: 'Last 15 minutes' }))
    .first()
    .click();
  await expect(page).toHaveURL(/from=now-15m/);
  await page.getByRole('button', { name: /Last 15 minutes/ }).click();
  await page.getByLabel(/^From/).fill('now-45m');
  await page.getByLabel(/^To/).fill('now-5m');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/from=now-45m&to=now-5m/);
  await expect(page.getByRole('region', { name: 'Latency', exact: true }).locator('canvas').first()).toBeVisible();
});

test('in light, narrow and dark, wide, the pages keep their contrast', async ({ page }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const size of [
      { width: 390, height: 844 },
      { width: 1440, height: 900 },
    ]) {
      await page.setViewportSize(size);
      for (const path of ['/', '/sources', '/d/shop-overview']) {
        await page.goto(path);
        await expect(page.getByRole('main')).toBeVisible();
        await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
        await expectAccessible(page);
      }
    }
  }
});
