import type { Labels } from '../answer.ts';
import type { Jump } from '../jump.ts';
import type { AbsoluteRange } from '../query.ts';
import type { SourceInfo } from '../source.ts';
import { durationConditions, type DurationHint } from './closeness.ts';
import {
  conceptOf,
  anyStream,
  matcherList,
  selectorText,
  type Concept,
  type Identity,
  type Matcher,
  type Names,
} from './names.ts';
import { demandText, isPresence, type Demand } from './demands.ts';
import { sourcesOf } from './near-sources.ts';
import { plainAlternatives } from './regex-text.ts';
import { demandIn, selectionIn, serviceLabel, withoutEmpty } from './selection.ts';
import { CPU_PROFILE, queryJump, type Scope } from './sources.ts';
import { resourceCondition, spanConditions } from './traceql.ts';
import { quote } from './variables.ts';

/** The signals of something that runs, at one time, by the names that each source gives it. */
export interface At {
  readonly identity: Identity;
  /** What the query that it was found by demands besides. */
  readonly demands?: readonly Demand[];
  readonly partial?: readonly Demand[];
  readonly range: AbsoluteRange;
  readonly rule: string;
  readonly title?: string;
}

/**
 * Request rate by status, from OpenTelemetry's HTTP or RPC server metrics, else from Tempo's or the collector's span
 * metrics: whichever the source has.
 *
 * @param service matchers that select the service, each an alternative
 */
const requestRate = (service: readonly string[], spanMetrics: string): string =>
  [
    ...service.flatMap((matcher) => [
      `sum by (http_response_status_code) (rate(http_server_request_duration_seconds_count{${matcher}}[2m]))`,
      `sum by (rpc_grpc_status_code) (rate(rpc_server_duration_milliseconds_count{${matcher}}[2m]))`,
    ]),
    `sum by (status_code) (rate(traces_spanmetrics_calls_total{${spanMetrics}, span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"}[2m]))`,
  ].join(' or ');

/** OpenTelemetry's mapping writes `job`; the service's own name is there only where resource attributes are promoted. */
function serviceMatchers(at: At, known: readonly string[] | null): string[] {
  const named =
    known === null ? 'service_name' : ['service_name', 'service', 'app'].find((name) => known.includes(name));
  const names = [...(named ? [named] : []), ...(known?.includes('job') ? ['job'] : [])];
  return names.map((name) => serviceIn(name, at)).filter((list) => list !== '');
}

/** The service as matchers on a label of this name; '' where it cannot be told by it. */
function serviceIn(name: string, { identity, demands = [] }: At): string {
  if (identity.service) return matcherList([serviceLabel(name, identity.service, identity)]);
  const asked = demands.filter((demand) => conceptOf(demand.name) === 'service');
  const matchers = asked.map((demand) => demandIn(name, demand));
  return matchers.includes(null) ? '' : matcherList(matchers.filter((one): one is Matcher => one !== null));
}

const isOfService = ({ identity, demands = [] }: At): boolean =>
  identity.service !== undefined || demands.some(({ name }) => conceptOf(name) === 'service');

export function metricsOf(at: At, { sources, names, ownUid }: Scope): Jump[] {
  const { range, rule, title, demands = [], partial = [] } = at;
  return sourcesOf(sources, 'prometheus', ownUid).flatMap((source) => {
    const isService = isOfService(at);
    const expr = isService ? serviceMetrics(at, names.of(source.uid)) : podMetrics(source, at, names);
    const words = title ?? (isService ? 'Request metrics' : 'CPU of the pod');
    const carried: readonly (Concept | null)[] = isService ? ['service'] : ['pod', 'namespace'];
    const lost = demands.filter((one) => !carried.includes(conceptOf(one.name)));
    const leftOut = [...lost, ...partial].filter((one) => !isPresence(one));
    const target = { refId: 'A', expr: expr ?? '', range: true };
    return expr ? [queryJump({ source, rule, title: words, target, range, leftOut })] : [];
  });
}

function serviceMetrics(at: At, known: readonly string[] | null): string | null {
  const matchers = serviceMatchers(at, known);
  const ofSpans = known?.includes('service') === false && matchers[0] ? matchers[0] : serviceIn('service', at);
  return ofSpans === '' || (known !== null && matchers.length === 0) ? null : requestRate(matchers, ofSpans);
}

/** Of something that names no service there is what Kubernetes itself measures. */
function podMetrics(source: SourceInfo, { identity, demands = [] }: At, names: Names): string | null {
  const of = (concept: Concept): readonly Demand[] => demands.filter(({ name }) => conceptOf(name) === concept);
  if (!names.of(source.uid)?.includes('pod') || (!identity.pod && of('pod').length === 0)) return null;
  const place = { ...pick(identity, 'pod'), ...pick(identity, 'namespace') };
  const { matchers } = selectionIn(source, { identity: place, demands: [...of('namespace'), ...of('pod')] }, names);
  if (matchers.length === 0) return null;
  return `sum by (container) (rate(container_cpu_usage_seconds_total{${matcherList(matchers)}, container!=""}[5m]))`;
}

const pick = (identity: Identity, name: 'namespace' | 'service' | 'pod'): Identity =>
  identity[name] ? { [name]: identity[name] } : {};

export interface ProfileAt extends At {
  readonly spanId?: string | null;
}

export function profileOf(at: ProfileAt, scope: Scope): Jump[] {
  const { identity, demands = [], partial = [], range, rule, title, spanId } = at;
  return sourcesOf(scope.sources, 'grafana-pyroscope-datasource', scope.ownUid).flatMap((source) => {
    const { matchers, leftOut } = selectionIn(source, { identity, demands }, scope.names);
    const labelSelector = selectorText(matchers);
    if (!labelSelector) return [];
    const target = {
      refId: 'A',
      queryType: 'both',
      profileTypeId: CPU_PROFILE,
      labelSelector,
      ...(spanId ? { spanSelector: [spanId] } : {}),
    } as const;
    return [
      queryJump({ source, rule, title: title ?? 'CPU profile', target, range, leftOut: [...leftOut, ...partial] }),
    ];
  });
}

export interface LogsAt extends At {
  /** Only lines of this trace, and then of the service wherever it runs. */
  readonly traceId?: string;
}

/** Log lines of something that runs, or of one trace: the ID in the line or in structured metadata. */
export function logsOf(at: LogsAt, { sources, names, ownUid }: Scope): Jump[] {
  const { identity, demands = [], partial = [], traceId, range, rule, title } = at;
  return sourcesOf(sources, 'loki', ownUid).flatMap((source) => {
    const wanted = traceId === undefined ? { identity, demands } : { identity: pick(identity, 'service'), demands: [] };
    const { matchers, leftOut } = selectionIn(source, wanted, names);
    const selector = selectorText(withoutEmpty(matchers));
    const expr =
      traceId === undefined ? selector : `${selector ?? anyStream(names.of(source.uid))} ${traceFilter(traceId)}`;
    const target = { refId: 'A', expr: expr ?? '' };
    return expr
      ? [queryJump({ source, rule, title: title ?? 'Logs', target, range, leftOut: [...leftOut, ...partial] })]
      : [];
  });
}

/** Grafana's filter for a trace's lines: the ID in the line's text, or as a label or structured metadata. */
export const traceFilter = (traceId: string): string => idFilter('log_line_contains_trace_id', 'trace_id', traceId);
export const spanFilter = (spanId: string): string => idFilter('log_line_contains_span_id', 'span_id', spanId);

const idFilter = (flag: string, label: string, id: string): string =>
  `| label_format ${flag}=\`{{ contains "${id.replace(/[^0-9a-zA-Z]/g, '')}" __line__  }}\` | ${flag}="true" or ${label}=${quote(id)}`;

export interface TracesAt extends At {
  readonly labels?: Labels;
  /** How long the spans took; the nearest come first. */
  readonly duration?: DurationHint | null;
}

/** Traces with spans of something that runs, newest first, or nearest in duration where one is given. */
export function tracesOf(at: TracesAt, { sources, names, ownUid }: Scope): Jump[] {
  const { identity, labels = {}, demands = [], partial = [], range, rule, title, duration } = at;
  const subject = { identity, labels, demands };
  return sourcesOf(sources, 'tempo', ownUid).flatMap((source) => {
    const places = selectionIn(source, subject, names);
    const spans = spanConditions(subject, names.of(source.uid));
    const where = [...places.matchers.map(resourceCondition), ...spans.conditions];
    if (where.length === 0) return [];
    const leftOut = places.leftOut.filter(
      (demand) => conceptOf(demand.name) !== null || spans.leftOut.includes(demand),
    );
    const conditions = [...where, ...(duration ? durationConditions(duration) : [])];
    const target = spanTarget(`{ ${conditions.join(' && ')} }`, duration);
    return [queryJump({ source, rule, title: title ?? 'Traces', target, range, leftOut: [...leftOut, ...partial] })];
  });
}

/** Spans that a filter selects, newest first, or nearest to a duration. */
export const spanTarget = (filter: string, duration?: DurationHint | null) =>
  ({
    refId: 'A',
    query: `${filter} with (most_recent=true)`,
    queryType: 'traceql',
    ...(duration ? { nearMs: duration.near } : {}),
  }) as const;

const NAMED = 3;

/** A service, or the pod of something without one, for titles. */
export function nameOfSubject({ identity, demands = [] }: Pick<At, 'identity' | 'demands'>): string {
  const asked = identity.service
    ? undefined
    : demands.find((one) => conceptOf(one.name) === 'service' && !isPresence(one));
  return asked
    ? nameOfDemand(asked)
    : (identity.service ?? identity.pod ?? identity.namespace ?? identity.cluster ?? 'the same labels');
}

function nameOfDemand(demand: Demand): string {
  const { op, value, bare } = demand;
  const names = op === '!=' ? [value] : plainAlternatives(bare ?? value);
  if (!names || value === '' || names.some((name) => name.length > 60)) return demandText(demand);
  const rest = names.length - NAMED;
  const list = rest > 1 ? `${names.slice(0, NAMED).join(', ')} and ${rest} more` : names.join(', ');
  return op.startsWith('!') ? `all but ${list}` : list;
}
