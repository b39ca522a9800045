import type { ExternalJump, QueryJump } from '../jump.ts';
import type { AbsoluteRange, Target } from '../query.ts';
import { signalOf } from '../signal.ts';
import type { SourceInfo, SourceType } from '../source.ts';
import { epochMs, nanoToMs, type EpochMs, type UnixNano } from '../units.ts';
import { demandText, type Demand } from './demands.ts';
import type { Names } from './names.ts';
import { interpolateQuery, type Lookup } from './variables.ts';

/**
 * The source that a setting means. Grafana wants a uid; people write names (`datasourceUid: loki` for a source named
 * Loki without a uid), so a name is understood where no uid fits.
 */
export function findSource(sources: readonly SourceInfo[], ref: string | undefined): SourceInfo | null {
  if (!ref) return null;
  const name = ref.toLowerCase();
  return (
    sources.find((source) => source.uid === ref) ??
    sources.find((source) => source.name === ref) ??
    sources.find((source) => source.name.toLowerCase() === name) ??
    null
  );
}

/** What default rules draw on. */
export interface Scope {
  readonly sources: readonly SourceInfo[];
  readonly names: Names;
  /** The source of the context. */
  readonly ownUid: string | null;
}

export interface QueryJumpParts {
  readonly source: SourceInfo;
  readonly rule: string;
  readonly title: string;
  readonly target: Target;
  readonly range: AbsoluteRange;
  readonly spanId?: string | null;
  readonly leftOut?: readonly Demand[];
}

export function queryJump({ source, rule, title, target, range, spanId, leftOut }: QueryJumpParts): QueryJump {
  return {
    kind: 'query',
    id: `${rule}:${source.uid}`,
    title,
    rule,
    signal: signalOf(source.type),
    sourceUid: source.uid,
    sourceType: source.type,
    targets: [target],
    range,
    ...(spanId ? { spanId } : {}),
    ...(leftOut?.length ? { leftOut: leftOut.map(demandText) } : {}),
  };
}

export const externalJump = (
  rule: string,
  title: string,
  link: { readonly href: string; readonly newTab: boolean },
): ExternalJump => ({
  kind: 'external',
  id: `${rule}:external`,
  title,
  rule,
  ...link,
});

/** A target of the source's type from one query text, as derived fields and exemplar destinations give it. */
export function textTarget(type: SourceType, template: string, lookup: Lookup): Target | null {
  const query = interpolateQuery(template, lookup);
  if (query === null || query.trim() === '') return null;
  switch (type) {
    case 'tempo':
      return { refId: 'A', query: query.trim(), queryType: 'traceql' };
    case 'loki':
      return { refId: 'A', expr: query };
    case 'prometheus':
      return { refId: 'A', expr: query, range: true };
    case 'grafana-pyroscope-datasource':
      return { refId: 'A', queryType: 'both', profileTypeId: CPU_PROFILE, labelSelector: query };
  }
}

/** What Pyroscope's SDKs and eBPF agent call CPU time. */
export const CPU_PROFILE = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';

/** A range round a moment, `before` and `after` in ms; whole milliseconds that contain it. */
export const around = (time: EpochMs, before: number, after: number): AbsoluteRange => ({
  from: epochMs(Math.floor(time - before)),
  to: epochMs(Math.ceil(time + after)),
});

/** From the start of a span to its end, each shifted; never empty. */
export function spanRange(
  span: { readonly start: UnixNano; readonly duration: number },
  shift: { readonly from: number; readonly to: number },
): AbsoluteRange {
  const start = nanoToMs(span.start);
  const from = Math.floor(start + shift.from);
  const to = Math.ceil(start + span.duration / 1e6 + shift.to);
  return { from: epochMs(from), to: epochMs(Math.max(to, from + 1)) };
}
