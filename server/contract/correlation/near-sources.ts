import type { SourceInfo, SourceType } from '../source.ts';
import { findSource } from './sources.ts';

/**
 * The sources of a type, the likeliest first to hold what belongs to one of them: that one itself, then those that
 * provisioned links lead to from it, then those linked in any way, then those in the same store, then the default one.
 * Who wrote that Tempo's lines are in Loki A says, too, that an exemplar of Tempo's has its lines there, not in Loki B.
 */
export function sourcesOf(
  sources: readonly SourceInfo[],
  type: SourceType,
  ownUid: string | null = null,
): readonly SourceInfo[] {
  const fitting = sources.filter((source) => source.type === type);
  if (fitting.length <= 1) return fitting;
  const ranks = ownUid === null ? null : ranksFrom(sources, ownUid);
  const rank = (source: SourceInfo): number => (ranks?.get(source.uid) ?? 0) + Number(source.isDefault);
  return fitting.toSorted((a, b) => rank(b) - rank(a));
}

type Ranks = ReadonlyMap<string, number>;
type Links = ReadonlyMap<string, ReadonlySet<string>>;

const known = new WeakMap<readonly SourceInfo[], Map<string, Ranks>>();

/** Asked for each line in sight, so kept as long as the list of sources. */
function ranksFrom(sources: readonly SourceInfo[], uid: string): Ranks {
  let ofSources = known.get(sources);
  if (!ofSources) known.set(sources, (ofSources = new Map()));
  let ranks = ofSources.get(uid);
  if (!ranks) ofSources.set(uid, (ranks = measure(sources, uid)));
  return ranks;
}

/** Each reason outweighs all that come after it, however far the links go. */
function measure(sources: readonly SourceInfo[], uid: string): Ranks {
  const step = 4;
  const far = step * (sources.length + 1);
  const links: Links = new Map(sources.map((source) => [source.uid, targetsOf(source, sources)]));
  const there = distances(uid, links);
  const eitherWay = distances(uid, bothWays(links));
  const own = sources.find((source) => source.uid === uid);
  const near = (distance: number | undefined): number => (distance === undefined ? 0 : far - step * distance);
  return new Map(
    sources.map((source) => [
      source.uid,
      near(there.get(source.uid)) * far + near(eitherWay.get(source.uid)) + (source.embedded === own?.embedded ? 2 : 0),
    ]),
  );
}

/** How many links lead from one source to each that they reach. */
function distances(from: string, links: Links): ReadonlyMap<string, number> {
  const found = new Map([[from, 0]]);
  // A map walks over what is added on the way: nearest first.
  for (const [uid, distance] of found)
    for (const next of links.get(uid) ?? []) if (!found.has(next)) found.set(next, distance + 1);
  return found;
}

function bothWays(links: Links): Links {
  const both = new Map(Array.from(links, ([from, targets]) => [from, new Set(targets)]));
  for (const [from, targets] of links) for (const to of targets) both.get(to)?.add(from);
  return both;
}

function targetsOf({ settings, correlations }: SourceInfo, sources: readonly SourceInfo[]): ReadonlySet<string> {
  const refs = [
    ...settings.derivedFields.map(({ datasourceUid }) => datasourceUid),
    ...settings.exemplarTraceIdDestinations.map(({ datasourceUid }) => datasourceUid),
    (settings.tracesToLogsV2 ?? settings.tracesToLogs)?.datasourceUid,
    settings.tracesToMetrics?.datasourceUid,
    settings.tracesToProfiles?.datasourceUid,
    settings.serviceMap?.datasourceUid,
    ...correlations.map(({ targetUID }) => targetUID),
  ];
  return new Set(refs.flatMap((ref) => findSource(sources, ref)?.uid ?? []));
}
