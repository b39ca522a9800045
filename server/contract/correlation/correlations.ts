import type { z } from 'zod';
import type { Context, Jump } from '../jump.ts';
import { toTarget } from '../explore-url.ts';
import type { LogRow } from '../logs.ts';
import type { Target } from '../query.ts';
import type { Correlation, CorrelationTransformation, SourceInfo } from '../source.ts';
import { logLookup } from './from-log.ts';
import { metricLookup } from './from-metric.ts';
import { spanVariables } from './from-span.ts';
import { spanFields, spanFieldLookup } from './span-fields.ts';
import { externalJump, findSource, queryJump, spanRange } from './sources.ts';
import { interpolateQuery, interpolateTitle, interpolateUrl, unresolved, type Lookup } from './variables.ts';

type Transformation = z.infer<typeof CorrelationTransformation>;
type FieldContext = Extract<Context, { kind: 'log' | 'log-field' | 'span' | 'exemplar' | 'point' | 'series' }>;

/** Links of a source's provisioned `correlations`, on the field that each names. */
export function correlationJumps(context: FieldContext, own: SourceInfo, sources: readonly SourceInfo[]): Jump[] {
  return own.correlations.flatMap((correlation, index) => {
    const { field } = correlation.config;
    if (context.kind === 'log-field' && !isField(context.field.name, field)) return [];
    const value = fieldValue(context, field);
    if (value === undefined) return [];
    const variables = transformed(correlation.config.transformations, { context, field, value });
    const base = fieldLookup(context, { name: field, value });
    const ofSpan: Lookup = context.kind === 'span' ? spanVariables(context, own) : () => undefined;
    const lookup: Lookup = (path) => variables.get(path) ?? ofSpan(path) ?? base(path);
    const jump = correlationJump({ correlation, rule: `correlations[${index}]`, lookup, context }, sources);
    return jump ? [jump] : [];
  });
}

/** What Grafana's log frames called the body over time. */
const BODY = new Set(['Line', 'line', 'body', 'Body']);
const isField = (name: string, wanted: string): boolean => name === wanted || (BODY.has(name) && BODY.has(wanted));

function fieldValue(context: FieldContext, field: string): string | undefined {
  switch (context.kind) {
    case 'log':
    case 'log-field':
      return rowValue(context.row, field);
    case 'span':
      return spanFields(context.span).get(field);
    case 'exemplar':
      return field === 'Value'
        ? String(context.value)
        : (own(context.labels, field) ?? own(context.seriesLabels, field));
    case 'point':
      return field === 'Value' ? String(context.value) : own(context.labels, field);
    case 'series':
      return own(context.labels, field);
  }
}

const own = (labels: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(labels, name) ? labels[name] : undefined;

const rowValue = (row: LogRow, field: string): string | undefined =>
  BODY.has(field) ? row.line : (own(row.parsed, field) ?? own(row.structuredMetadata, field) ?? own(row.labels, field));

function fieldLookup(context: FieldContext, field: { readonly name: string; readonly value: string }): Lookup {
  switch (context.kind) {
    case 'log':
      return logLookup(context, field);
    case 'log-field':
      return logLookup({ ...context, kind: 'log' }, field);
    case 'span':
      return spanFieldLookup(context, field);
    case 'exemplar':
    case 'point':
    case 'series':
      return metricLookup(context, field);
  }
}

interface TransformInput {
  readonly context: FieldContext;
  readonly field: string;
  readonly value: string;
}

/**
 * Variables that the transformations draw from the field: named groups, or group 1 under `mapValue` or the name of the
 * link's field, whichever field a step reads.
 */
export function transformed(
  transformations: readonly Transformation[],
  input: TransformInput,
): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const step of transformations) {
    const text = step.field ? fieldValue(input.context, step.field) : input.value;
    if (text === undefined) continue;
    const found = step.type === 'logfmt' ? logfmtPairs(text) : regexPairs(step, input.field, text);
    for (const [name, value] of found) variables.set(name, value);
  }
  return variables;
}

/** A value is read to here; patterns come from configuration, but their input does not. */
const MAX_CHARS = 65_536;

/** Flags `gi`, as in Grafana; of several matches the last wins. An empty group gives the whole match. */
function regexPairs(step: Transformation, field: string, text: string): [string, string][] {
  let pattern: RegExp;
  try {
    pattern = new RegExp(step.expression ?? '', 'gi');
  } catch {
    return [];
  }
  const pairs: [string, string][] = [];
  for (const match of text.slice(0, MAX_CHARS).matchAll(pattern)) {
    const named = Object.entries(match.groups ?? {}).filter((pair): pair is [string, string] => pair[1] !== undefined);
    pairs.push(...(match.groups ? named : [[step.mapValue || field, match[1] || match[0]] as [string, string]]));
  }
  return pairs;
}

const LOGFMT = /([^\s="]+)(?:=(?:"((?:[^"\\]|\\.)*)"|(\S*)))?/g;
/** A word alone is a flag that is set. */
const logfmtPairs = (text: string): [string, string][] =>
  Array.from(text.slice(0, MAX_CHARS).matchAll(LOGFMT), ([, key = '', quoted, plain = quoted ?? 'true']) => [
    key,
    quoted?.replace(/\\(.)/g, '$1') ?? plain,
  ]);

interface Resolved {
  readonly correlation: Correlation;
  readonly rule: string;
  readonly lookup: Lookup;
  readonly context: FieldContext;
}

function correlationJump(
  { correlation, rule, lookup, context }: Resolved,
  sources: readonly SourceInfo[],
): Jump | null {
  const { target } = correlation.config;
  const title = (byDefault: string): string => interpolateTitle(correlation.label || byDefault, lookup);
  if (correlation.type === 'external') {
    const url = target['url'];
    if (typeof url !== 'string' || unresolved(url, lookup).length > 0) return null;
    const href = interpolateUrl(url, lookup);
    return href ? externalJump(rule, title('External URL'), { href, newTab: true }) : null;
  }
  const source = findSource(sources, correlation.targetUID);
  const query = source && fillStrings(target, lookup);
  if (!source || !query) return null;
  const made = toTarget(source.type, { refId: 'A', ...(query as Readonly<Record<string, unknown>>) });
  if (isEmpty(made)) return null;
  // From a span one comes to its own time.
  const range = context.kind === 'span' ? spanRange(context.span, { from: 0, to: 0 }) : context.range;
  return queryJump({ source, rule, title: title(source.name), target: made, range });
}

const isEmpty = (target: Target): boolean =>
  ('expr' in target ? target.expr : 'query' in target ? target.query : target.profileTypeId).trim() === '';

/** Every string of a target object with its variables filled in, or null when one of them cannot be. */
function fillStrings(value: unknown, lookup: Lookup): unknown {
  if (typeof value === 'string') return interpolateQuery(value, lookup);
  if (Array.isArray(value)) {
    const items = value.map((item) => fillStrings(item, lookup));
    return items.includes(null) ? null : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const filled = Object.entries(value).map(
    ([key, item]) => [key, item === null ? undefined : fillStrings(item, lookup)] as const,
  );
  return filled.some(([, item]) => item === null) ? null : Object.fromEntries(filled);
}
