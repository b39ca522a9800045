import { derivedValue, logLookup } from '../../contract/correlation/from-log.ts';
import { traceOfLabels } from '../../contract/correlation/identity.ts';
import { unresolved } from '../../contract/correlation/variables.ts';
import type { Context } from '../../contract/jump.ts';
import type { DerivedField, SourceInfo } from '../../contract/source.ts';
import type { Sample } from './evidence.ts';
import type { NoLink } from './findings.ts';

type LogContext = Extract<Context, { kind: 'log' }>;
type ExemplarContext = Extract<Context, { kind: 'exemplar' }>;

/** Why a derived field gave no link. */
export function whyNoDerivedField(
  fields: readonly DerivedField[],
  index: number,
  contexts: readonly LogContext[],
): NoLink {
  const field = fields[index];
  if (!field) return { reason: 'never-matches', detail: 'there is no such entry' };
  const broken = badPattern(field);
  if (broken) return { reason: 'bad-pattern', detail: broken };
  const first = fields.find(({ name }) => name === field.name) ?? field;
  const matches = (one: DerivedField) => contexts.filter(({ row }) => derivedValue(one, row));
  if (first !== field && matches(first).length === 0) {
    const detail = `an earlier entry named "${field.name}" decides for all of that name, and never matches`;
    return { reason: 'shadowed', detail };
  }
  const matched = matches(first);
  const [context] = matched;
  if (!context) {
    const what =
      field.matcherType === 'label'
        ? 'no label, structured metadata or field has a name that it matches'
        : 'its pattern matches none of the lines';
    return { reason: 'never-matches', detail: `${what} (${contexts.length} looked at)` };
  }
  const lookup = logLookup(context, { name: field.name, value: derivedValue(first, context.row) ?? '' });
  const missing = unresolved(field.url, lookup);
  const detail =
    missing.length > 0
      ? `nothing answers ${missing.map((name) => `\${${name}}`).join(', ')}`
      : 'what it matches cannot stand where its query or URL puts it';
  return { reason: 'unresolved', detail };
}

function badPattern({ matcherType, matcherRegex }: DerivedField): string | null {
  try {
    new RegExp(matcherRegex);
  } catch (error) {
    return error instanceof Error ? error.message : 'the pattern does not compile';
  }
  const groups = (new RegExp(`${matcherRegex}|`).exec('')?.length ?? 1) - 1;
  return matcherType === 'regex' && groups === 0
    ? 'its pattern has no group in parentheses to take the value from'
    : null;
}

export function whyNoExemplarLink(name: string, contexts: readonly ExemplarContext[]): NoLink {
  const having = contexts.filter(({ labels, seriesLabels }) => labels[name] ?? seriesLabels[name]);
  if (having.length > 0) return { reason: 'unresolved', detail: `the values of "${name}" are no trace IDs` };
  const names = [...new Set(contexts.flatMap(({ labels }) => Object.keys(labels)))];
  return {
    reason: 'never-matches',
    detail: `no exemplar has a label "${name}"; they have ${names.join(', ') || 'none'}`,
  };
}

/** The label of exemplars that holds a trace ID. */
export const traceLabelOf = (contexts: readonly ExemplarContext[]): string | undefined =>
  contexts
    .flatMap(({ labels }) => Object.entries(labels))
    .find(([name, value]) => traceOfLabels({ [name]: value }) !== null)?.[0];

export function whyNoCorrelation(source: SourceInfo, index: number, samples: readonly Sample[]): NoLink {
  const correlation = source.correlations[index];
  const field = correlation?.config.field ?? '';
  const having = samples.filter(({ context }) => hasField(context, field));
  if (having.length === 0) return { reason: 'never-matches', detail: `no sample has the field "${field}"` };
  const names = JSON.stringify(correlation?.config.target).match(/\$\{[^}]*\}/g) ?? [];
  const draws = (correlation?.config.transformations.length ?? 0) > 0;
  const detail = draws
    ? `the transformations of "${field}" give no value for ${[...new Set(names)].join(', ') || 'the target'}`
    : `the target's ${[...new Set(names)].join(', ') || 'query'} cannot be filled from "${field}"`;
  return { reason: 'unresolved', detail };
}

function hasField(context: Sample['context'], field: string): boolean {
  switch (context.kind) {
    case 'log':
      return (
        /^(line|body)$/i.test(field) ||
        field in { ...context.row.labels, ...context.row.structuredMetadata, ...context.row.parsed }
      );
    case 'span':
      return field in { ...context.span.resource, ...context.span.attributes };
    case 'exemplar':
    case 'point':
    case 'series':
      return field === 'Value' || field in context.labels;
    case 'stack-frame':
      return false;
  }
}
