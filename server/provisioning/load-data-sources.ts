import { createHash } from 'node:crypto';
import type { ProvisioningProblem, SourceSettings } from '../contract/source.ts';
import { derivedUid, readDataSourceFile, type DataSourceEntry } from './data-source-file.ts';
import type { DataSource } from './data-source.ts';
import type { InterpolateContext } from './interpolate.ts';
import { nearest } from './nearest.ts';
import { parseYaml, type Position, type Report, type YamlTree } from './yaml-tree.ts';

export interface ProvisioningText {
  /** As messages name it. */
  readonly file: string;
  readonly text: string;
}
export interface LoadOptions {
  /** In the order in which they apply. */
  readonly files: readonly ProvisioningText[];
  readonly context: InterpolateContext;
  /** Whether the embedded store answers at this address. */
  readonly isEmbedded: (url: string) => boolean;
}
export interface LoadedDataSources {
  readonly sources: readonly DataSource[];
  readonly problems: readonly ProvisioningProblem[];
}

/**
 * All files as one configuration. The files are the whole truth: a source that no file names any more is gone, as if
 * every file said `prune: true`. Per file, deletions come before entries; a later entry of the same name replaces the
 * earlier.
 */
export function loadDataSources({ files, context, isEmbedded }: LoadOptions): LoadedDataSources {
  const problems: ProvisioningProblem[] = [];
  const byName = new Map<string, PlacedEntry>();
  for (const { file, text } of files) {
    const report: Report = ({ line, column }, severity, message) =>
      problems.push({ file, line, column, severity, message });
    const { deletions, entries } = readDataSourceFile(parseYaml(text, context, report), report);
    for (const name of deletions) byName.delete(name);
    for (const entry of entries) place(byName, { ...entry, file, report });
  }
  const placed = [...byName.values()];
  checkDefaults(placed);
  checkUids(placed);
  const sources = placed.map((entry) => toDataSource(entry, isEmbedded));
  return { sources: withDefault(resolveReferences(sources, placed)), problems };
}

type PlacedEntry = DataSourceEntry & { readonly file: string; readonly report: Report };

function place(byName: Map<string, PlacedEntry>, entry: PlacedEntry): void {
  const earlier = byName.get(entry.name);
  if (!earlier) {
    byName.set(entry.name, { ...entry, uid: entry.uid ?? derivedUid(entry.name) });
    return;
  }
  if (entry.version !== 0 && earlier.version > entry.version) return;
  entry.report(
    entry.at,
    'warning',
    `"${entry.name}" stands in ${earlier.file}:${earlier.at.line} already; this entry replaces it`,
  );
  byName.set(entry.name, { ...entry, uid: entry.uid ?? uidOf(earlier) });
}

const uidOf = (entry: DataSourceEntry): string => entry.uid ?? derivedUid(entry.name);

function checkDefaults(entries: readonly PlacedEntry[]): void {
  const [first, ...others] = entries.filter((entry) => entry.isDefault);
  for (const entry of others) {
    const where = `"${first?.name}" in ${first?.file}:${first?.at.line}`;
    entry.report(
      entry.at,
      'error',
      `a second data source is the default, after ${where}; expected isDefault: true on one only`,
    );
  }
}

function checkUids(entries: readonly PlacedEntry[]): void {
  const byUid = new Map<string, PlacedEntry>();
  for (const entry of entries) {
    const other = byUid.get(uidOf(entry));
    if (other)
      entry.report(
        entry.at,
        'error',
        `the uid "${uidOf(entry)}" belongs to "${other.name}" in ${other.file}:${other.at.line}; expected another`,
      );
    else byUid.set(uidOf(entry), entry);
  }
}

function toDataSource(entry: PlacedEntry, isEmbedded: (url: string) => boolean): DataSource {
  const { at: _at, tree: _tree, file: _file, report: _report, ...described } = entry;
  const source = { ...described, uid: uidOf(entry), embedded: isEmbedded(entry.url) };
  return { ...source, revision: createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 16) };
}

/** Without a declared default, metrics come first: most panels without a data source are about them. */
function withDefault(sources: readonly DataSource[]): readonly DataSource[] {
  if (sources.some((source) => source.isDefault)) return sources;
  const chosen = sources.find((source) => source.type === 'prometheus') ?? sources[0];
  return sources.map((source) => (source === chosen ? { ...source, isDefault: true } : source));
}

/**
 * Links name their target by uid. Where no source has it, one whose name is the same but for case is meant: people write
 * `loki` for the source that they gave no uid. Otherwise the link leads nowhere, which is worth a warning.
 */
function resolveReferences(sources: readonly DataSource[], entries: readonly PlacedEntry[]): readonly DataSource[] {
  return sources.map((source, index) => {
    const entry = entries[index];
    if (!entry) return source;
    const known = new Map<string, string>();
    const resolve = (uid: string): string => {
      const resolved = known.get(uid) ?? resolveReference(uid, sources, entry);
      known.set(uid, resolved);
      return resolved;
    };
    return {
      ...source,
      settings: mapTargets(source.settings, resolve),
      correlations: source.correlations.map((one) =>
        one.targetUID ? { ...one, targetUID: resolve(one.targetUID) } : one,
      ),
    };
  });
}

function resolveReference(uid: string, sources: readonly DataSource[], from: PlacedEntry): string {
  if (!uid || sources.some((source) => source.uid === uid)) return uid;
  const at = findReference(from.tree, uid) ?? from.at;
  const [only, ...others] = sources.filter((source) => source.name.toLowerCase() === uid.toLowerCase());
  if (only && others.length === 0) {
    const taken = `the one named "${only.name}" is taken for it; expected "${only.uid}"`;
    from.report(at, 'warning', `no data source has the uid "${uid}"; ${taken}`);
    return only.uid;
  }
  const near = nearest(
    uid,
    sources.map((source) => source.uid),
  );
  const expected = near ? `; the nearest is "${near.name}"` : '';
  from.report(at, 'warning', `this link leads to the uid "${uid}", which no data source has${expected}`);
  return uid;
}

function findReference(tree: YamlTree, uid: string): Position | null {
  if (tree.kind === 'scalar') return null;
  const inner = tree.kind === 'list' ? tree.items.map((value) => ({ key: '', value })) : tree.entries;
  for (const { key, value } of inner) {
    const isReference = key === 'datasourceUid' || key === 'targetUID';
    if (isReference && value.kind === 'scalar' && value.value === uid) return value.at;
    const found = findReference(value, uid);
    if (found) return found;
  }
  return null;
}

function mapTargets(settings: SourceSettings, resolve: (uid: string) => string): SourceSettings {
  const optional = <T extends { datasourceUid?: string | undefined }>(link: T): T =>
    link.datasourceUid ? { ...link, datasourceUid: resolve(link.datasourceUid) } : link;
  return {
    ...settings,
    derivedFields: settings.derivedFields.map(optional),
    exemplarTraceIdDestinations: settings.exemplarTraceIdDestinations.map(optional),
    ...(settings.tracesToLogsV2 && { tracesToLogsV2: optional(settings.tracesToLogsV2) }),
    ...(settings.tracesToLogs && { tracesToLogs: optional(settings.tracesToLogs) }),
    ...(settings.tracesToMetrics && { tracesToMetrics: optional(settings.tracesToMetrics) }),
    ...(settings.tracesToProfiles && { tracesToProfiles: optional(settings.tracesToProfiles) }),
  };
}
