import { conceptOf, nameOf } from '../../contract/correlation/names.ts';
import { PROFILE_ATTRIBUTE, type Tag } from '../../contract/correlation/from-span.ts';
import { sourcesOf } from '../../contract/correlation/near-sources.ts';
import { CPU_PROFILE } from '../../contract/correlation/sources.ts';
import { traceFilter } from '../../contract/correlation/service.ts';
import type { SourceInfo, SourceSettings, SourceType, TracesToLogsV2 } from '../../contract/source.ts';
import { contextsOf, type Evidence } from './evidence.ts';

/** Links of a trace source, from what its spans carry and what the others call it. Pure; null where there is nothing to link. */
export type TraceLinks = Pick<SourceSettings, 'tracesToLogsV2' | 'tracesToMetrics' | 'tracesToProfiles'>;

export function proposeTraceLinks(evidence: Evidence): TraceLinks {
  const logs = proposeLogs(evidence);
  const metrics = proposeMetrics(evidence);
  const profiles = proposeProfiles(evidence);
  return {
    ...(logs && { tracesToLogsV2: logs }),
    ...(metrics && { tracesToMetrics: metrics }),
    ...(profiles && { tracesToProfiles: profiles }),
  };
}

/** The label of the service at a target, as a tag. `null`: the target has none; by convention where it cannot say. */
export function serviceTag(target: SourceInfo, evidence: Evidence): Tag | null {
  const resources = contextsOf(evidence.samples, 'span').map(({ span }) => span.resource);
  const key = resources.flatMap((resource) => Object.keys(resource)).find((name) => conceptOf(name) === 'service');
  const known = evidence.vocabulary.find(({ uid }) => uid === target.uid)?.labels ?? null;
  const label = known ? nameOf('service', known) : 'service_name';
  return label ? { key: key ?? 'service.name', value: label } : null;
}

const targetOf = ({ source, sources }: Evidence, type: SourceType): SourceInfo | undefined =>
  sourcesOf(sources, type, source.uid)[0];

function proposeLogs(evidence: Evidence): TracesToLogsV2 | null {
  const target = targetOf(evidence, 'loki');
  const tag = target && serviceTag(target, evidence);
  if (!target || !tag) return null;
  const base = {
    datasourceUid: target.uid,
    spanStartTimeShift: '-1m',
    spanEndTimeShift: '1m',
    filterBySpanID: false,
    customQuery: false,
  };
  if (tag.value !== 'job') return { ...base, filterByTraceID: true, tags: [{ ...tag }] };
  // `job` may hold the namespace, too, which a tag cannot say.
  const filter = traceFilter('TRACE').replaceAll('TRACE', '${__span.traceId}');
  const query = `{job=~"(.+/)?\${__span.tags["${tag.key}"]}"} ${filter}`;
  return { ...base, filterByTraceID: false, tags: [], customQuery: true, query };
}

interface NamedQuery {
  readonly name: string;
  readonly query: string;
}

/** Queries by the metrics that there are: OpenTelemetry's own, else those made of spans. */
function metricQueries(names: readonly string[]): readonly NamedQuery[] {
  const has = (name: string): boolean => names.includes(name);
  const http = 'http_server_request_duration_seconds';
  const spans = 'traces_spanmetrics';
  return [
    ...(has(`${http}_count`)
      ? [{ name: 'Request rate', query: `sum by (http_route) (rate(${http}_count{$__tags}[5m]))` }]
      : []),
    ...(has(`${http}_bucket`)
      ? [
          {
            name: 'p95 latency',
            query: `histogram_quantile(0.95, sum by (le, http_route) (rate(${http}_bucket{$__tags}[5m])))`,
          },
        ]
      : []),
    ...(has(`${spans}_calls_total`)
      ? [
          {
            name: 'Span rate',
            query: `sum by (span_name) (rate(${spans}_calls_total{service="\${__span.tags["service.name"]}"}[5m]))`,
          },
        ]
      : []),
  ];
}

function proposeMetrics(evidence: Evidence): TraceLinks['tracesToMetrics'] | null {
  const target = targetOf(evidence, 'prometheus');
  const tag = target && serviceTag(target, evidence);
  const queries = target ? metricQueries(evidence.metricNames.get(target.uid) ?? []) : [];
  if (!target || !tag || queries.length === 0) return null;
  return {
    datasourceUid: target.uid,
    spanStartTimeShift: '-15m',
    spanEndTimeShift: '15m',
    tags: [{ ...tag }],
    queries: [...queries],
  };
}

function proposeProfiles(evidence: Evidence): TraceLinks['tracesToProfiles'] | null {
  const target = targetOf(evidence, 'grafana-pyroscope-datasource');
  const tag = target && serviceTag(target, evidence);
  const isProfiled = contextsOf(evidence.samples, 'span').some(({ span }) => PROFILE_ATTRIBUTE in span.attributes);
  if (!target || !tag || !isProfiled) return null;
  const types = evidence.profileTypes.get(target.uid) ?? [];
  const profileTypeId =
    types.find((id) => id === CPU_PROFILE) ?? types.find((id) => /cpu|wall/.test(id)) ?? CPU_PROFILE;
  return { datasourceUid: target.uid, tags: [{ ...tag }], profileTypeId, customQuery: false };
}
