import { findSource } from '../../contract/correlation/sources.ts';
import type { SourceInfo } from '../../contract/source.ts';
import { contextsOf, type Evidence } from './evidence.ts';
import type { NoLink } from './findings.ts';
import type { ConfiguredRule } from './rules.ts';
import { whyNoCorrelation, whyNoDerivedField, whyNoExemplarLink } from './why-no-field-link.ts';
import { whyNoSpanLink } from './why-no-span-link.ts';

/** Why a configured rule made no link of any sample. */
export function whyNoLink(rule: ConfiguredRule, evidence: Evidence): NoLink {
  return whyNoTarget(rule, evidence.sources) ?? whyNoValue(rule, evidence);
}

function whyNoTarget({ targetUid, targetType, hasUrl }: ConfiguredRule, sources: readonly SourceInfo[]): NoLink | null {
  if (!targetUid) {
    return hasUrl ? null : { reason: 'target-missing', detail: 'it names neither a data source nor a URL' };
  }
  const target = findSource(sources, targetUid);
  if (!target) return { reason: 'target-missing', detail: `no data source has the uid "${targetUid}"` };
  if (targetType === null || target.type === targetType) return null;
  const detail = `"${target.name}" is of type ${target.type}; this link needs one of type ${targetType}`;
  return { reason: 'target-missing', detail };
}

function whyNoValue({ rule }: ConfiguredRule, evidence: Evidence): NoLink {
  const { source, samples } = evidence;
  const index = Number(/\[(\d+)\]$/.exec(rule)?.[1] ?? 0);
  if (rule.startsWith('derivedFields')) {
    return whyNoDerivedField(source.settings.derivedFields, index, contextsOf(samples, 'log'));
  }
  if (rule.startsWith('exemplar')) {
    const name = source.settings.exemplarTraceIdDestinations[index]?.name ?? '';
    return whyNoExemplarLink(name, contextsOf(samples, 'exemplar'));
  }
  if (rule.startsWith('correlations')) return whyNoCorrelation(source, index, samples);
  return whyNoSpanLink(rule, source, contextsOf(samples, 'span'));
}
