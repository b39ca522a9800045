import type { Jump } from '../../contract/jump.ts';
import { configuredJumps, defaultJumps } from '../../contract/correlation/resolve.ts';
import { namesFrom } from '../../contract/correlation/names.ts';
import { logsSettings } from '../../contract/correlation/from-span.ts';
import { findSource } from '../../contract/correlation/sources.ts';
import type { SourceInfo, SourceType } from '../../contract/source.ts';
import type { Evidence, Sample } from './evidence.ts';

/** A rule that someone configured. */
export interface ConfiguredRule {
  readonly rule: string;
  readonly title: string;
  /** What it hangs on. */
  readonly kinds: readonly Sample['context']['kind'][];
  /** undefined: it opens an address. */
  readonly targetUid: string | undefined;
  readonly hasUrl: boolean;
  /** null: a target of any type. */
  readonly targetType: SourceType | null;
}

/** All links that a source's settings and correlations ask for, in the order in which they are written. */
export function configuredRules(source: SourceInfo): readonly ConfiguredRule[] {
  const { settings } = source;
  const derived = settings.derivedFields.map(({ name, datasourceUid, url }, index): ConfiguredRule => ({
    rule: `derivedFields[${index}]`,
    title: name,
    kinds: ['log'],
    targetUid: datasourceUid,
    hasUrl: url !== '',
    targetType: null,
  }));
  const exemplars = settings.exemplarTraceIdDestinations.map(({ name, datasourceUid, url }, index): ConfiguredRule => ({
    rule: `exemplarTraceIdDestinations[${index}]`,
    title: name,
    kinds: ['exemplar'],
    targetUid: datasourceUid,
    hasUrl: Boolean(url),
    targetType: null,
  }));
  const correlations = source.correlations.map(({ label, config, targetUID, type }, index): ConfiguredRule => ({
    rule: `correlations[${index}]`,
    title: label || config.field,
    kinds: ['log', 'span', 'exemplar', 'point'],
    targetUid: type === 'external' ? undefined : (targetUID ?? ''),
    hasUrl: type === 'external',
    targetType: null,
  }));
  return [...derived, ...exemplars, ...spanRules(source), ...correlations];
}

function spanRules(source: SourceInfo): readonly ConfiguredRule[] {
  const { tracesToMetrics, tracesToProfiles } = source.settings;
  const logs = logsSettings(source);
  const of = (rule: string, title: string, target: { uid: string; type: SourceType }): ConfiguredRule => ({
    rule,
    title,
    kinds: ['span'],
    targetUid: target.uid,
    hasUrl: false,
    targetType: target.type,
  });
  return [
    ...(logs ? [of(logs.rule, 'Logs of a span', { uid: logs.datasourceUid, type: 'loki' })] : []),
    ...(tracesToMetrics?.queries ?? []).map(({ name }, index) =>
      of(`tracesToMetrics.queries[${index}]`, name || 'Metrics of a span', {
        uid: tracesToMetrics?.datasourceUid ?? '',
        type: 'prometheus',
      }),
    ),
    ...(tracesToProfiles
      ? [
          of('tracesToProfiles', 'Profile of a span', {
            uid: tracesToProfiles.datasourceUid,
            type: 'grafana-pyroscope-datasource',
          }),
        ]
      : []),
  ];
}

/** The link of each sample, by rule. */
export type LinksByRule = ReadonlyMap<string, readonly Link[]>;
export interface Link {
  readonly sample: Sample;
  readonly jump: Jump;
}

/** Configured links and default ones, whether or not they would be shown beside each other. */
export function linksByRule({ source, sources, vocabulary, samples }: Evidence): LinksByRule {
  const links = new Map<string, Link[]>();
  const scope = { sources, names: namesFrom(vocabulary), ownUid: source.uid };
  for (const sample of samples) {
    const seen = new Set<string>();
    const own = findSource(sources, source.uid);
    for (const jump of [...configuredJumps(sample.context, own, sources), ...defaultJumps(sample.context, scope)]) {
      // A rule's other targets are of sources that come after the first.
      const rule = jump.rule.replace(/^(default:span-link)\[\d+\]$/, '$1');
      if (seen.has(rule) && rule !== 'default:span-link') continue;
      seen.add(rule);
      links.set(rule, [...(links.get(rule) ?? []), { sample, jump }]);
    }
  }
  return links;
}
