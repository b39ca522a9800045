import type { Labels } from '../answer.ts';
import type { Context, Jump } from '../jump.ts';
import type { AbsoluteRange } from '../query.ts';
import type { SourceInfo } from '../source.ts';
import { durationHint, type DurationHint } from './closeness.ts';
import { padTraceId, traceOfLabels } from './identity.ts';
import { linkLookup } from './link-lookup.ts';
import { demandText, shareOf, subjectOfQuery, type Subject } from './demands.ts';
import { linesBehind } from './lines-behind.ts';
import { identityOf } from './names.ts';
import { sourcesOf } from './near-sources.ts';
import { spansBehind } from './spans-behind.ts';
import { logsOf, nameOfSubject, profileOf, tracesOf } from './service.ts';
import { around, externalJump, findSource, queryJump, textTarget, type Scope } from './sources.ts';
import { interpolateTitle, interpolateUrl, quote, type Lookup } from './variables.ts';

type ExemplarContext = Extract<Context, { kind: 'exemplar' }>;
type PointContext = Extract<Context, { kind: 'point' }>;
type SeriesContext = Extract<Context, { kind: 'series' }>;

/** Links of `exemplarTraceIdDestinations`: an exemplar's field of exactly that name. */
export function exemplarDestinationJumps(
  context: ExemplarContext,
  own: SourceInfo,
  sources: readonly SourceInfo[],
): Jump[] {
  const fields = { ...context.seriesLabels, ...context.labels };
  return own.settings.exemplarTraceIdDestinations.flatMap((destination, index) => {
    const value = Object.hasOwn(fields, destination.name) ? fields[destination.name] : undefined;
    if (!value) return [];
    const rule = `exemplarTraceIdDestinations[${index}]`;
    const lookup = metricLookup(context, { name: destination.name, value });
    const label = interpolateTitle(destination.urlDisplayLabel ?? '', lookup);
    const source = findSource(sources, destination.datasourceUid);
    const target = source && textTarget(source.type, '${__value.raw}', lookup);
    const spanId = traceOfLabels(context.labels)?.spanId ?? null;
    const jumps: Jump[] = [];
    if (source && target) {
      const title = label || (source.type === 'tempo' ? 'Trace' : `Query with ${source.name}`);
      jumps.push(queryJump({ source, rule, title, target, range: context.range, spanId }));
    }
    const href = destination.url ? interpolateUrl(destination.url, lookup) : null;
    if (href) jumps.push(externalJump(rule, label || 'Open', { href, newTab: true }));
    return jumps;
  });
}

/** Link variables of a series, a point of it or an exemplar; `Time` and `Value` are fields as in Grafana's frames. */
export function metricLookup(
  context: ExemplarContext | PointContext | SeriesContext,
  field: { readonly name: string; readonly value: string },
): Lookup {
  const labels = context.kind === 'exemplar' ? { ...context.seriesLabels, ...context.labels } : context.labels;
  const time = context.kind === 'series' ? context.range.to : context.time;
  const value = context.kind === 'series' ? [] : [['Value', String(context.value)] as const];
  return linkLookup({
    field: field.name,
    value: field.value,
    time,
    fields: new Map([['Time', String(Math.floor(time))], ...value, ...Object.entries(labels)]),
    labels: new Map(Object.entries(labels)),
    series: seriesName(labels),
    range: context.range,
  });
}

function seriesName({ __name__: name = '', ...labels }: Labels): string {
  const list = Object.entries(labels).map(([label, value]) => `${label}=${quote(value)}`);
  return list.length > 0 ? `${name}{${list.join(', ')}}` : name;
}

export function defaultExemplarJumps(context: ExemplarContext, scope: Scope): Jump[] {
  const { range, labels, seriesLabels, time } = context;
  const trace = traceOfLabels(labels);
  if (!trace) return [];
  const traceId = padTraceId(trace.traceId);
  const traces = sourcesOf(scope.sources, 'tempo', scope.ownUid).map((source) =>
    queryJump({
      source,
      rule: 'default:exemplar-trace',
      title: 'Trace',
      target: { refId: 'A', query: traceId, queryType: 'traceql' },
      range,
      spanId: trace.spanId,
    }),
  );
  const at = { identity: identityOf(seriesLabels), traceId, range: around(time, 300_000, 300_000) };
  return [...traces, ...logsOf({ ...at, rule: 'default:exemplar-logs', title: 'Logs of the trace' }, scope)];
}

/** At least a minute to either side of a point: lines and spans are not stamped to the step. */
const NEAR_MS = 60_000;

/**
 * From a point of a chart: the traces nearest to its value, and the logs and the profile, in the step that it stands for.
 * What the query demands of all its series counts as labels too: `sum(rate(x{service="a"}[1m]))` has none of its own.
 */
export function defaultPointJumps(context: PointContext, scope: Scope): Jump[] {
  const reach = Math.max(context.stepMs, NEAR_MS);
  const range = around(context.time, reach, reach);
  return seriesJumps(context, { kind: 'point', range, duration: durationHint(context) }, scope);
}

/** From a legend entry or a selected stretch: the same without a moment. */
export const defaultSeriesJumps = (context: SeriesContext, scope: Scope): Jump[] =>
  seriesJumps(context, { kind: 'series', range: context.range, duration: null }, scope);

interface Moment {
  readonly kind: 'point' | 'series';
  readonly range: AbsoluteRange;
  readonly duration: DurationHint | null;
}

function seriesJumps(context: PointContext | SeriesContext, { kind, range, duration }: Moment, scope: Scope): Jump[] {
  const own = findSource(scope.sources, context.sourceUid);
  const subject = subjectOfQuery(context.expr, own?.type ?? 'prometheus', context.labels);
  const of = nameOfSubject(subject);
  const near = duration ? ` near ${durationText(duration.near)}` : '';
  const at = { ...subject, range };
  const spans = own && spansBehind(context, own, { range, duration, rule: `default:${kind}-traces` });
  const lines = own && linesBehind(context, own, { names: scope.names, range, rule: `default:${kind}-logs` });
  return [
    ...tracesOfShare(context, { subject, range, rule: `default:${kind}-traces-share` }, scope),
    ...(spans
      ? [{ ...spans, title: `${spans.title}${near}` }]
      : tracesOf({ ...at, duration, rule: `default:${kind}-traces`, title: `Traces of ${of}${near}` }, scope)),
    ...(lines ? [lines] : logsOf({ ...at, rule: `default:${kind}-logs`, title: `Logs of ${of}` }, scope)),
    ...profileOf({ ...at, rule: `default:${kind}-profile`, title: `CPU profile of ${of}` }, scope),
  ];
}

interface ShareAt {
  readonly subject: Subject;
  readonly range: AbsoluteRange;
  readonly rule: string;
}

/** Of a ratio the traces that it is the share of, where spans can be asked for what they have in common. */
function tracesOfShare(
  { expr, sourceUid }: PointContext | SeriesContext,
  { subject, range, rule }: ShareAt,
  scope: Scope,
): Jump[] {
  const own = findSource(scope.sources, sourceUid);
  const share = own?.type === 'prometheus' ? shareOf(expr, own.type, subject) : null;
  if (!share) return [];
  const asked = subject.partial.map(demandText);
  const title = `Traces of ${nameOfSubject(subject)} with ${asked.join(', ')}`;
  const jumps = tracesOf({ ...share, range, rule, title }, scope);
  return jumps.filter((jump) => jump.kind !== 'query' || !asked.some((text) => jump.leftOut?.includes(text)));
}

function durationText(ms: number): string {
  if (ms >= 1000) return `${Number((ms / 1000).toPrecision(3))} s`;
  return ms >= 1 ? `${Number(ms.toPrecision(3))} ms` : `${Number((ms * 1000).toPrecision(3))} µs`;
}
