import type { SourceHealth } from '../contract/source.ts';
import { DecodeFailed, ProblemError } from '../http/problem.ts';
import type { Upstream } from '../http/upstream.ts';
import { parseJson, refusal } from '../http/upstream-fault.ts';
import type { LokiClient } from './loki/client.ts';
import type { PrometheusClient } from './prometheus/client.ts';
import type { SourceCall } from './source-call.ts';

export type CheckHealth = (call: SourceCall) => Promise<SourceHealth>;

interface HealthDeps {
  readonly upstream: Upstream;
  readonly loki: LokiClient;
  readonly prometheus: PrometheusClient;
}

/** Asks each source the cheapest thing that proves that it answers queries. A sick source is an answer, not an error. */
export function createHealthCheck(deps: HealthDeps): CheckHealth {
  return async (call) => {
    const started = performance.now();
    const result = (ok: boolean, message: string): SourceHealth => ({
      uid: call.source.uid,
      ok,
      message,
      elapsedMs: Math.round(performance.now() - started),
    });
    try {
      await probe(deps, call);
      return result(true, 'The data source answers.');
    } catch (error) {
      if (!(error instanceof ProblemError) || call.signal.aborted) throw error;
      const { upstream, hint } = error.details;
      return result(false, [error.message, upstream !== error.message && upstream, hint].filter(Boolean).join(' — '));
    }
  };
}

async function probe({ upstream, loki, prometheus }: HealthDeps, call: SourceCall): Promise<void> {
  const { type } = call.source;
  switch (type) {
    case 'loki':
      await loki.query(call, { query: 'vector(1)+vector(1)', time: Date.now() });
      return;
    case 'prometheus':
      await prometheus.query(call, { query: '1+1', time: Date.now() });
      return;
    case 'tempo': {
      const answer = await upstream.text({ ...call, path: '/api/echo' });
      if (answer.status !== 200) throw refusal(call.source, answer);
      if (answer.text.trim() === 'echo') return;
      // Says so when it is a web page, or no JSON.
      parseJson(call.source, answer);
      throw new DecodeFailed(`"${call.source.name}" does not answer as Tempo does; is the URL right?`);
    }
    case 'grafana-pyroscope-datasource': {
      const json = { start: Date.now() - 3_600_000, end: Date.now() };
      await upstream.json({ ...call, path: '/querier.v1.QuerierService/ProfileTypes', json });
    }
  }
}
