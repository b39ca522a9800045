import { stringify } from 'yaml';
import type { DoctorPatch } from '../../contract/doctor.ts';
import type { SourceInfo } from '../../contract/source.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './findings.ts';
import { mendDerivedFields } from './mend-derived.ts';
import { mendExemplars } from './mend-exemplars.ts';
import { mendCorrelations, mendTraceLinks } from './mend-traces.ts';
import { proposeDerivedFields } from './propose-derived.ts';
import { proposeTraceLinks } from './propose-traces.ts';
import { contextsOf } from './evidence.ts';
import { sourcesOf } from '../../contract/correlation/near-sources.ts';
import { traceLabelOf } from './why-no-field-link.ts';

/** What would mend the configured links, and add those that the samples ask for. Pure; null when there is nothing to do. */
export function proposePatch(evidence: Evidence, findings: readonly Finding[]): DoctorPatch | null {
  const mended = [
    mendDerivedFields(evidence, findings),
    mendExemplars(evidence, findings),
    mendTraceLinks(evidence, findings),
    mendCorrelations(evidence, findings),
  ];
  const changes = mended.flatMap((one) => one.changes);
  if (changes.length === 0) return null;
  const correlations = mended.find((one) => one.correlations)?.correlations;
  const jsonData = Object.assign({}, ...mended.map((one) => one.jsonData)) as Record<string, unknown>;
  return { yaml: entryYaml(evidence.source, { jsonData, ...(correlations && { correlations }) }), changes };
}

/** All links that a source could have, from what it and the others contain. Pure; null when none come to mind. */
export function proposeAll(evidence: Evidence): DoctorPatch | null {
  const { source, sources, samples } = evidence;
  const [tempo] = sourcesOf(sources, 'tempo', source.uid);
  const rows = contextsOf(samples, 'log').map(({ row }) => row);
  const derivedFields = tempo ? proposeDerivedFields(rows, tempo.uid) : [];
  const named = new Set(contextsOf(samples, 'exemplar').flatMap((context) => traceLabelOf([context]) ?? []));
  const exemplars = tempo
    ? Array.from(named, (name) => ({ name, datasourceUid: tempo.uid, urlDisplayLabel: 'Open trace' }))
    : [];
  const links = source.type === 'tempo' ? proposeTraceLinks(evidence) : {};
  const jsonData = {
    ...(derivedFields.length > 0 && { derivedFields }),
    ...(exemplars.length > 0 && { exemplarTraceIdDestinations: exemplars }),
    ...links,
  };
  const changes = [
    ...derivedFields.map(({ name }) => `${name}: from a log line to its trace`),
    ...exemplars.map(({ name }) => `from an exemplar's ${name} to its trace`),
    ...('tracesToLogsV2' in links ? ['from a span to its logs'] : []),
    ...('tracesToMetrics' in links ? ["from a span to its service's metrics"] : []),
    ...('tracesToProfiles' in links ? ['from a span to its profile'] : []),
  ];
  return changes.length > 0 ? { yaml: entryYaml(source, { jsonData }), changes } : null;
}

/** As it stands in the file: `$` doubled, or provisioning would take it for a variable of the environment. */
function entryYaml(
  { name, uid }: SourceInfo,
  entry: { readonly jsonData: object; readonly correlations?: readonly unknown[] },
): string {
  const { jsonData, ...rest } = entry;
  const keys = { ...(Object.keys(jsonData).length > 0 && { jsonData }), ...rest };
  const text = stringify(tidy(keys), { lineWidth: 0 }).replaceAll('$', '$$$$');
  const where = `# In the entry of ${JSON.stringify(name)} (uid ${JSON.stringify(uid)}); replaces these keys, keep the others.\n`;
  return where.replaceAll('$', '$$$$') + text;
}

/** Without what is the default anyway. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key, item]) => !isDefault(key, item));
  return Object.fromEntries(entries.map(([key, item]) => [key, tidy(item)]));
}

const isDefault = (key: string, value: unknown): boolean =>
  value === undefined ||
  value === false ||
  (key === 'matcherType' && value === 'regex') ||
  (value === '' && (key === 'url' || key === 'query' || key === 'profileTypeId')) ||
  (key === 'tags' && Array.isArray(value) && value.length === 0);
