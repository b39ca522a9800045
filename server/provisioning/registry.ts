import type { ProvisioningStatus, SourceType } from '../contract/source.ts';
import { NotFound } from '../http/problem.ts';
import type { DataSource } from './data-source.ts';

/** The data sources in force. A reload swaps them all at once or leaves them as they were. */
export interface SourceRegistry {
  readonly list: () => readonly DataSource[];
  readonly get: (uid: string) => DataSource | undefined;
  readonly status: () => ProvisioningStatus;
  readonly reload: () => Promise<ProvisioningStatus>;
}

/** @throws NotFound when there is no such source, or when it is of another type. */
export function requireSource(sources: SourceRegistry, uid: string, type?: SourceType): DataSource {
  const source = sources.get(uid);
  if (!source) {
    throw new NotFound(`there is no data source with the uid "${uid.slice(0, 100)}"`, {
      hint: 'The sources page lists the provisioned ones.',
    });
  }
  if (type && source.type !== type) {
    throw new NotFound(`the data source "${source.name}" is of type ${source.type}, not ${type}`);
  }
  return source;
}
