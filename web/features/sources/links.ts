import type { SourceInfo } from '../../../server/contract/source.ts';

/** One configured rule of a source and where it leads, in words. */
export interface LinkSummary {
  readonly rule: string;
  readonly detail: string;
}

/** The correlation that a source's provisioning configures; with none of it, OpenTelemetry's conventions decide. */
export function linksOf({ settings, correlations }: SourceInfo): readonly LinkSummary[] {
  const summaries: LinkSummary[] = [];
  settings.derivedFields.forEach((field, i) =>
    summaries.push({
      rule: `derivedFields[${i}]`,
      detail: `${field.name}: ${field.matcherType === 'label' ? 'labels' : 'lines'} matching ${field.matcherRegex} → ${field.datasourceUid ?? field.url}`,
    }),
  );
  settings.exemplarTraceIdDestinations.forEach((destination, i) =>
    summaries.push({
      rule: `exemplarTraceIdDestinations[${i}]`,
      detail: `label ${destination.name} → ${destination.datasourceUid ?? destination.url ?? ''}`,
    }),
  );
  const { tracesToLogsV2, tracesToLogs, tracesToMetrics, tracesToProfiles } = settings;
  const targets = Object.entries({ tracesToLogsV2, tracesToLogs, tracesToMetrics, tracesToProfiles });
  for (const [rule, target] of targets) if (target) summaries.push({ rule, detail: `spans → ${target.datasourceUid}` });
  correlations.forEach((correlation, i) =>
    summaries.push({
      rule: `correlations[${i}]`,
      detail: `${correlation.config.field} → ${correlation.targetUID ?? String(correlation.config.target['url'] ?? '')}`,
    }),
  );
  return summaries;
}
