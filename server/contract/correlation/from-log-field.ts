import type { Context, Jump } from '../jump.ts';
import type { SourceInfo } from '../source.ts';
import { nanoToMs } from '../units.ts';
import { correlationJumps } from './correlations.ts';
import { derivedFieldJumps } from './from-log.ts';
import { isTraceId, padTraceId, traceOfLabels } from './identity.ts';
import { conceptOf, identityOf, plainName, type Matcher, matcherList, selectorText } from './names.ts';
import { metricsOf, profileOf } from './service.ts';
import { sourcesOf } from './near-sources.ts';
import { matchersIn } from './selection.ts';
import { around, findSource, queryJump, type Scope } from './sources.ts';
import { nicknameCondition, resourceCondition } from './traceql.ts';
import { quote } from './variables.ts';

type FieldContext = Extract<Context, { kind: 'log-field' }>;

/** Derived fields that this field feeds, and correlations on it. */
export function configuredFieldJumps(context: FieldContext, own: SourceInfo, sources: readonly SourceInfo[]): Jump[] {
  const { row, field, range, sourceUid } = context;
  // A row of only this field: a rule that still finds something found it here.
  const labels = { [field.name]: field.value };
  const alone = {
    kind: 'log',
    sourceUid,
    range,
    row: { ...row, line: '', labels, structuredMetadata: {}, parsed: {} },
  } as const;
  return [...derivedFieldJumps(alone, own, sources), ...correlationJumps(context, own, sources)];
}

/** How far from a line the same value is looked for. */
const NEAR_MS = 900_000;

/** Where the value of a field occurs besides: its trace, lines like this one, spans and series that carry it. */
export function defaultFieldJumps(context: FieldContext, scope: Scope): Jump[] {
  const { row, field } = context;
  const range = around(nanoToMs(row.timestamp), NEAR_MS, NEAR_MS);
  const labels = { ...row.parsed, ...row.structuredMetadata, ...row.labels, [field.name]: field.value };
  const trace = traceJumps(context, scope);
  const lines = linesWithValue(context, scope);
  if (trace.length > 0) return [...trace, ...lines];
  const isPlace = conceptOf(field.name) !== null;
  const identity = isPlace ? identityOf({ [field.name]: field.value }) : identityOf(labels);
  return [
    ...lines,
    ...tracesWithValue(context, { identity, range }, scope),
    ...(isPlace
      ? [
          ...metricsOf({ identity, range, rule: 'default:field-metrics' }, scope),
          ...profileOf({ identity, range, rule: 'default:field-profile' }, scope),
        ]
      : metricsWithValue(context, range, scope)),
  ];
}

function traceJumps({ field, range }: FieldContext, { sources, ownUid }: Scope): Jump[] {
  const isNamed = traceOfLabels({ [field.name]: field.value }) !== null;
  // Under any name, 32 hex digits may be a trace's; 16 are too often something else.
  if (!isNamed && !(field.value.length === 32 && isTraceId(field.value))) return [];
  const target = { refId: 'A', query: padTraceId(field.value), queryType: 'traceql' } as const;
  return sourcesOf(sources, 'tempo', ownUid).map((source) =>
    queryJump({ source, rule: 'default:field-trace', title: 'Trace', target, range }),
  );
}

/** Lines of the same stream with the same value, by the way that the field came to be. */
function linesWithValue(context: FieldContext, scope: Scope): Jump[] {
  const { row, field, range } = context;
  const source = findSource(scope.sources, context.sourceUid);
  if (source?.type !== 'loki') return [];
  const known = scope.names.of(source.uid);
  const stream: Matcher[] = Object.entries(row.labels)
    .filter(([name]) => isName(name) && (known === null || known.includes(name)))
    .map(([name, value]) => ({ name, op: '=', value }));
  const isLabel = Object.hasOwn(row.labels, field.name) && isName(field.name);
  const expr = isLabel
    ? selectorText([{ name: field.name, op: '=', value: field.value }])
    : filtered(context, stream.length > 0 ? `{${matcherList(stream)}}` : null);
  const title = `Lines with this ${field.name}`;
  return expr ? [queryJump({ source, rule: 'default:field-logs', title, target: { refId: 'A', expr }, range })] : [];
}

const isName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name);

/** By structured metadata where it is that, else by the value's text in the line, else by a parser. */
function filtered({ row, field }: FieldContext, selector: string | null): string | null {
  if (selector === null || field.value === '') return null;
  const matcher = isName(field.name) ? `${field.name}=${quote(field.value)}` : null;
  if (Object.hasOwn(row.structuredMetadata, field.name)) return matcher && `${selector} | ${matcher}`;
  const asJson = JSON.stringify(field.value).slice(1, -1);
  const text = [field.value, asJson].find((form) => row.line.includes(form));
  if (text !== undefined) return `${selector} |= ${quote(text)}`;
  return matcher && `${selector} | ${row.line.trimStart().startsWith('{') ? 'json' : 'logfmt'} | ${matcher}`;
}

interface Where {
  readonly identity: ReturnType<typeof identityOf>;
  readonly range: ReturnType<typeof around>;
}

function tracesWithValue(
  { field }: FieldContext,
  { identity, range }: Where,
  { sources, names, ownUid }: Scope,
): Jump[] {
  return sourcesOf(sources, 'tempo', ownUid).flatMap((source) => {
    const place = matchersIn(source, identity, names).map(resourceCondition);
    const own = conceptOf(field.name) ? [] : [nicknameCondition(field.name, field.value, names.of(source.uid))];
    const conditions = [...place, ...own];
    if (conditions.length === 0 || conditions.includes(null)) return [];
    const query = `{ ${conditions.join(' && ')} } with (most_recent=true)`;
    const target = { refId: 'A', query, queryType: 'traceql' } as const;
    return [
      queryJump({ source, rule: 'default:field-traces', title: `Traces with this ${field.name}`, target, range }),
    ];
  });
}

/** Which metrics carry the value, where the source says that it has a label of that name. */
function metricsWithValue({ field }: FieldContext, range: Where['range'], { sources, names, ownUid }: Scope): Jump[] {
  return sourcesOf(sources, 'prometheus', ownUid).flatMap((source) => {
    const label = names.of(source.uid)?.find((name) => plainName(name) === plainName(field.name));
    if (label === undefined || field.value === '') return [];
    const expr = `count by (__name__) ({${matcherList([{ name: label, op: '=', value: field.value }])}})`;
    const target = { refId: 'A', expr, range: true };
    return [queryJump({ source, rule: 'default:field-metrics', title: `Metrics with this ${label}`, target, range })];
  });
}
