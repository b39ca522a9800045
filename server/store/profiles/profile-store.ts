import type { ProfileWrite } from '../telemetry.ts';
import type { LabelMatcher } from './label-selector.ts';
import { nameByFile, SCRIPTING_SPY } from './scripting-names.ts';
import { decodePprof, type PprofProfile, type PprofSample } from './pprof-decode.ts';
import { LIMITS, LimitExceeded, labelsText, sanitizeLabels } from './limits.ts';
import { profileName } from './profile-type.ts';
import { addRow, compactRows, StackReader, type SampleGroup } from './sample-group.ts';
import { ROOT, SymbolTable, type SymbolColumns } from './symbol-table.ts';

export type LabelPairs = readonly (readonly [string, string])[];

/** One profile of one sample type: row i says that `values[i]` was spent in the stack `nodes[i]`. */
export interface StoredProfile {
  readonly timeMs: number;
  readonly endMs: number;
  readonly nodes: Uint32Array;
  readonly values: Uint32Array | Float64Array;
  /** Index into the store's `links`, 0 for none; null when no row has one. */
  readonly links: Uint32Array | null;
  readonly total: number;
  readonly bytes: number;
}

/** `labels` are in order of name; `profiles` in order of time. */
export interface ProfileSeries {
  readonly labels: LabelPairs;
  readonly label: (name: string) => string;
  readonly profiles: StoredProfile[];
}

/** The span (and trace, when known) during which a sample was taken; lower-case hex, '' when absent. */
export interface SampleLink {
  readonly spanId: string;
  readonly traceId: string;
}

const NO_LINK: SampleLink = { spanId: '', traceId: '' };
/** Sample labels that say when, not what: they are kept beside the samples instead of splitting the series. */
const LINK_LABELS: ReadonlySet<string> = new Set(['span_id', 'profile_id', 'trace_id']);

/** Profiles as a snapshot keeps them, with a symbol table and links of their own. */
export interface ProfilesPiece {
  readonly symbols: SymbolColumns;
  readonly links: readonly SampleLink[];
  readonly profiles: readonly { readonly labels: LabelPairs; readonly profile: StoredProfile }[];
}
/** Some megabytes each. */
const PROFILES_PER_PIECE = 100;

/** All profiles in memory: series by labels, stacks in one shared symbol table. */
export class ProfileStore {
  readonly #isFromSegment: () => boolean;
  /** Profiles since the last snapshot. */
  #fresh: { readonly labels: LabelPairs; readonly profile: StoredProfile }[] = [];
  #symbols = new SymbolTable();
  #links: SampleLink[] = [NO_LINK];
  #linkIds = new Map<string, number>();
  readonly #series = new Map<string, ProfileSeries>();
  #profileCount = 0;
  #bytes = 0;
  #droppedSinceCompaction = 0;

  /** @param isFromSegment see `Origin` */
  constructor(isFromSegment: () => boolean = () => false) {
    this.#isFromSegment = isFromSegment;
  }

  get symbols(): SymbolTable {
    return this.#symbols;
  }

  get links(): readonly SampleLink[] {
    return this.#links;
  }

  get profileCount(): number {
    return this.#profileCount;
  }

  /** Estimated size in memory. */
  get bytes(): number {
    return this.#bytes + this.#symbols.bytes + this.#links.length * 160;
  }

  /** null when empty. */
  oldestMs(): number | null {
    let oldest = Infinity;
    for (const { profiles } of this.#series.values()) oldest = Math.min(oldest, profiles[0]?.timeMs ?? Infinity);
    return oldest === Infinity ? null : oldest;
  }

  select(matchers: readonly LabelMatcher[]): readonly ProfileSeries[] {
    const found: ProfileSeries[] = [];
    for (const series of this.#series.values()) {
      if (matchers.every(({ name, matches }) => matches(series.label(name)))) found.push(series);
    }
    return found;
  }

  /**
   * Adds a profile: one series per sample type and per set of sample labels.
   *
   * @throws MalformedProfile when the bytes are not pprof
   * @throws LimitExceeded when the profile is larger than the store takes
   */
  write({ labels, pprof, fromMs, untilMs }: ProfileWrite): void {
    const sanitized = sanitizeLabels(labels);
    const text = labelsText(sanitized);
    if (pprof.length > LIMITS.profileBytes) {
      throw new LimitExceeded(
        `the profile with labels '${text}' exceeds the size limit (max_profile_size_byte, actual: ${pprof.length}, limit: ${LIMITS.profileBytes})`,
      );
    }
    const decoded = decodePprof(pprof);
    const spy = labels.get(SCRIPTING_SPY);
    const profile = spy === undefined ? decoded : nameByFile(decoded, spy);
    checkSampleLimits(profile, text);
    if (this.#symbols.nodeCount > LIMITS.stackNodes)
      throw new LimitExceeded('the store holds too many distinct stacks');
    const base = new Map(sanitized);
    if (!base.get('__name__')) base.set('__name__', profileName(profile.sampleTypes));
    base.set('__service_name__', base.get('service_name') ?? '');
    base.set('__period_type__', profile.periodType.type).set('__period_unit__', profile.periodType.unit);
    const times = { timeMs: fromMs, endMs: Math.max(fromMs, untilMs) };
    for (const group of this.#group(profile)) this.#store(profile, group, { base, ...times });
  }

  #group(profile: PprofProfile): Iterable<SampleGroup> {
    const groups = new Map<string, SampleGroup>();
    const stacks = new StackReader(profile, this.#symbols);
    for (const sample of profile.samples) {
      // A sample with a negative value counts in none of its types.
      if (sample.values.some((value) => value < 0) || !sample.values.some((value) => value > 0)) continue;
      const labels = sample.labels.filter(([name]) => !LINK_LABELS.has(name));
      const key = labels.flat().join('\0');
      let group = groups.get(key);
      if (!group) {
        const values = profile.sampleTypes.map(() => []);
        group = { labels: new Map(labels), rows: new Map(), nodes: [], links: [], values };
        groups.set(key, group);
      }
      addRow(group, { node: stacks.read(sample.locationIds), link: this.#internLink(sample), values: sample.values });
    }
    return groups.values();
  }

  #internLink({ labels }: PprofSample): number {
    let spanId = '';
    let traceId = '';
    for (const [name, value] of labels) {
      if (name === 'trace_id') traceId = isHex(value, 32) ? value.toLowerCase() : '';
      else if (LINK_LABELS.has(name)) spanId = isHex(value, 16) ? value.toLowerCase() : '';
    }
    if (!spanId && !traceId) return 0;
    const key = `${spanId}/${traceId}`;
    let id = this.#linkIds.get(key);
    if (id === undefined) {
      id = this.#links.length;
      this.#linkIds.set(key, id);
      this.#links.push({ spanId, traceId });
    }
    return id;
  }

  #store(
    { sampleTypes, periodType }: PprofProfile,
    group: SampleGroup,
    { base, timeMs, endMs }: { base: ReadonlyMap<string, string>; timeMs: number; endMs: number },
  ): void {
    for (const [index, { type, unit }] of sampleTypes.entries()) {
      const rows = compactRows(group, group.values[index] ?? []);
      if (!rows) continue;
      const id = `${base.get('__name__')}:${type}:${unit}:${periodType.type}:${periodType.unit}`;
      const labels = new Map([...sanitizeSampleLabels(group.labels), ...base]);
      labels.set('__type__', type).set('__unit__', unit).set('__profile_type__', id);
      const bytes = 200 + rows.nodes.byteLength + rows.values.byteLength + (rows.links?.byteLength ?? 0);
      const profile = { ...rows, timeMs, endMs, bytes };
      const series = this.#seriesOf(labels);
      this.#insert(series, profile);
      if (this.#isFromSegment()) this.#fresh.push({ labels: series.labels, profile });
    }
  }

  #insert({ profiles }: ProfileSeries, profile: StoredProfile): void {
    insertByTime(profiles, profile);
    this.#profileCount += 1;
    this.#bytes += profile.bytes;
  }

  /** See `EngineSnapshots`. */
  takeSnapshot(): Iterable<ProfilesPiece> {
    const fresh = this.#fresh;
    this.#fresh = [];
    // Both are replaced, not changed, when stacks are given up.
    const [symbols, links] = [this.#symbols, this.#links];
    return {
      *[Symbol.iterator]() {
        for (let first = 0; first < fresh.length; first += PROFILES_PER_PIECE)
          yield pieceOf(fresh.slice(first, first + PROFILES_PER_PIECE), symbols, links);
      },
    };
  }

  loadSnapshot({ symbols, links, profiles }: ProfilesPiece): void {
    const nodes = this.#symbols.load(symbols);
    const linkIds = links.map((link) => this.#adoptLink(link));
    for (const { labels, profile } of profiles)
      this.#insert(this.#seriesOf(new Map(labels)), {
        ...profile,
        nodes: profile.nodes.map((node) => nodes[node] ?? ROOT),
        values: profile.values.slice(),
        links: profile.links?.map((link) => linkIds[link] ?? 0) ?? null,
      });
  }

  #seriesOf(labels: ReadonlyMap<string, string>): ProfileSeries {
    const pairs = [...labels].filter(([, value]) => value !== '').sort(([a], [b]) => (a < b ? -1 : 1));
    const key = pairs.flat().join('\0');
    let series = this.#series.get(key);
    if (!series) {
      if (this.#series.size >= LIMITS.series) {
        throw new LimitExceeded(
          `Maximum active series limit exceeded (${this.#series.size + 1}/${LIMITS.series}), reduce the number of active streams (reduce labels or reduce label values), or contact your administrator to see if the limit can be increased`,
        );
      }
      const byName = new Map(pairs);
      series = { labels: pairs, label: (name) => byName.get(name) ?? '', profiles: [] };
      this.#series.set(key, series);
      this.#bytes += 4 * key.length;
    }
    return series;
  }

  /** Forgets profiles that ended before `ms`, and, when that was most of them, the stacks nobody refers to any more. */
  dropBefore(ms: number): void {
    for (const [key, series] of this.#series) {
      const kept = series.profiles.filter((profile) => profile.endMs >= ms);
      const dropped = series.profiles.length - kept.length;
      if (dropped === 0) continue;
      for (const profile of series.profiles) if (profile.endMs < ms) this.#bytes -= profile.bytes;
      series.profiles.splice(0, series.profiles.length, ...kept);
      this.#profileCount -= dropped;
      this.#droppedSinceCompaction += dropped;
      if (kept.length > 0) continue;
      this.#series.delete(key);
      this.#bytes -= 4 * key.length;
    }
    if (this.#droppedSinceCompaction > this.#profileCount) this.#compact();
  }

  clear(): void {
    this.#fresh = [];
    this.#series.clear();
    this.#profileCount = 0;
    this.#bytes = 0;
    this.#compact();
  }

  #compact(): void {
    const symbols = new SymbolTable();
    const known = new Map<number, number>();
    const oldLinks = this.#links;
    this.#links = [NO_LINK];
    this.#linkIds = new Map();
    for (const { profiles } of this.#series.values()) {
      for (const [index, profile] of profiles.entries()) {
        const nodes = profile.nodes.map((node) => this.#symbols.copyNode(node, symbols, known));
        const links = profile.links?.map((link) => this.#adoptLink(oldLinks[link] ?? NO_LINK)) ?? null;
        profiles[index] = { ...profile, nodes, links };
      }
    }
    this.#symbols = symbols;
    this.#droppedSinceCompaction = 0;
  }

  #adoptLink({ spanId, traceId }: SampleLink): number {
    return this.#internLink({
      locationIds: [],
      values: [],
      labels: [
        ['span_id', spanId],
        ['trace_id', traceId],
      ],
    });
  }
}

function pieceOf(
  fresh: ProfilesPiece['profiles'],
  symbols: SymbolTable,
  allLinks: readonly SampleLink[],
): ProfilesPiece {
  const own = new SymbolTable();
  const known = new Map<number, number>();
  const links = [NO_LINK];
  const linkIds = new Map([[0, 0]]);
  const linkOf = (link: number): number => {
    let id = linkIds.get(link);
    if (id === undefined) linkIds.set(link, (id = links.push(allLinks[link] ?? NO_LINK) - 1));
    return id;
  };
  const profiles = fresh.map(({ labels, profile }) => {
    const nodes = profile.nodes.map((node) => symbols.copyNode(node, own, known));
    return { labels, profile: { ...profile, nodes, links: profile.links?.map(linkOf) ?? null } };
  });
  return { symbols: own.columns(), links, profiles };
}

const isHex = (text: string, length: number): boolean => text.length === length && /^[0-9a-fA-F]+$/.test(text);

function checkSampleLimits({ samples }: PprofProfile, labels: string): void {
  if (samples.length > LIMITS.samples) {
    throw new LimitExceeded(
      `the profile with labels '${labels}' exceeds the samples count limit (max_profile_stacktrace_samples, actual: ${samples.length}, limit: ${LIMITS.samples})`,
    );
  }
  const most = samples.reduce((max, sample) => Math.max(max, sample.labels.length), 0);
  if (most > LIMITS.sampleLabels) {
    throw new LimitExceeded(
      `the profile with labels '${labels}' exceeds the sample labels limit (max_profile_stacktrace_sample_labels, actual: ${most}, limit: ${LIMITS.sampleLabels})`,
    );
  }
}

/** A label of a sample that cannot be a series label would cost the whole profile; it is left out instead. */
function sanitizeSampleLabels(labels: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...labels]
    .filter(([name]) => /^[a-zA-Z_][a-zA-Z0-9_.]*$/.test(name) && !name.startsWith('__'))
    .map(([name, value]) => [name.replaceAll('.', '_'), value.slice(0, LIMITS.labelValueLength)]);
}

function insertByTime(profiles: StoredProfile[], profile: StoredProfile): void {
  let at = profiles.length;
  while (at > 0 && (profiles[at - 1]?.timeMs ?? 0) > profile.timeMs) at -= 1;
  profiles.splice(at, 0, profile);
}
