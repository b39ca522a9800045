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

/** The sources that services can be of, the likeliest first: those of traces, which know all calls, else of metrics. */
export function serviceOrigins(sources: readonly SourceInfo[]): readonly SourceInfo[] {
  const traces = sourcesOf(sources, 'tempo');
  return traces.length > 0 ? traces : sourcesOf(sources, 'prometheus');
}

/** The source that is asked for, or the first, and what belongs to it; for metrics what Tempo's `serviceMap` names. */
export function serviceSources(sources: readonly SourceInfo[], wanted?: string): ServiceSources {
  const origins = serviceOrigins(sources);
  const named = findSource(origins, wanted) ?? origins[0];
  const nearest = (type: SourceInfo['type']): SourceInfo | null => sourcesOf(sources, type, named?.uid)[0] ?? null;
  const traces = nearest('tempo');
  const ofMap = findSource(sources, traces?.settings.serviceMap?.datasourceUid);
  return {
    metrics: ofMap?.type === 'prometheus' ? ofMap : nearest('prometheus'),
    traces,
    logs: nearest('loki'),
    profiles: nearest('grafana-pyroscope-datasource'),
  };
}
