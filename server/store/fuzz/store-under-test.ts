import { createLog, type LogEntry } from '../../http/log.ts';
import type { EngineOptions } from '../engine.ts';
import { eachEngine, type Engines } from '../engines.ts';
import { createLogsEngine } from '../logql/logs-engine.ts';
import { createProfilesEngine } from '../profiles/profiles-engine.ts';
import { createMetricsEngine } from '../promql/metrics-engine.ts';
import { createStoreApp } from '../server.ts';
import { createTracesEngine } from '../traceql/traces-engine.ts';
import { DATASET_END_MS } from './dataset.ts';
import { Violation } from './verdict.ts';

/** Half of what a case may take: a query that looks at too much must notice by itself. */
const OPTIONS: EngineOptions = { now: () => DATASET_END_MS, queryTimeoutMs: 500, maxQueryItems: 1_000_000 };

export interface StoreUnderTest {
  readonly engines: Engines;
  /** An answer that is no fault of the server's, its text read. */
  readonly request: (path: string, init?: RequestInit) => Promise<{ readonly status: number; readonly text: string }>;
  readonly clear: () => void;
}

/** A whole store without its port and thread. */
export function createStoreUnderTest(): StoreUnderTest {
  const faults: LogEntry[] = [];
  const log = createLog({ sinks: [(entry) => faults.push(entry)], level: 'error' });
  const metrics = createMetricsEngine(OPTIONS);
  const engines: Engines = {
    metrics,
    logs: createLogsEngine(OPTIONS),
    traces: createTracesEngine({ ...OPTIONS, metrics }),
    profiles: createProfilesEngine(OPTIONS),
  };
  const app = createStoreApp({ engines, log, now: OPTIONS.now, allowedHosts: null });
  return {
    engines,
    async request(path, init) {
      faults.length = 0;
      const answer = await app.request(`http://store${path}`, init);
      const text = await answer.text();
      const [fault] = faults;
      if (fault) throw new Violation(describeFault(fault, path));
      const isJson = answer.headers.get('content-type')?.startsWith('application/json');
      if (answer.ok && isJson && text !== '') JSON.parse(text);
      return { status: answer.status, text };
    },
    clear: () => eachEngine(engines).forEach((engine) => engine.clear()),
  };
}

/** The error first: what was asked differs from case to case. */
function describeFault({ message, fields }: LogEntry, path: string): string {
  const { stack, message: reason } = (fields['error'] ?? {}) as { stack?: string; message?: string };
  return `${stack ?? reason ?? message}\nat ${path.slice(0, 300)}`;
}
