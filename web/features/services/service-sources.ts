import { sourcesOf } from '../../../server/contract/correlation/near-sources.ts';
import { findSource } from '../../../server/contract/correlation/sources.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';

/** Which source answers for which signal of a service; null where none is provisioned. */
export interface ServiceSources {
  readonly metrics: SourceInfo | null;
  readonly traces: SourceInfo | null;
  readonly logs: SourceInfo | null;
  readonly profiles: SourceInfo | null;
}

/** The default sources; for metrics the one that Tempo's `serviceMap` names. */
export function serviceSources(sources: readonly SourceInfo[]): ServiceSources {
  const [traces = null] = sourcesOf(sources, 'tempo');
  const named = findSource(sources, traces?.settings.serviceMap?.datasourceUid);
  const [byDefault = null] = sourcesOf(sources, 'prometheus', traces?.uid);
  return {
    metrics: named?.type === 'prometheus' ? named : byDefault,
    traces,
    logs: sourcesOf(sources, 'loki', traces?.uid)[0] ?? null,
    profiles: sourcesOf(sources, 'grafana-pyroscope-datasource', traces?.uid)[0] ?? null,
  };
}
