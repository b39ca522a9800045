import type { Labels } from '../answer.ts';
import type { Context, Jump } from '../jump.ts';
import type { LogRow } from '../logs.ts';
import type { DerivedField, SourceInfo } from '../source.ts';
import { nanoToMs } from '../units.ts';
import { traceOfLog } from './identity.ts';
import { linkLookup } from './link-lookup.ts';
import { identityOf } from './names.ts';
import { logsOf, metricsOf, profileOf } from './service.ts';
import { sourcesOf } from './near-sources.ts';
import { around, externalJump, findSource, queryJump, textTarget, type Scope } from './sources.ts';
import { interpolateTitle, interpolateUrl, type Lookup } from './variables.ts';

type LogContext = Extract<Context, { kind: 'log' }>;

/** Lines are matched up to here; a pathological pattern over a 10 MB line would freeze the page. */
const MATCH_CHARS = 65_536;

/** Links of `jsonData.derivedFields`, Grafana's semantics: the first entry of a name decides, all entries of it link. */
export function derivedFieldJumps(context: LogContext, own: SourceInfo, sources: readonly SourceInfo[]): Jump[] {
  const jumps: Jump[] = [];
  const values = new Map<string, string | null>();
  for (const [index, field] of own.settings.derivedFields.entries()) {
    if (!values.has(field.name)) values.set(field.name, derivedValue(field, context.row));
    const value = values.get(field.name);
    if (value == null || value === '') continue;
    const jump = derivedJump({ field, value, rule: `derivedFields[${index}]` }, context, sources);
    if (jump) jumps.push(jump);
  }
  return jumps;
}

/** What a derived field finds in a row: group 1 of the first match, or the value of the first label whose key matches. */
export function derivedValue(field: DerivedField, row: LogRow): string | null {
  const pattern = compile(field.matcherRegex);
  if (!pattern) return null;
  if (field.matcherType === 'regex') return pattern.exec(row.line.slice(0, MATCH_CHARS))?.[1] ?? null;
  const labels = { ...row.labels, ...row.structuredMetadata, ...row.parsed };
  for (const [key, value] of Object.entries(labels)) if (pattern.test(key)) return value;
  return null;
}

const compiled = new Map<string, RegExp | null>();
/** Patterns come from configuration and are few; each is compiled once, a bad one to null. */
function compile(source: string): RegExp | null {
  let pattern = compiled.get(source);
  if (pattern === undefined) {
    try {
      pattern = new RegExp(source);
    } catch {
      pattern = null;
    }
    compiled.set(source, pattern);
  }
  return pattern;
}

interface Derived {
  readonly field: DerivedField;
  readonly value: string;
  readonly rule: string;
}

function derivedJump(
  { field, value, rule }: Derived,
  context: LogContext,
  sources: readonly SourceInfo[],
): Jump | null {
  const lookup = logLookup(context, { name: field.name, value });
  const title = (byDefault: string): string => interpolateTitle(field.urlDisplayLabel || byDefault, lookup);
  if (!field.datasourceUid) {
    const href = field.url ? interpolateUrl(field.url, lookup) : null;
    return href ? externalJump(rule, title(field.name), { href, newTab: field.targetBlank ?? true }) : null;
  }
  const source = findSource(sources, field.datasourceUid);
  const target = source && textTarget(source.type, field.url || '${__value.raw}', lookup);
  if (!source || !target) return null;
  const spanId = source.type === 'tempo' ? traceOfLog(context.row)?.spanId : null;
  const name = title(source.type === 'tempo' ? 'Trace' : source.name);
  return queryJump({ source, rule, title: name, target, range: context.range, ...(spanId ? { spanId } : {}) });
}

/** Link variables of a log row. The body is a field by the names that Grafana's frames gave it over time. */
export function logLookup(context: LogContext, field: { readonly name: string; readonly value: string }): Lookup {
  const { row, range } = context;
  const time = nanoToMs(row.timestamp);
  const labels = Object.entries({ ...row.labels, ...row.structuredMetadata, ...row.parsed });
  const body = ['Line', 'body'].map((name) => [name, row.line] as const);
  return linkLookup({
    field: field.name,
    value: field.value,
    time,
    fields: new Map([['Time', String(Math.floor(time))], ...body, ...labels]),
    labels: new Map(labels),
    series: '',
    range,
  });
}

/** Everything that a row's labels say; index labels are the surest. */
const allLabels = (row: LogRow): Labels => ({ ...row.parsed, ...row.structuredMetadata, ...row.labels });

/** How far from a line its service's metrics and profile are looked at. */
const NEAR_MS = 900_000;

/** What OpenTelemetry's conventions offer with nothing configured: the line's trace, and its service's other signals. */
export function defaultLogJumps(context: LogContext, scope: Scope): Jump[] {
  const { row, range } = context;
  const jumps: Jump[] = [];
  const trace = traceOfLog(row);
  if (trace) {
    for (const source of sourcesOf(scope.sources, 'tempo', scope.ownUid)) {
      const target = { refId: 'A', query: trace.traceId, queryType: 'traceql' } as const;
      jumps.push(queryJump({ source, rule: 'default:log-trace', title: 'Trace', target, range, spanId: trace.spanId }));
    }
    jumps.push(...logsOfTrace(context, trace.traceId, scope));
  }
  const identity = identityOf(allLabels(row));
  const at = { identity, range: around(nanoToMs(row.timestamp), NEAR_MS, NEAR_MS) };
  return [
    ...jumps,
    ...metricsOf({ ...at, rule: 'default:log-metrics' }, scope),
    ...profileOf({ ...at, rule: 'default:log-profile' }, scope),
  ];
}

/** All log lines of the line's trace, of whatever service. */
function logsOfTrace(context: LogContext, traceId: string, { sources, ...scope }: Scope): Jump[] {
  const source = findSource(sources, context.sourceUid);
  if (source?.type !== 'loki') return [];
  const range = around(nanoToMs(context.row.timestamp), 300_000, 300_000);
  const at = { identity: {}, traceId, range, rule: 'default:log-logs', title: 'Logs of the trace' };
  return logsOf(at, { ...scope, sources: [source] });
}
