import { join } from 'node:path';
import type { Config } from './config.ts';
import { createDashboards } from './dashboards/dashboards.ts';
import { createProvisioner } from './dashboards/provisioner.ts';
import { withDashboards } from './dashboards/provisioning-status.ts';
import { createDashboardStore } from './dashboards/store.ts';
import { openDatabase } from './db/database.ts';
import { createQueryHistory } from './db/query-history.ts';
import type { Log } from './http/log.ts';
import type { SourceRegistry } from './provisioning/registry.ts';
import { createTrailStore } from './trails/store.ts';
import { createTrails } from './trails/trails.ts';

/** What is kept between starts, with the dashboards of the provisioning files brought in. */
export async function openState(config: Config, registry: SourceRegistry, log: Log) {
  const { db, close } = await openDatabase(join(config.dataDir, 'sightline.db'));
  const dashboardStore = createDashboardStore(db);
  const provisioner = createProvisioner({
    directory: join(config.provisioningDir, 'dashboards'),
    env: config.provisioningEnv,
    store: dashboardStore,
    log,
  });
  await provisioner.sync();
  return {
    provisioner,
    sources: withDashboards(registry, provisioner),
    dashboards: createDashboards(dashboardStore),
    history: createQueryHistory(db),
    trails: createTrails(createTrailStore(db)),
    checkDatabase: async () => {
      await db.run('select 1');
    },
    close,
  };
}
