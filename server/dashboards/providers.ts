import { z } from 'zod';
import type { ProvisioningProblem } from '../contract/source.ts';
import type { InterpolateContext } from '../provisioning/interpolate.ts';
import type { ProvisioningText } from '../provisioning/load-data-sources.ts';
import { any, boolean, choice, list, map, number, readShape, text } from '../provisioning/shape.ts';
import { child, parseYaml, type Report, type YamlTree } from '../provisioning/yaml-tree.ts';

/** A directory of dashboard files, as `dashboards/*.yaml` names it. */
export interface DashboardProvider {
  readonly name: string;
  readonly folder: string;
  readonly folderUid: string;
  readonly disableDeletion: boolean;
  readonly allowUiUpdates: boolean;
  readonly updateIntervalSeconds: number;
  readonly foldersFromFilesStructure: boolean;
  /** As written; see `resolvePath`. */
  readonly path: string;
  /** The file that names it. */
  readonly definedIn: string;
}

const providerShape = map(
  {
    name: text,
    orgId: number,
    type: choice('file'),
    folder: text,
    folderUid: text,
    disableDeletion: boolean,
    editable: boolean,
    updateIntervalSeconds: number,
    allowUiUpdates: boolean,
    options: map({ path: text, folder: text, foldersFromFilesStructure: boolean }),
  },
  { required: ['name', 'options'] },
);
const fileShape = map({ apiVersion: number, providers: list(any) }, { required: ['providers'] });

const OLD_KEYS: Readonly<Record<string, string>> = {
  org_id: 'orgId',
  disable_deletion: 'disableDeletion',
  update_interval_seconds: 'updateIntervalSeconds',
};

const Provider = z.object({
  name: z.string(),
  folder: z.string().default(''),
  folderUid: z.string().default(''),
  disableDeletion: z.boolean().default(false),
  allowUiUpdates: z.boolean().default(false),
  updateIntervalSeconds: z.number().default(10),
  options: z.object({
    path: z.string().optional(),
    folder: z.string().optional(),
    foldersFromFilesStructure: z.boolean().default(false),
  }),
});

export interface LoadedProviders {
  readonly providers: readonly DashboardProvider[];
  readonly problems: readonly ProvisioningProblem[];
}

/** The providers of all files. A file in which a name stands twice is refused whole. */
export function loadProviders(files: readonly ProvisioningText[], context: InterpolateContext): LoadedProviders {
  const problems: ProvisioningProblem[] = [];
  const providers: DashboardProvider[] = [];
  for (const { file, text: content } of files) {
    const report: Report = ({ line, column }, severity, message) =>
      problems.push({ file, line, column, severity, message });
    const tree = parseYaml(content, context, report);
    if (!tree) continue;
    for (const item of providerItems(tree, report)) {
      const provider = readProvider(item, file, report);
      if (!provider) continue;
      if (providers.some((other) => other.name === provider.name)) {
        report(item.at, 'error', `a second provider is named "${provider.name}"; expected another name`);
      } else providers.push(provider);
    }
  }
  return { providers, problems };
}

/** The old format is a bare list in snake case. */
function providerItems(tree: YamlTree, report: Report): readonly YamlTree[] {
  if (tree.kind === 'list') {
    return tree.items.map((item) =>
      item.kind === 'map'
        ? { ...item, entries: item.entries.map((entry) => ({ ...entry, key: OLD_KEYS[entry.key] ?? entry.key })) }
        : item,
    );
  }
  readShape(tree, fileShape, report);
  const items = child(tree, 'providers');
  return items?.kind === 'list' ? items.items : [];
}

function readProvider(tree: YamlTree, definedIn: string, report: Report): DashboardProvider | null {
  const read = Provider.safeParse(readShape(tree, providerShape, report));
  if (!read.success) return null;
  const { options, updateIntervalSeconds, ...rest } = read.data;
  const path = options.path ?? options.folder;
  const at = (key: string) => child(tree, key)?.at ?? tree.at;
  if (!path) {
    report(at('options'), 'error', 'the key "path" is missing; expected a directory of .json files');
    return null;
  }
  if (rest.folderUid === 'general') report(at('folderUid'), 'error', 'the uid "general" is reserved; expected another');
  if (options.foldersFromFilesStructure && rest.folder && rest.folderUid) {
    report(at('folder'), 'error', 'folders come from the file structure here; expected no "folder" and no "folderUid"');
  }
  return {
    ...rest,
    path,
    definedIn,
    updateIntervalSeconds: updateIntervalSeconds > 0 ? updateIntervalSeconds : 10,
    foldersFromFilesStructure: options.foldersFromFilesStructure,
  };
}
