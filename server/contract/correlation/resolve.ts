import type { Context, Jump } from '../jump.ts';
import type { SourceInfo } from '../source.ts';
import { correlationJumps } from './correlations.ts';
import { defaultLogJumps, derivedFieldJumps } from './from-log.ts';
import { defaultExemplarJumps, defaultPointJumps, exemplarDestinationJumps } from './from-metric.ts';
import { defaultStackFrameJumps, serviceJumps } from './from-profile.ts';
import { defaultSpanJumps, spanToLogs, spanToMetrics, spanToProfile } from './from-span.ts';
import { findSource } from './sources.ts';

/**
 * Where one can go from a context, best first: what was provisioned, then the defaults over OpenTelemetry's conventions
 * for every signal that nothing provisioned reaches. Pure; no request is made.
 */
export function resolveJumps(context: Context, sources: readonly SourceInfo[]): readonly Jump[] {
  const own = context.sourceUid === null ? null : findSource(sources, context.sourceUid);
  return withoutRepeats(provisioned(context, own, sources), defaults(context, sources));
}

function provisioned(context: Context, own: SourceInfo | null, sources: readonly SourceInfo[]): Jump[] {
  if (!own) return [];
  switch (context.kind) {
    case 'log':
      return [...derivedFieldJumps(context, own, sources), ...correlationJumps(context, own, sources)];
    case 'span': {
      const logs = spanToLogs(context, sources);
      const profile = spanToProfile(context, sources);
      return [...(logs ? [logs] : []), ...spanToMetrics(context, sources), ...(profile ? [profile] : [])];
    }
    case 'exemplar':
      return exemplarDestinationJumps(context, own, sources);
    case 'point':
      return correlationJumps(context, own, sources);
    case 'series':
    case 'log-field':
    case 'stack-frame':
    case 'service':
      return [];
  }
}

function defaults(context: Context, sources: readonly SourceInfo[]): Jump[] {
  switch (context.kind) {
    case 'log':
      return defaultLogJumps(context, sources);
    case 'span':
      return defaultSpanJumps(context, sources);
    case 'exemplar':
      return defaultExemplarJumps(context, sources);
    case 'point':
      return defaultPointJumps(context, sources);
    case 'series':
    case 'log-field':
      return [];
    case 'stack-frame':
      return defaultStackFrameJumps(context, sources);
    case 'service':
      return serviceJumps(context, sources);
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
    const own = jump.rule === 'default:log-logs' || jump.rule.startsWith('default:span-link');
    if (!own && reached.has(jump.signal)) return false;
    rules.add(jump.rule);
    return true;
  });
  return [...unique.values(), ...rest];
}
