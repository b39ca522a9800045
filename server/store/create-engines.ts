import { DEFAULT_ENGINE_OPTIONS } from './engine.ts';
import type { Engines } from './engines.ts';
import { createOrigin, type Origin } from './origin.ts';
import { createLogsEngine } from './logql/logs-engine.ts';
import { createProfilesEngine } from './profiles/profiles-engine.ts';
import { createMetricsEngine } from './promql/metrics-engine.ts';
import { createTracesEngine } from './traceql/traces-engine.ts';

/** @param now epoch ms */
export function createEngines(now: () => number, origin: Origin = createOrigin()): Engines {
  const options = { ...DEFAULT_ENGINE_OPTIONS, now, origin };
  const metrics = createMetricsEngine(options);
  return {
    metrics,
    logs: createLogsEngine(options),
    // Service graphs and span metrics are made from spans and kept as metrics.
    traces: createTracesEngine({
      ...options,
      metrics: { writeSeries: (series) => origin.as(false, () => metrics.writeSeries(series)) },
    }),
    profiles: createProfilesEngine(options),
  };
}
