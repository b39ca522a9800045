import type { SourceType } from '../contract/source.ts';

/** What may be read through the raw door. Anything else is refused before a byte leaves. */
interface Rule {
  readonly methods: readonly string[];
  readonly path: RegExp;
}
const READ = ['GET', 'HEAD'];
const READ_OR_FORM = ['GET', 'HEAD', 'POST'];

const RULES: Readonly<Record<SourceType, readonly Rule[]>> = {
  prometheus: [
    {
      methods: READ_OR_FORM,
      path: /^\/api\/v1\/(query|query_range|query_exemplars|labels|series|format_query|parse_query)$/,
    },
    { methods: READ, path: /^\/api\/v1\/(label\/[^/]+\/values|metadata|rules|alerts|targets|targets\/metadata)$/ },
    {
      methods: READ,
      path: /^\/api\/v1\/(status\/(buildinfo|runtimeinfo|tsdb)|cardinality\/(label_names|label_values))$/,
    },
    { methods: READ, path: /^\/-\/(healthy|ready)$/ },
  ],
  loki: [
    {
      methods: READ_OR_FORM,
      path: /^\/loki\/api\/v1\/(query|query_range|labels?|series|patterns|format_query|detected_(fields|labels))$/,
    },
    { methods: READ_OR_FORM, path: /^\/loki\/api\/v1\/index\/(stats|volume|volume_range)$/ },
    { methods: READ, path: /^\/loki\/api\/v1\/(label|detected_field)\/[^/]+\/values$/ },
    { methods: READ, path: /^\/(ready|loki\/api\/v1\/status\/buildinfo)$/ },
  ],
  tempo: [
    { methods: READ, path: /^\/api\/(v2\/)?traces\/[0-9a-fA-F]{1,32}$/ },
    { methods: READ, path: /^\/api\/(search|(v2\/)?search\/tags|(v2\/)?search\/tag\/[^/]+\/values)$/ },
    { methods: READ, path: /^\/api\/metrics\/(query|query_range)$/ },
    { methods: READ, path: /^\/(ready|api\/echo|api\/status\/buildinfo|status\/version)$/ },
  ],
  'grafana-pyroscope-datasource': [
    {
      methods: ['GET', 'POST'],
      path: /^\/querier\.v1\.QuerierService\/(ProfileTypes|LabelNames|LabelValues|Series|SelectMergeStacktraces|SelectMergeProfile|SelectMergeSpanProfile|SelectSeries|SelectHeatmap|Diff|GetProfileStats|AnalyzeQuery)$/,
    },
    { methods: READ, path: /^\/pyroscope\/(render|render-diff|label-values|labels)$/ },
    { methods: READ, path: /^\/ready$/ },
  ],
};

/**
 * A path that a server behind could read as another one: dot segments, encoded dots and slashes, empty segments,
 * backslashes, control characters, and percent signs that encode nothing or another percent sign.
 */
const isTricky = (path: string): boolean =>
  !/^(\/[\w\-.~!$&'()*+,;=:@%]+)+$/.test(path) ||
  /%(2[ef5]|5c|0|1|7f)/i.test(path) ||
  /%(?![0-9a-f]{2})/i.test(path) ||
  path.split('/').some((segment) => segment === '.' || segment === '..');

export const isAllowed = (type: SourceType, method: string, path: string): boolean =>
  !isTricky(path) && RULES[type].some((rule) => rule.methods.includes(method) && rule.path.test(path));
