import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Correlation, SourceSettings, SourceType } from '../contract/source.ts';
import type { DataSource } from './data-source.ts';
import {
  dataSourceShape,
  fileShape,
  jsonDataShape,
  OLD_FILE_KEYS,
  OLD_KEYS,
  secureJsonDataShape,
} from './data-source-shape.ts';
import { nearest } from './nearest.ts';
import { readShape } from './shape.ts';
import { child, type Position, type Report, type YamlTree } from './yaml-tree.ts';

/** A source as one entry of a file describes it. */
export interface DataSourceEntry extends Omit<DataSource, 'uid' | 'revision' | 'embedded'> {
  readonly at: Position;
  /** As it stands in the file, for the positions of what only the whole configuration can judge. */
  readonly tree: YamlTree;
  /** Absent: the one it has already, else one derived from the name. */
  readonly uid?: string;
}
export interface DataSourceFile {
  readonly deletions: readonly string[];
  readonly entries: readonly DataSourceEntry[];
}

/** What a file says, as far as it can be read; the rest is reported. */
export function readDataSourceFile(tree: YamlTree | null, report: Report): DataSourceFile {
  if (!tree) return { deletions: [], entries: [] };
  const version = child(tree, 'apiVersion');
  const isOld = !version || (version.kind === 'scalar' && ['0', ''].includes(version.source.trim()));
  const current = isOld ? renameOldKeys(tree, report) : tree;
  const file = readShape(current, fileShape, report) as { deleteDatasources?: { name?: string }[] } | undefined;
  const list = child(current, 'datasources');
  const items = list?.kind === 'list' ? list.items : [];
  return {
    deletions: (file?.deleteDatasources ?? []).flatMap(({ name }) => (name ? [name] : [])),
    entries: items.flatMap((item) => readEntry(item, report) ?? []),
  };
}

const Entry = z.object({
  name: z.string(),
  uid: z.string().optional(),
  access: z.string().default('proxy'),
  url: z.string().default(''),
  user: z.string().default(''),
  database: z.string().default(''),
  basicAuth: z.boolean().default(false),
  basicAuthUser: z.string().default(''),
  withCredentials: z.boolean().default(false),
  isDefault: z.boolean().default(false),
  editable: z.boolean().default(false),
  orgId: z.number().default(1),
  version: z.number().default(0),
  correlations: z.array(z.unknown()).default([]),
});

function readEntry(tree: YamlTree, report: Report): DataSourceEntry | null {
  let isSound = true;
  const note: Report = (at, severity, what) => {
    if (severity === 'error') isSound = false;
    report(at, severity, what);
  };
  const type = readType(child(tree, 'type'), note);
  // Sources of types that are not shown here may be configured in any way.
  if (child(tree, 'type') && !type) return null;
  const read = Entry.safeParse(readShape(tree, dataSourceShape, note));
  if (!read.success || !type) return null;
  const jsonData = readPart(child(tree, 'jsonData'), jsonDataShape(type), note);
  const secureJsonData = readPart(child(tree, 'secureJsonData'), secureJsonDataShape, note) as Record<string, string>;
  checkEntry(tree, { type, access: read.data.access, uid: read.data.uid, orgId: read.data.orgId }, note);
  checkPatterns(tree, note);
  checkCorrelations(tree, note);
  const settings = SourceSettings.safeParse(jsonData);
  const links = z.array(Correlation).safeParse(read.data.correlations);
  if (!settings.success) note((child(tree, 'jsonData') ?? tree).at, 'error', describe(settings.error));
  if (!links.success) note((child(tree, 'correlations') ?? tree).at, 'error', describe(links.error));
  if (!isSound || !settings.success || !links.success) return null;
  const { uid, access: _access, ...rest } = read.data;
  return {
    ...rest,
    ...(uid && { uid }),
    at: tree.at,
    tree,
    type,
    jsonData,
    secureJsonData,
    settings: settings.data,
    correlations: links.data,
  };
}

const describe = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');

const readPart = (tree: YamlTree | undefined, shape: Parameters<typeof readShape>[1], report: Report) =>
  (tree ? (readShape(tree, shape, report) ?? {}) : {}) as Record<string, unknown>;

const OTHER_NAMES: Readonly<Record<string, SourceType>> = {
  pyroscope: 'grafana-pyroscope-datasource',
  phlare: 'grafana-pyroscope-datasource',
  mimir: 'prometheus',
  cortex: 'prometheus',
  thanos: 'prometheus',
};

function readType(tree: YamlTree | undefined, report: Report): SourceType | null {
  if (!tree || tree.kind !== 'scalar' || tree.value === null) return null;
  const written = String(tree.value);
  const type = SourceType.safeParse(written);
  if (type.success) return type.data;
  const near = OTHER_NAMES[written.toLowerCase()] ?? slipOf(written);
  if (near) report(tree.at, 'error', `there is no data source type of this name; expected "${near}"`);
  else
    report(
      tree.at,
      'warning',
      `data sources of this type are not shown here, so this one is left out; expected one of ${TYPES}`,
    );
  return null;
}
const TYPES = SourceType.options.map((type) => `"${type}"`).join(', ');
const slipOf = (written: string): string | null => {
  const near = nearest(written, SourceType.options);
  return near?.isSlip ? near.name : null;
};

interface EntryFacts {
  readonly type: SourceType;
  readonly access: string;
  readonly uid: string | undefined;
  readonly orgId: number;
}

function checkEntry(tree: YamlTree, { type, access, uid, orgId }: EntryFacts, report: Report): void {
  const at = (key: string): Position => child(tree, key)?.at ?? tree.at;
  if (access === 'direct' && type === 'prometheus') {
    report(at('access'), 'error', 'Prometheus cannot be read by the browser directly; expected "proxy"');
  } else if (access !== 'proxy') {
    report(at('access'), 'warning', 'every data source is read through the server here; expected "proxy"');
  }
  if (uid !== undefined && !/^[\w-]{0,40}$/.test(uid)) {
    report(at('uid'), 'error', 'this uid is not allowed; expected up to 40 letters, digits, "-" and "_"');
  }
  if (orgId !== 1 && orgId !== 0) report(at('orgId'), 'error', 'there is no such organisation; expected 1');
  const url = child(tree, 'url');
  if (!url || (url.kind === 'scalar' && !url.source))
    report(url?.at ?? tree.at, 'warning', 'the data source has no "url"; expected http(s)://…');
  else if (url.kind === 'scalar' && !/^https?:\/\/[^/\s]/.test(url.source))
    report(url.at, 'error', 'this is no address; expected http(s)://host[:port][/path]');
}

/** Where Grafana's older files have them, they would be ignored without a word. */
function checkCorrelations(tree: YamlTree, report: Report): void {
  const correlations = child(tree, 'correlations');
  for (const item of correlations?.kind === 'list' ? correlations.items : []) {
    const misplaced = child(item, 'transformations');
    if (misplaced) report(misplaced.at, 'error', '"transformations" stands beside "config"; expected it inside');
    const type = child(item, 'type');
    const isExternal = type?.kind === 'scalar' && type.value === 'external';
    if (!isExternal && !child(item, 'targetUID'))
      report(item.at, 'error', 'the key "targetUID" is missing; expected the uid of a data source');
  }
}

/** Regular expressions that do not compile would fail in the browser, far from their cause. */
function checkPatterns(tree: YamlTree, report: Report): void {
  const fields = child(child(tree, 'jsonData'), 'derivedFields');
  for (const field of fields?.kind === 'list' ? fields.items : []) {
    const regex = child(field, 'matcherRegex');
    const type = child(field, 'matcherType');
    if (regex?.kind !== 'scalar') continue;
    const groups = captureGroups(String(regex.value));
    const isLabel = type?.kind === 'scalar' && type.value === 'label';
    if (groups === null)
      report(regex.at, 'error', 'this regular expression does not compile; expected JavaScript syntax');
    else if (groups === 0 && !isLabel) {
      report(
        regex.at,
        'warning',
        'this regular expression captures nothing, so the field stays empty; expected a group "(…)"',
      );
    }
  }
}

function captureGroups(pattern: string): number | null {
  try {
    return (new RegExp(`${pattern}|`).exec('')?.length ?? 1) - 1;
  } catch {
    return null;
  }
}

/** Keys of the old format under their new names. A new name in an old file is most likely a forgotten `apiVersion`. */
function renameOldKeys(tree: YamlTree, report: Report): YamlTree {
  const rename = (value: YamlTree, names: Readonly<Record<string, string>>): YamlTree => {
    if (value.kind !== 'map') return value;
    const newNames = Object.values(names);
    const entries = value.entries.map((entry) => {
      const key = names[entry.key];
      if (!key && newNames.includes(entry.key)) {
        const old = Object.keys(names).find((name) => names[name] === entry.key) ?? '';
        report(
          entry.keyAt,
          'error',
          `unknown key "${entry.key}" in a file without apiVersion; expected "apiVersion: 1" at the top, or "${old}"`,
        );
      }
      return { ...entry, key: key ?? entry.key };
    });
    return { ...value, entries };
  };
  const root = rename(tree, { ...OLD_FILE_KEYS, apiVersion: 'apiVersion' });
  if (root.kind !== 'map') return root;
  const inner: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    datasources: OLD_KEYS,
    deleteDatasources: { name: 'name', org_id: 'orgId' },
  };
  const entries = root.entries.map((entry) => {
    const names = inner[entry.key];
    if (!names || entry.value.kind !== 'list') return entry;
    return { ...entry, value: { ...entry.value, items: entry.value.items.map((item) => rename(item, names)) } };
  });
  return { ...root, entries };
}

/** The uid that Grafana gives a provisioned source without one. */
export const derivedUid = (name: string): string =>
  `P${createHash('sha256').update(name).digest('hex').slice(0, 16).toUpperCase()}`;
