import { z } from 'zod';
import { escapeRegex } from './correlation/formats.ts';
import { quote } from './correlation/variables.ts';

const Filter = z.looseObject({
  tag: z.string().min(1),
  operator: z.enum(['=', '!=', '=~', '!~', '>', '>=', '<', '<=']),
  scope: z.string().optional(),
  value: z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat().filter(Boolean)),
  valueType: z.string().optional(),
});
type Filter = z.infer<typeof Filter>;

/** What a span or its trace has without an attribute saying it. Those with a colon are such, too. */
const INTRINSICS = new Set(
  'duration kind name rootName rootServiceName status statusMessage traceDuration nestedSetParent'.split(' '),
);

/**
 * The TraceQL of the filters of Grafana's Tempo search, which keeps no text of it. `{}` for none; a filter that is not
 * filled in, or that would not be one, is left out as Grafana does.
 */
export function traceFilterQuery(filters: unknown): string {
  const conditions = (Array.isArray(filters) ? filters : []).flatMap((one) => {
    const filter = Filter.safeParse(one);
    return filter.success && filter.data.value.length > 0 ? (conditionOf(filter.data) ?? []) : [];
  });
  return conditions.length > 0 ? `{ ${conditions.join(' && ')} }` : '{}';
}

function conditionOf({ tag, operator, scope, value, valueType = 'string' }: Filter): string | null {
  const name = nameOf(tag, scope);
  if (value.length === 1) {
    const [only = ''] = value;
    // A number, a duration or a keyword stands bare; what is none of them would be a part of the query.
    const isBare = valueType !== 'string' && /^[\w.+-]+$/.test(only);
    return `${name} ${operator} ${isBare ? only : quote(only)}`;
  }
  const isPattern = operator.endsWith('~');
  if (!isPattern && operator !== '=' && operator !== '!=') return null;
  const pattern = (isPattern ? value : value.map(escapeRegex)).join('|');
  return `${name} ${operator.startsWith('!') ? '!~' : '=~'} ${quote(pattern)}`;
}

function nameOf(tag: string, scope: string | undefined): string {
  if (scope === 'intrinsic' || INTRINSICS.has(tag) || /^\w+:\w+$/.test(tag)) return tag;
  const name = /^[\w.\-/]+$/.test(tag) ? tag : quote(tag);
  return `${scope && /^\w+$/.test(scope) && scope !== 'unscoped' ? scope : ''}.${name}`;
}
