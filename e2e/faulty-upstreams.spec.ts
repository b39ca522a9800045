import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fault, type FaultyUpstream, startFaultyUpstream } from './faulty-upstream.ts';
import { expect, expectAccessible, test } from './fixtures.ts';
import { type Sightline, startSightline } from './sightline.ts';

const FAULTS: Readonly<Record<Fault, RegExp>> = {
  dead: /could not be reached|refused/i,
  slow: /did not answer|timed out/i,
  lying: /web page|not JSON|HTML/i,
  oversized: /too large|more than|larger/i,
  'half-closed': /closed|broke off|ended/i,
};
const faults = Object.keys(FAULTS) as Fault[];

const panel = (id: number, uid: string, title: string) => ({
  id,
  title,
  type: 'timeseries',
  gridPos: { x: (id % 3) * 8, y: Math.floor(id / 3) * 8, w: 8, h: 8 },
  datasource: { type: 'prometheus', uid },
  targets: [{ refId: 'A', expr: 'sum(up) or vector(1)' }],
});

let upstreams: FaultyUpstream[] = [];
let sightline: Sightline;
let provisioning: string;

test.use({ allowFailedRequests: true });

test.beforeAll(async () => {
  upstreams = await Promise.all(faults.map(startFaultyUpstream));
  provisioning = await mkdtemp(join(tmpdir(), 'sightline-faults-'));
  await mkdir(join(provisioning, 'datasources'));
  await mkdir(join(provisioning, 'dashboards'));
  const sources = faults.map((fault, i) => ({
    name: `The ${fault} one`,
    uid: fault,
    type: 'prometheus',
    url: upstreams[i]?.url,
    // The others have time for their own fault: 64 MB of an answer take a busy machine longer than two seconds.
    jsonData: { timeout: fault === 'slow' ? 2 : 60 },
  }));
  const good = {
    name: 'Good',
    uid: 'good',
    type: 'prometheus',
    url: 'http://127.0.0.1:${STORE_PORT}/prometheus',
    isDefault: true,
  };
  // JSON is YAML.
  await writeFile(
    join(provisioning, 'datasources/all.yaml'),
    JSON.stringify({ apiVersion: 1, datasources: [good, ...sources] }),
  );
  await writeFile(
    join(provisioning, 'dashboards/all.yaml'),
    JSON.stringify({
      apiVersion: 1,
      providers: [{ name: 'all', options: { path: join(provisioning, 'dashboards') } }],
    }),
  );
  const panels = [panel(0, 'good', 'Good'), ...faults.map((fault, i) => panel(i + 1, fault, fault))];
  await writeFile(
    join(provisioning, 'dashboards/faults.json'),
    JSON.stringify({ uid: 'faults', title: 'Faults', schemaVersion: 42, time: { from: 'now-15m', to: 'now' }, panels }),
  );
  sightline = await startSightline({ PROVISIONING_DIR: provisioning, STORE: 'on', DEMO: 'off' });
});

test.afterAll(async () => {
  await sightline?.stop();
  await Promise.all(upstreams.map((upstream) => upstream.stop()));
  await rm(provisioning, { recursive: true, force: true });
});

test('each fault is told in its own panel, with the source and what happened, and the others go on', async ({
  page,
}) => {
  await page.goto(`${sightline.url}/d/faults`);
  for (const fault of faults) {
    const region = page.getByRole('region', { name: fault, exact: true });
    await expect(region.getByRole('alert'), fault).toContainText(`The ${fault} one`, { timeout: 60_000 });
    await expect(region.getByRole('alert'), fault).toContainText(FAULTS[fault]);
  }
  await expect(page.getByRole('region', { name: 'Good', exact: true }).getByRole('alert')).toHaveCount(0);
  await expect(
    page.getByRole('region', { name: 'Good', exact: true }).getByRole('img').or(page.locator('canvas')).first(),
  ).toBeVisible();
  await expectAccessible(page);
});
