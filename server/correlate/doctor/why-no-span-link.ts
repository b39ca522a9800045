import {
  PROFILE_ATTRIBUTE,
  logsSettings,
  spanLookup,
  tagMatchers,
  type Tag,
} from '../../contract/correlation/from-span.ts';
import { unresolved } from '../../contract/correlation/variables.ts';
import type { Context, SpanContext } from '../../contract/jump.ts';
import type { SourceInfo } from '../../contract/source.ts';
import type { NoLink } from './findings.ts';

type SpanJumpContext = Extract<Context, { kind: 'span' }>;

/** Why a link of a trace source gave nothing for any span. */
export function whyNoSpanLink(rule: string, source: SourceInfo, contexts: readonly SpanJumpContext[]): NoLink {
  const { tracesToMetrics, tracesToProfiles } = source.settings;
  if (rule === 'tracesToProfiles') {
    const having = contexts.filter(({ span }) => PROFILE_ATTRIBUTE in span.attributes);
    if (having.length === 0) {
      const detail = `no span has the attribute "${PROFILE_ATTRIBUTE}": switch on span profiles in the profiler's SDK`;
      return { reason: 'never-matches', detail };
    }
    return custom(tracesToProfiles?.query ?? '', tracesToProfiles?.tags ?? [], having);
  }
  if (rule.startsWith('tracesToMetrics')) {
    const index = Number(/\[(\d+)\]$/.exec(rule)?.[1]);
    return custom(tracesToMetrics?.queries[index]?.query ?? '', tracesToMetrics?.tags ?? [], contexts);
  }
  const logs = logsSettings(source);
  if (logs?.custom != null) return custom(logs.custom, logs.tags, contexts);
  return { reason: 'never-matches', detail: noTags(logs?.tags ?? [], contexts) };
}

function custom(query: string, tags: readonly Tag[], contexts: readonly SpanJumpContext[]): NoLink {
  const missing = new Set(
    contexts.flatMap(({ span, range }) => unresolved(query, spanLookup(span, tagMatchers(span, tags), range))),
  );
  if (missing.has('__tags')) return { reason: 'unresolved', detail: noTags(tags, contexts) };
  const names = [...missing].map((name) => `\${${name}}`).join(', ');
  const detail = names
    ? `no span answers ${names}`
    : query === ''
      ? 'the query is empty'
      : 'values cannot stand where the query puts them';
  return { reason: 'unresolved', detail };
}

function noTags(tags: readonly Tag[], contexts: readonly SpanJumpContext[]): string {
  const wanted = tags.length > 0 ? `tags ${tags.map(({ key }) => `"${key}"`).join(', ')}` : 'default tags';
  const present = new Set(contexts.flatMap(({ span }) => resourceNames(span)));
  return `no span has any of the ${wanted}; their resources have ${[...present].slice(0, 8).join(', ') || 'none'}`;
}

const resourceNames = ({ resource }: SpanContext): readonly string[] => Object.keys(resource);
