import { expect, expectAccessible, test } from './fixtures.ts';

test('the links of a source are followed when asked, and each says where it leads and what arrived', async ({
  page,
}) => {
  await page.goto('/sources/loki');
  const doctor = page.getByRole('region', { name: 'Link doctor' });
  await doctor.getByRole('button', { name: 'Run' }).focus();
  await page.keyboard.press('Enter');
  await expect(doctor.getByRole('status').first()).toHaveText('All 4 configured links arrive.', { timeout: 45_000 });
  const rows = doctor.getByRole('table', { name: 'Configured links' }).getByRole('row');
  await expect(rows.filter({ hasText: 'derivedFields[0]' })).toContainText(/Tempo.*\d+ of \d+.*arrives/);
  await expect(doctor.getByRole('table', { name: 'Links by convention' })).toContainText('default:log-metrics');
  await expect(doctor.getByRole('button', { name: 'Run again' })).toBeFocused();
  await expectAccessible(page);

  await rows.filter({ hasText: 'derivedFields[1]' }).getByRole('link').first().click();
  await expect(page).toHaveURL(/\/explore/);
  await expect(page.getByText(/spans?$/).first()).toBeVisible();
});
