import type { SourceVocabulary } from '../correlate.ts';
import type { Context, Jump } from '../jump.ts';
import type { SourceInfo } from '../source.ts';
import { correlationJumps } from './correlations.ts';
import { defaultLogJumps, derivedFieldJumps } from './from-log.ts';
import { configuredFieldJumps, defaultFieldJumps } from './from-log-field.ts';
import {
  defaultExemplarJumps,
  defaultPointJumps,
  defaultSeriesJumps,
  exemplarDestinationJumps,
} from './from-metric.ts';
import { defaultStackFrameJumps, serviceJumps } from './from-profile.ts';
import { defaultSpanJumps, spanToLogs, spanToMetrics, spanToProfile } from './from-span.ts';
import { defaultTraceJumps } from './from-trace.ts';
import { namesFrom } from './names.ts';
import { findSource, type Scope } from './sources.ts';

/**
 * Where one can go from a context, best first: what was provisioned, then the defaults over OpenTelemetry's conventions
 * for every signal that nothing provisioned reaches. Pure; no request is made.
 *
 * @param vocabulary the names that the sources have: default rules use only those. What it does not cover is taken to
 *   follow the conventions.
 */
export function resolveJumps(
  context: Context,
  sources: readonly SourceInfo[],
  vocabulary: readonly SourceVocabulary[] = [],
): readonly Jump[] {
  const own = context.sourceUid === null ? null : findSource(sources, context.sourceUid);
  const scope: Scope = { sources, names: namesFrom(vocabulary), ownUid: own?.uid ?? null };
  return withoutRepeats(configuredJumps(context, own, sources), defaultJumps(context, scope));
}

/** Links of what was provisioned. */
export function configuredJumps(
  context: Context,
  own: SourceInfo | null,
  sources: readonly SourceInfo[],
): readonly Jump[] {
  if (!own) return [];
  switch (context.kind) {
    case 'log':
      return [...derivedFieldJumps(context, own, sources), ...correlationJumps(context, own, sources)];
    case 'span': {
      const logs = spanToLogs(context, sources);
      const profile = spanToProfile(context, sources);
      const links = [...(logs ? [logs] : []), ...spanToMetrics(context, sources), ...(profile ? [profile] : [])];
      return [...links, ...correlationJumps(context, own, sources)];
    }
    case 'exemplar':
      return [...exemplarDestinationJumps(context, own, sources), ...correlationJumps(context, own, sources)];
    case 'point':
    case 'series':
      return correlationJumps(context, own, sources);
    case 'log-field':
      return configuredFieldJumps(context, own, sources);
    case 'trace':
    case 'stack-frame':
    case 'service':
      return [];
  }
}

/** Links over the conventions, whether or not something provisioned reaches the same. */
export function defaultJumps(context: Context, scope: Scope): readonly Jump[] {
  switch (context.kind) {
    case 'log':
      return defaultLogJumps(context, scope);
    case 'log-field':
      return defaultFieldJumps(context, scope);
    case 'span':
      return defaultSpanJumps(context, scope);
    case 'exemplar':
      return defaultExemplarJumps(context, scope);
    case 'point':
      return defaultPointJumps(context, scope);
    case 'series':
      return defaultSeriesJumps(context, scope);
    case 'trace':
      return defaultTraceJumps(context, scope);
    case 'stack-frame':
      return defaultStackFrameJumps(context, scope);
    case 'service':
      return serviceJumps(context, scope);
  }
}

/**
 * A default rule stands back where a provisioned one reaches the same signal, and of several default targets of one rule
 * the default source comes first and is the only one, unless the rule links distinct things (span links).
 */
function withoutRepeats(configured: readonly Jump[], byDefault: readonly Jump[]): readonly Jump[] {
  const unique = new Map<string, Jump>();
  for (const jump of configured) {
    const key = jump.kind === 'query' ? `${jump.sourceUid} ${JSON.stringify(jump.targets)}` : jump.href;
    if (!unique.has(key)) unique.set(key, jump);
  }
  const reached = new Set(configured.flatMap((jump) => (jump.kind === 'query' ? [jump.signal] : [])));
  const rules = new Set<string>();
  const rest = byDefault.filter((jump) => {
    if (jump.kind !== 'query' || rules.has(jump.rule)) return false;
    const own = /^default:(log-logs|field-logs|span-link)/.test(jump.rule);
    if (!own && reached.has(jump.signal)) return false;
    rules.add(jump.rule);
    return true;
  });
  return [...unique.values(), ...rest];
}
