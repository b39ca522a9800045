import { sourcesOf } from '../../contract/correlation/near-sources.ts';
import { findSource } from '../../contract/correlation/sources.ts';
import type { MissReason, RuleReport } from '../../contract/doctor.ts';
import type { Correlation, SourceInfo, SourceSettings, SourceType } from '../../contract/source.ts';
import type { Evidence } from './evidence.ts';
import type { Finding, Mended } from './findings.ts';
import { proposeTraceLinks, serviceTag, type TraceLinks } from './propose-traces.ts';

const NAMES: readonly MissReason[] = ['label-absent', 'labels-differ', 'never-matches', 'unresolved', 'rejected'];

/** A trace source's links, with tags by the names that the targets have, and shifts that reach what is there. */
export function mendTraceLinks(evidence: Evidence, findings: readonly Finding[]): Mended {
  const { settings } = evidence.source;
  const proposed = proposeTraceLinks(evidence);
  const parts = [
    mendLogs(settings, proposed, flawed(findings, /^tracesToLogs/)),
    mendMetrics(evidence, proposed, flawed(findings, /^tracesToMetrics/)),
    mendProfiles(evidence, proposed, flawed(findings, /^tracesToProfiles/)),
  ].filter((part) => part !== null);
  return {
    jsonData: Object.assign({}, ...parts.map(({ jsonData }) => jsonData)),
    changes: parts.flatMap(({ changes }) => changes),
  };
}

const flawed = (findings: readonly Finding[], rule: RegExp): readonly RuleReport[] =>
  findings.map(({ report }) => report).filter((report) => rule.test(report.rule) && report.misses.length > 0);

const has = (reports: readonly RuleReport[], ...reasons: readonly MissReason[]): boolean =>
  reports.some(({ misses }) => misses.some(({ reason }) => reasons.includes(reason)));
const isDead = (reports: readonly RuleReport[]): boolean => reports.some(({ verdict }) => verdict === 'dead');

/** Lines are often written, or arrive, somewhat apart from their span. */
const WIDE = { spanStartTimeShift: '-5m', spanEndTimeShift: '5m' };

function mendLogs(settings: SourceSettings, proposed: TraceLinks, reports: readonly RuleReport[]): Mended | null {
  const { tracesToLogsV2: own = settings.tracesToLogs } = settings;
  const next = proposed.tracesToLogsV2;
  if (!own || !next || reports.length === 0) return null;
  const changes: string[] = [];
  let mended: object = settings.tracesToLogsV2 ?? {
    datasourceUid: own.datasourceUid,
    spanStartTimeShift: own.spanStartTimeShift,
    spanEndTimeShift: own.spanEndTimeShift,
    filterByTraceID: own.filterByTraceID,
    filterBySpanID: own.filterBySpanID,
    tags: [],
  };
  if (isDead(reports) && has(reports, 'target-missing')) {
    mended = { ...mended, datasourceUid: next.datasourceUid };
    changes.push(`tracesToLogsV2 leads to "${next.datasourceUid}"`);
  }
  // A missing target hides what else is wrong: then tags are set by what the new one has, too.
  if (isDead(reports) && has(reports, 'target-missing', ...NAMES)) {
    const { tags, filterByTraceID, customQuery, query } = next;
    mended = { ...mended, tags, filterByTraceID, customQuery, query };
    const named = tags.map(({ key, value }) => `${key} as ${value ?? key}`).join(', ');
    changes.push(`tracesToLogsV2 selects by ${named || query} and the trace's ID`);
  }
  if (has(reports, 'outside-range')) {
    mended = { ...mended, ...WIDE };
    changes.push('tracesToLogsV2 looks 5 min to both sides of the span');
  }
  return changes.length > 0 ? { jsonData: { tracesToLogsV2: mended }, changes } : null;
}

function mendMetrics(evidence: Evidence, proposed: TraceLinks, reports: readonly RuleReport[]): Mended | null {
  const own = evidence.source.settings.tracesToMetrics;
  if (!own || reports.length === 0 || !isDead(reports)) return null;
  const changes: string[] = [];
  const { mended, target } = retarget(own, 'prometheus', evidence);
  if (mended !== own) changes.push(`tracesToMetrics leads to "${mended.datasourceUid}"`);
  const tag = target && serviceTag(target, evidence);
  const queries = own.queries.map((query, index) => {
    const report = reports.find(({ rule }) => rule === `tracesToMetrics.queries[${index}]`);
    const cannotRun = report?.verdict === 'dead' && has([report], 'rejected', 'unresolved');
    return (cannotRun && proposed.tracesToMetrics?.queries[index]) || query;
  });
  const isRequeried = queries.some((query, index) => query !== own.queries[index]);
  if (isRequeried) changes.push('tracesToMetrics asks for metrics that there are, in place of queries that cannot run');
  const isRenamed = tag && has(reports, 'target-missing', ...NAMES);
  if (isRenamed) changes.push(`tracesToMetrics selects by ${tag.key} as ${tag.value}`);
  if (changes.length === 0) return null;
  return { jsonData: { tracesToMetrics: { ...mended, queries, ...(isRenamed && { tags: [tag] }) } }, changes };
}

function mendProfiles(evidence: Evidence, proposed: TraceLinks, reports: readonly RuleReport[]): Mended | null {
  const own = evidence.source.settings.tracesToProfiles;
  const next = proposed.tracesToProfiles;
  if (!own || !next || !isDead(reports) || !has(reports, 'target-missing', ...NAMES)) return null;
  const { mended } = retarget(own, 'grafana-pyroscope-datasource', evidence);
  const { tags, profileTypeId } = next;
  const changed = { ...mended, tags, profileTypeId, customQuery: false, query: undefined };
  if (JSON.stringify(changed) === JSON.stringify({ ...own, query: undefined })) return null;
  return {
    jsonData: { tracesToProfiles: changed },
    changes: [`tracesToProfiles leads to "${mended.datasourceUid}" by the service`],
  };
}

function retarget<T extends { readonly datasourceUid: string }>(own: T, type: SourceType, { sources }: Evidence) {
  const target = findSource(sources, own.datasourceUid);
  if (target?.type === type) return { mended: own, target };
  const other = sourcesOf(sources, type)[0];
  return { mended: other ? { ...own, datasourceUid: other.uid } : own, target: other };
}

/** Correlations whose target is gone, to the source that understands their query. */
export function mendCorrelations({ source, sources }: Evidence, findings: readonly Finding[]): Mended {
  const changes: string[] = [];
  const mended = source.correlations.map((correlation, index) => {
    const report = findings.find((one) => one.report.rule === `correlations[${index}]`)?.report;
    if (report?.verdict !== 'dead' || !has([report], 'target-missing')) return correlation;
    const target = understanding(correlation, sources);
    if (!target || target.uid === correlation.targetUID) return correlation;
    changes.push(`correlations[${index}] leads to "${target.uid}"`);
    return { ...correlation, targetUID: target.uid };
  });
  return { jsonData: {}, changes, ...(changes.length > 0 && { correlations: mended }) };
}

function understanding({ config: { target } }: Correlation, sources: readonly SourceInfo[]): SourceInfo | undefined {
  const { expr, query, labelSelector } = target;
  const type: SourceType | null =
    typeof expr === 'string'
      ? /^\s*\{|_over_time\(\s*\{|rate\(\s*\{/.test(expr)
        ? 'loki'
        : 'prometheus'
      : typeof query === 'string'
        ? 'tempo'
        : typeof labelSelector === 'string'
          ? 'grafana-pyroscope-datasource'
          : null;
  return type ? sourcesOf(sources, type)[0] : undefined;
}
