import * as ingest from './ingest-targets.ts';
import * as language from './language-targets.ts';
import * as query from './query-targets.ts';
import type { TargetName } from './target-names.ts';
import type { Target } from './target.ts';

/** How each is run. */
export const TARGETS: Readonly<Record<TargetName, Target>> = {
  'promql-syntax': language.parsePromql,
  'logql-syntax': language.parseLoki,
  'traceql-syntax': language.parseTempo,
  selectors: language.parseSelectors,
  'stream-labels': language.parseStreams,
  'app-names': language.parseNames,
  templates: language.runTemplate,
  regexes: language.matchRegex,
  'promql-queries': query.queryPrometheus,
  'logql-queries': query.queryLoki,
  'traceql-queries': query.queryTempo,
  requests: query.requestAny,
  'querier-protobuf': query.askQuerierProtobuf,
  'querier-json': query.askQuerierJson,
  'traces-protobuf': ingest.sendTracesProtobuf,
  'traces-json': ingest.sendTracesJson,
  'logs-protobuf': ingest.sendLogsProtobuf,
  'logs-json': ingest.sendLogsJson,
  'metrics-protobuf': ingest.sendMetricsProtobuf,
  'metrics-json': ingest.sendMetricsJson,
  'push-protobuf': ingest.sendPushProtobuf,
  'push-json': ingest.sendPushJson,
  'remote-write': ingest.sendRemoteWrite,
  pprof: ingest.sendPprof,
  folded: ingest.sendFolded,
  'push-profiles': ingest.sendProfiles,
  'log-lines': ingest.readLine,
  snappy: ingest.readSnappy,
  'profile-records': ingest.readProfileRecord,
  segments: ingest.readSegmentFile,
};
