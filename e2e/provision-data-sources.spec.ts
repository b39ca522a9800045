import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, expectAccessible, test } from './fixtures.ts';
import { type Sightline, startSightline } from './sightline.ts';

let provisioning: string;
let sightline: Sightline;
const file = () => join(provisioning, 'datasources/mine.yaml');

test.use({ allowFailedRequests: true });
test.beforeAll(async () => {
  provisioning = await mkdtemp(join(tmpdir(), 'sightline-provisioning-'));
  await mkdir(join(provisioning, 'datasources'));
  sightline = await startSightline({ PROVISIONING_DIR: provisioning, STORE: 'on', DEMO: 'off' });
});
test.afterAll(async () => {
  await sightline?.stop();
  await rm(provisioning, { recursive: true, force: true });
});

test('a file becomes a data source on reload; a mistake is told by line and column and changes nothing', async ({
  page,
}) => {
  await page.goto(`${sightline.url}/sources`);
  const reload = page.getByRole('button', { name: /Reload/ });

  await test.step('a good file', async () => {
    await writeFile(
      file(),
      'apiVersion: 1\ndatasources:\n  - name: My Loki\n    type: loki\n    url: http://127.0.0.1:${STORE_PORT}\n    secureJsonData:\n      basicAuthPassword: do-not-tell-me\n',
    );
    await reload.click();
    await expect(page.getByRole('link', { name: 'My Loki', exact: true })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('a mistake in it', async () => {
    await writeFile(
      file(),
      'apiVersion: 1\ndatasources:\n  - name: My Loki\n    tpye: loki\n    url: http://127.0.0.1:1\n    secureJsonData:\n      basicAuthPasword: do-not-tell-me\n',
    );
    await reload.click();
    await expect(page.getByText(/mine\.yaml:4:5/)).toBeVisible();
    await expect(page.getByText(/"?type"?/).first()).toBeVisible();
    await expect(page.getByRole('link', { name: 'My Loki', exact: true })).toBeVisible();
    await expect(page.locator('body')).not.toContainText('do-not-tell-me');
    expect(sightline.output()).not.toContain('do-not-tell-me');
    await expectAccessible(page);
  });
});

const seed = new URL('../../shared/seed/', import.meta.url);

test('the YAML of the document this product answers to loads as it is written there', async ({ page }) => {
  test.skip(!existsSync(seed), 'the document is not beside this checkout');
  const text = readdirSync(seed)
    .map((name) => readFileSync(new URL(name, seed), 'utf8'))
    .join('\n');
  const yaml = /Grafana Correlation\n[^]*?\nyaml\n([^]*?)\nGrafana Alloy\n/.exec(text)?.[1];
  expect(yaml).toContain('$${__value.raw}');
  await writeFile(file(), yaml ?? '');
  await page.goto(`${sightline.url}/sources`);
  await page.getByRole('button', { name: /Reload/ }).click();
  await expect(page.getByRole('link', { name: 'Loki', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Tempo', exact: true })).toBeVisible();
  const answer = await page.request.get(`${sightline.url}/api/v1/sources`);
  const { sources, provisioning: status } = await answer.json();
  expect(status.problems.filter((problem: { severity: string }) => problem.severity === 'error')).toEqual([]);
  const [loki, tempo] = ['Loki', 'Tempo'].map((name) =>
    sources.find((source: { name: string }) => source.name === name),
  );
  expect([loki.uid, tempo.uid]).toEqual(['P8E80F9AEF21F6940', 'tempo']);
  expect(loki.settings.derivedFields[0].url).toBe('${__value.raw}');
  expect(tempo.settings.tracesToMetrics.queries[0].query).toContain('${__span.traceId}');
});
