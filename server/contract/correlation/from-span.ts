import type { Context, Jump, SpanContext } from '../jump.ts';
import type { AbsoluteRange } from '../query.ts';
import type { SourceInfo } from '../source.ts';
import { parseShift } from '../time-range.ts';
import type { Attributes } from '../traces.ts';
import { identityOf } from './names.ts';
import { asText } from './span-fields.ts';
import { logsOf, metricsOf, profileOf, spanFilter, traceFilter } from './service.ts';
import { CPU_PROFILE, findSource, queryJump, spanRange, type Scope } from './sources.ts';
import { interpolateQuery, quote, unresolved, type Lookup } from './variables.ts';

type SpanJumpContext = Extract<Context, { kind: 'span' }>;
export interface Tag {
  readonly key: string;
  readonly value?: string | undefined;
}

/** Grafana's default tags; only the first `.` of the two `service.*` ones is rewritten. */
const DEFAULT_TAGS: readonly Tag[] = [
  { key: 'cluster' },
  { key: 'hostname' },
  { key: 'namespace' },
  { key: 'pod' },
  { key: 'service.name', value: 'service_name' },
  { key: 'service.namespace', value: 'service_namespace' },
];

/** Of profiles only the service is asked for by default. */
const DEFAULT_PROFILE_TAGS = DEFAULT_TAGS.filter(({ key }) => key.startsWith('service.'));

const ownText = (attributes: Attributes, key: string): string | undefined =>
  Object.hasOwn(attributes, key) ? asText(attributes[key]) : undefined;

/** A span's own attribute, else its resource's, else one of the pseudo-tags. */
function tagValue(span: SpanContext, key: string): string | undefined {
  const pseudo: Readonly<Record<string, string>> = {
    spanId: span.spanId,
    traceId: span.traceId,
    name: span.name,
    duration: String(span.duration / 1000),
  };
  return (
    ownText(span.attributes, key) ??
    ownText(span.resource, key) ??
    (Object.hasOwn(pseudo, key) ? pseudo[key] : undefined)
  );
}

/** `label="value", …` of the tags that the span has; '' when it has none. An empty list of tags means the default ones. */
export function tagMatchers(span: SpanContext, tags: readonly Tag[], byDefault = DEFAULT_TAGS): string {
  const matchers: string[] = [];
  for (const { key, value: label } of tags.length > 0 ? tags : byDefault) {
    const value = tagValue(span, key);
    const name = label || key;
    // A label name with a dot would be a syntax error that hides the rest of the link.
    if (value !== undefined && value !== '') matchers.push(`${name.replace(/[^A-Za-z0-9_:]/g, '_')}=${quote(value)}`);
  }
  return matchers.join(', ');
}

/** `__tags` of a link to profiles. */
const profileTags = (span: SpanContext, tags: readonly Tag[]): string => tagMatchers(span, tags, DEFAULT_PROFILE_TAGS);

/** What a link on a field of a span may name besides its fields: `__span`, `__trace`, and the tags of its profiles. */
export function spanVariables({ span, range }: SpanJumpContext, { settings }: SourceInfo): Lookup {
  const tags = settings.tracesToProfiles ? profileTags(span, settings.tracesToProfiles.tags) : '';
  const lookup = spanLookup(span, tags, range);
  return (path) => (/^__(span|trace|tags)\b/.test(path) ? lookup(path) : undefined);
}

/**
 * `__span.traceId`, `__span.tags["http.method"]`, `__trace.duration` (µs), `__tags`, and the range of the jump. A span with
 * none of the tags has no `__tags`: `{${__tags}, a="b"}` would not be a query without them.
 */
export function spanLookup(span: SpanContext, tags: string, range: AbsoluteRange): Lookup {
  const values: Readonly<Record<string, string>> = {
    '__span.traceId': span.traceId,
    '__span.spanId': span.spanId,
    '__span.name': span.name,
    '__span.duration': String(span.duration / 1000),
    '__trace.traceId': span.traceId,
    '__trace.name': span.traceName,
    '__trace.duration': String(span.traceDuration / 1000),
    ...(tags === '' ? {} : { __tags: tags }),
    __from: String(range.from),
    __to: String(range.to),
  };
  return (path) => {
    const tag = /^__span\.tags(?:\["([^"]+)"\]|\['([^']+)'\]|\.(.+))$/.exec(path);
    if (tag) return tagValue(span, tag[1] ?? tag[2] ?? tag[3] ?? '');
    return Object.hasOwn(values, path) ? values[path] : undefined;
  };
}

export interface LogsSettings {
  readonly rule: string;
  readonly datasourceUid: string;
  readonly tags: readonly Tag[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly byTrace: boolean;
  readonly bySpan: boolean;
  /** null: built from tags and filters. */
  readonly custom: string | null;
}

/** `tracesToLogsV2`, or the legacy `tracesToLogs` where V2 is absent, in one form. */
export function logsSettings(source: SourceInfo): LogsSettings | null {
  const { tracesToLogsV2: v2, tracesToLogs: legacy } = source.settings;
  const settings = v2 ?? legacy;
  if (!settings) return null;
  const legacyTags = legacy?.mapTagNamesEnabled ? legacy.mappedTags : (legacy?.tags ?? []).map((key) => ({ key }));
  return {
    rule: v2 ? 'tracesToLogsV2' : 'tracesToLogs',
    datasourceUid: settings.datasourceUid,
    tags: v2 ? v2.tags : legacyTags,
    from: settings.spanStartTimeShift,
    to: settings.spanEndTimeShift,
    byTrace: settings.filterByTraceID,
    bySpan: settings.filterBySpanID,
    custom: v2?.customQuery ? (v2.query ?? '') : null,
  };
}

const shifts = (from: string | undefined, to: string | undefined, byDefault: number) => ({
  from: parseShift(from ?? '') ?? -byDefault,
  to: parseShift(to ?? '') ?? byDefault,
});

export function spanToLogs({ span, sourceUid }: SpanJumpContext, sources: readonly SourceInfo[]): Jump | null {
  const own = findSource(sources, sourceUid);
  const settings = own && logsSettings(own);
  const source = settings && findSource(sources, settings.datasourceUid);
  if (!settings || source?.type !== 'loki') return null;
  const tags = tagMatchers(span, settings.tags);
  const range = spanRange(span, shifts(settings.from, settings.to, 0));
  if (settings.custom !== null) {
    const lookup = spanLookup(span, tags, range);
    const expr = unresolved(settings.custom, lookup).length === 0 ? interpolateQuery(settings.custom, lookup) : null;
    return expr
      ? queryJump({ source, rule: settings.rule, title: 'Logs for this span', target: { refId: 'A', expr }, range })
      : null;
  }
  if (tags === '') return null;
  const filters = [settings.byTrace ? traceFilter(span.traceId) : '', settings.bySpan ? spanFilter(span.spanId) : ''];
  const expr = [`{${tags}}`, ...filters.filter(Boolean)].join(' ');
  return queryJump({ source, rule: settings.rule, title: 'Logs for this span', target: { refId: 'A', expr }, range });
}

export function spanToMetrics({ span, sourceUid }: SpanJumpContext, sources: readonly SourceInfo[]): Jump[] {
  const settings = findSource(sources, sourceUid)?.settings.tracesToMetrics;
  const source = settings && findSource(sources, settings.datasourceUid);
  if (!settings || source?.type !== 'prometheus') return [];
  const range = spanRange(span, shifts(settings.spanStartTimeShift, settings.spanEndTimeShift, 120_000));
  const lookup = spanLookup(span, tagMatchers(span, settings.tags), range);
  return settings.queries.flatMap(({ name, query }, index) => {
    const expr = query === '' ? medianLatency(span.service) : interpolateQuery(query, lookup);
    const rule = `tracesToMetrics.queries[${index}]`;
    return expr
      ? [
          queryJump({
            source,
            rule,
            title: name || 'Request metrics',
            target: { refId: 'A', expr, range: true },
            range,
          }),
        ]
      : [];
  });
}

const medianLatency = (service: string): string =>
  `histogram_quantile(0.5, sum by (le) (rate(traces_spanmetrics_latency_bucket{service=${quote(service)}}[5m])))`;

export const PROFILE_ATTRIBUTE = 'pyroscope.profile.id';

export function spanToProfile({ span, sourceUid }: SpanJumpContext, sources: readonly SourceInfo[]): Jump | null {
  const settings = findSource(sources, sourceUid)?.settings.tracesToProfiles;
  const source = settings && findSource(sources, settings.datasourceUid);
  const profileId = asText(span.attributes[PROFILE_ATTRIBUTE]);
  if (!settings || source?.type !== 'grafana-pyroscope-datasource' || !profileId || !/^[0-9a-f]{16}$/i.test(profileId))
    return null;
  const range = spanRange(span, { from: -60_000, to: 60_000 });
  const tags = profileTags(span, settings.tags);
  const selector = settings.customQuery
    ? interpolateQuery(settings.query ?? '', spanLookup(span, tags, range))
    : `{${tags}}`;
  if (!selector) return null;
  return queryJump({
    source,
    rule: 'tracesToProfiles',
    title: 'Profile of this span',
    target: {
      refId: 'A',
      queryType: 'profile',
      profileTypeId: settings.profileTypeId || CPU_PROFILE,
      labelSelector: selector,
      spanSelector: [profileId.toLowerCase()],
    },
    range,
  });
}

/** The signals of a span's service round its time, for each signal that nothing configured reaches. */
export function defaultSpanJumps({ span, sourceUid, range }: SpanJumpContext, scope: Scope): Jump[] {
  const { service, traceId } = span;
  const identity = { ...identityOf(span.resource), service };
  const profileId = asText(span.attributes[PROFILE_ATTRIBUTE])?.toLowerCase() ?? '';
  const spanId = /^[0-9a-f]{16}$/.test(profileId) ? profileId : null;
  const near = (ms: number) => spanRange(span, { from: -ms, to: ms });
  const title = spanId ? 'Profile of this span' : `CPU profile of ${service}`;
  return [
    ...logsOf(
      { identity, traceId, range: near(30_000), rule: 'default:span-logs', title: 'Logs for this span' },
      scope,
    ),
    ...metricsOf({ identity, range: near(900_000), rule: 'default:span-metrics' }, scope),
    ...profileOf({ identity, range: near(60_000), rule: 'default:span-profile', spanId, title }, scope),
    ...linkedTraces(span, range, findSource(scope.sources, sourceUid)),
  ];
}

function linkedTraces(span: SpanContext, range: AbsoluteRange, tempo: SourceInfo | null): Jump[] {
  if (tempo?.type !== 'tempo') return [];
  return span.links.flatMap(({ traceId, spanId }, index) => {
    if (!/^[0-9a-f]{16,32}$/i.test(traceId)) return [];
    const target = { refId: 'A', query: traceId, queryType: 'traceql' } as const;
    const title = `Linked trace ${traceId.slice(0, 8)}`;
    return [queryJump({ source: tempo, rule: `default:span-link[${index}]`, title, target, range, spanId })];
  });
}
