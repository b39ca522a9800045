import type { ProvisioningStatus } from '../contract/source.ts';
import type { SourceRegistry } from '../provisioning/registry.ts';
import type { DashboardProvisioner } from './provisioner.ts';

/** One status and one reload for both kinds of provisioning. */
export function withDashboards(sources: SourceRegistry, dashboards: DashboardProvisioner): SourceRegistry {
  const status = (): ProvisioningStatus => {
    const own = sources.status();
    return {
      ...own,
      files: [...own.files, ...dashboards.files()],
      problems: [...own.problems, ...dashboards.problems()],
    };
  };
  return {
    ...sources,
    status,
    reload: async () => {
      await Promise.all([sources.reload(), dashboards.sync()]);
      return status();
    },
  };
}
