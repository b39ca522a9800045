import { ProblemError } from '../../http/problem.ts';
import type { DataSource } from '../../provisioning/data-source.ts';
import type { SourceCall } from '../../sources/source-call.ts';
import type { SourceType } from '../../contract/source.ts';
import type { DoctorDeps } from './deps.ts';

const HOUR = 3_600_000;
/** Metrics that suggestions would ask for. */
const WANTED = '{__name__=~"http_server_request_duration_seconds_(bucket|count)|traces_spanmetrics_calls_total"}';

export const metricNamesOf = (deps: DoctorDeps, signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>> =>
  ofEach(deps, { type: 'prometheus', signal }, (call) => {
    const end = deps.now();
    return deps.clients.prometheus.labelValues(call, { name: '__name__', start: end - HOUR, end, match: [WANTED] });
  });

export const profileTypesOf = (
  deps: DoctorDeps,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> =>
  ofEach(deps, { type: 'grafana-pyroscope-datasource', signal }, async (call) => {
    const end = deps.now();
    return (await deps.clients.pyroscope.profileTypes(call, { start: end - HOUR, end })).map(({ id }) => id);
  });

interface Each {
  readonly type: SourceType;
  readonly signal: AbortSignal;
}

/** A source that does not answer has nothing to suggest. */
async function ofEach(
  { sources }: DoctorDeps,
  { type, signal }: Each,
  ask: (call: SourceCall) => Promise<readonly string[]>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const one = async (source: DataSource): Promise<readonly [string, readonly string[]]> => {
    try {
      return [source.uid, await ask({ source, signal })];
    } catch (error) {
      if (signal.aborted || !(error instanceof ProblemError)) throw error;
      return [source.uid, []];
    }
  };
  return new Map(
    await Promise.all(
      sources
        .list()
        .filter((source) => source.type === type)
        .map(one),
    ),
  );
}
