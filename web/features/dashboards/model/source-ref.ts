import type { SourceInfo, SourceType } from '../../../../server/contract/source.ts';
import { interpolate, type Scope } from './interpolate.ts';
import type { RawSourceRef } from './raw-dashboard.ts';

/** The data source a panel, query or variable names; or why there is none, for the reader. */
export type FoundSource =
  | { readonly ok: true; readonly source: SourceInfo }
  | { readonly ok: false; readonly reason: string };

/** References that mean something else than a data source. */
const MIXED = '-- Mixed --';
const SPECIAL: Readonly<Record<string, string>> = {
  '-- Grafana --': "Grafana's built-in data source is not supported yet",
  grafana: "Grafana's built-in data source is not supported yet",
  '-- Dashboard --': 'Queries that reuse another panel are not supported yet',
  __expr__: 'Server-side expressions are not supported yet',
};

export interface SourceLookup {
  readonly sources: readonly SourceInfo[];
  readonly scope: Scope;
}

/** @param refs from the most specific to the least: the target's, the panel's. The first that names a source decides. */
export function findSource(refs: readonly RawSourceRef[], { sources, scope }: SourceLookup): FoundSource {
  const ref = refs.find((one) => one !== null && one !== undefined && nameOf(one) !== MIXED && isTelling(one));
  if (ref === undefined || ref === null) return defaultSource(sources, undefined);
  const name = interpolate(nameOf(ref), scope);
  const type = typeof ref === 'string' ? undefined : ref.type;
  const special = Object.hasOwn(SPECIAL, name) ? SPECIAL[name] : undefined;
  if (special) return { ok: false, reason: special };
  const found = sources.find(({ uid }) => uid === name) ?? sources.find((source) => source.name === name);
  if (found) return { ok: true, source: found };
  // `${DS_PROMETHEUS}` is what an export leaves for the importer to fill in: the type is all it says.
  if (name === '' || name === 'default' || /^\$\{?DS_/.test(name)) return defaultSource(sources, type);
  return { ok: false, reason: `Data source ${name}${type ? ` (${type})` : ''} is not provisioned` };
}

const nameOf = (ref: NonNullable<RawSourceRef>): string => (typeof ref === 'string' ? ref : (ref.uid ?? ''));
const isTelling = (ref: NonNullable<RawSourceRef>): boolean =>
  typeof ref === 'string' ? ref !== '' : Boolean(ref.uid || ref.type);

function defaultSource(sources: readonly SourceInfo[], type: string | undefined): FoundSource {
  const fitting = type === undefined ? sources : sources.filter((source) => source.type === type);
  const source = fitting.find(({ isDefault }) => isDefault) ?? fitting[0];
  if (source) return { ok: true, source };
  return {
    ok: false,
    reason: type ? `No data source of type ${type} is provisioned` : 'No data source is provisioned',
  };
}

/** How a source's query language wants variables written. */
export const languageOf = (type: SourceType): 'promql' | 'logql' | 'traceql' | 'text' =>
  ({ prometheus: 'promql', loki: 'logql', tempo: 'traceql', 'grafana-pyroscope-datasource': 'text' } as const)[type];
