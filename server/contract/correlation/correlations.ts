import type { Context, Jump } from '../jump.ts';
import { toTarget } from '../explore-url.ts';
import type { Correlation, SourceInfo } from '../source.ts';
import type { z } from 'zod';
import type { CorrelationTransformation } from '../source.ts';
import { logLookup } from './from-log.ts';
import { externalJump, findSource, queryJump } from './sources.ts';
import { interpolateQuery, interpolateUrl, unresolved, type Lookup } from './variables.ts';

type Transformation = z.infer<typeof CorrelationTransformation>;
type FieldContext = Extract<Context, { kind: 'log' | 'point' }>;

/** Links of a source's provisioned `correlations`, on the field that each names. */
export function correlationJumps(context: FieldContext, own: SourceInfo, sources: readonly SourceInfo[]): Jump[] {
  return own.correlations.flatMap((correlation, index) => {
    const { field } = correlation.config;
    const value = fieldValue(context, field);
    if (value === undefined) return [];
    const variables = transformed(correlation.config.transformations, { context, field, value });
    const base = fieldLookup(context, { name: field, value });
    const lookup: Lookup = (path) => variables.get(path) ?? base(path);
    const jump = correlationJump({ correlation, rule: `correlations[${index}]`, lookup, context }, sources);
    return jump ? [jump] : [];
  });
}

const BODY = new Set(['Line', 'line', 'body', 'Body']);

function fieldValue(context: FieldContext, field: string): string | undefined {
  if (context.kind === 'point') return field === 'Value' ? String(context.value) : context.labels[field];
  const { row } = context;
  if (BODY.has(field)) return row.line;
  return row.parsed[field] ?? row.structuredMetadata[field] ?? row.labels[field];
}

function fieldLookup(context: FieldContext, field: { readonly name: string; readonly value: string }): Lookup {
  if (context.kind === 'log') return logLookup(context, field);
  return (path) => (/^__value(\.(raw|text|numeric))?$/.test(path) ? field.value : context.labels[path]);
}

interface TransformInput {
  readonly context: FieldContext;
  readonly field: string;
  readonly value: string;
}

/** Variables that the transformations draw from the field: named groups, or group 1 under `mapValue` or the field's name. */
export function transformed(
  transformations: readonly Transformation[],
  input: TransformInput,
): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const step of transformations) {
    const field = step.field || input.field;
    const text = step.field ? (fieldValue(input.context, step.field) ?? '') : input.value;
    const found = step.type === 'logfmt' ? logfmtPairs(text) : regexPairs(step, field, text);
    for (const [name, value] of found) variables.set(name, value);
  }
  return variables;
}

/** Flags `gi`, as in Grafana; of several matches the last wins. */
function regexPairs(step: Transformation, field: string, text: string): [string, string][] {
  let pattern: RegExp;
  try {
    pattern = new RegExp(step.expression ?? '', 'gi');
  } catch {
    return [];
  }
  const pairs: [string, string][] = [];
  for (const match of text.slice(0, 65_536).matchAll(pattern)) {
    const named = Object.entries(match.groups ?? {}).filter((pair): pair is [string, string] => pair[1] !== undefined);
    pairs.push(...(match.groups ? named : [[step.mapValue || field, match[1] ?? match[0]] as [string, string]]));
  }
  return pairs;
}

const LOGFMT = /([^\s=]+)=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g;
const logfmtPairs = (text: string): [string, string][] =>
  Array.from(text.matchAll(LOGFMT), ([, key = '', quoted, plain = '']) => [
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
  if (correlation.type === 'external') {
    const url = target['url'];
    if (typeof url !== 'string' || unresolved(url, lookup).length > 0) return null;
    const href = interpolateUrl(url, lookup);
    return href ? externalJump(rule, correlation.label || 'External URL', { href, newTab: true }) : null;
  }
  const source = findSource(sources, correlation.targetUID);
  const query = source && fillStrings(target, lookup);
  if (!source || !query) return null;
  const made = toTarget(source.type, { refId: 'A', ...(query as Readonly<Record<string, unknown>>) });
  return queryJump({ source, rule, title: correlation.label || source.name, target: made, range: context.range });
}

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
