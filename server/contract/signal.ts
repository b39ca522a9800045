import type { Signal, SourceType } from './source.ts';

const SIGNALS: Readonly<Record<SourceType, Signal>> = {
  loki: 'logs',
  tempo: 'traces',
  prometheus: 'metrics',
  'grafana-pyroscope-datasource': 'profiles',
};

/** What a type of source holds. Apart from the schemas, so that a page can ask without loading zod. */
export const signalOf = (type: SourceType): Signal => SIGNALS[type];
