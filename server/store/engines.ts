import type { LogsEngine, MetricsEngine, ProfilesEngine, SignalEngine, TracesEngine } from './engine.ts';

export interface Engines {
  readonly metrics: MetricsEngine;
  readonly logs: LogsEngine;
  readonly traces: TracesEngine;
  readonly profiles: ProfilesEngine;
}

export const eachEngine = ({ metrics, logs, traces, profiles }: Engines): readonly SignalEngine[] => [
  metrics,
  logs,
  traces,
  profiles,
];
