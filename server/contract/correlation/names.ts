import type { Labels } from '../answer.ts';
import type { SourceVocabulary } from '../correlate.ts';
import type { Attributes } from '../traces.ts';
import { SERVICE_LABELS, serviceOf } from './identity.ts';
import { quote } from './variables.ts';

/** Where something runs, in words that every signal has a label for. */
export type Concept = 'service' | 'serviceNamespace' | 'cluster' | 'namespace' | 'pod' | 'container' | 'environment';
export type Identity = Readonly<Partial<Record<Concept, string>>>;

/** What each concept is called, best first. Dots count as underscores, as in OpenTelemetry's mapping to Prometheus. */
const SYNONYMS: Readonly<Record<Concept, readonly string[]>> = {
  service: SERVICE_LABELS,
  serviceNamespace: ['service_namespace'],
  cluster: ['cluster', 'k8s_cluster_name', 'cluster_name', 'kubernetes_cluster'],
  namespace: ['namespace', 'k8s_namespace_name', 'kubernetes_namespace', 'kubernetes_namespace_name', 'namespace_name'],
  pod: ['pod', 'k8s_pod_name', 'pod_name', 'kubernetes_pod_name', 'kubernetes_pod'],
  container: ['container', 'k8s_container_name', 'container_name', 'kubernetes_container_name'],
  environment: ['deployment_environment_name', 'deployment_environment', 'environment', 'env'],
};
export const CONCEPTS = Object.keys(SYNONYMS) as readonly Concept[];

const MAX_PLAIN = 10_000;
const plainNames = new Map<string, string>();

/** A name as all sources would write it: `resource.k8s.pod.name` and `k8s_pod_name` are one. */
export function plainName(name: string): string {
  let plain = plainNames.get(name);
  if (plain === undefined) {
    plain = name
      .replace(/^(resource|span|event|link|instrumentation)\./, '')
      .replace(/[^A-Za-z0-9]/g, '_')
      .toLowerCase();
    // Asked for each line in sight, of names that recur.
    if (plainNames.size >= MAX_PLAIN) plainNames.clear();
    plainNames.set(name, plain);
  }
  return plain;
}

const BY_NAME: ReadonlyMap<string, Concept> = new Map(
  CONCEPTS.flatMap((concept) => SYNONYMS[concept].map((name) => [plainName(name), concept] as const)),
);
export const conceptOf = (name: string): Concept | null => BY_NAME.get(plainName(name)) ?? null;

/** How surely a name means its concept: 0 is best; null of a name that means none. */
export function rankOf(name: string): number | null {
  const concept = conceptOf(name);
  return concept === null ? null : SYNONYMS[concept].indexOf(plainName(name));
}

/** What labels, attributes or resources say about where something runs. */
export function identityOf(given: Labels | Attributes): Identity {
  // TraceQL metrics name their labels with the scope.
  const labels: Attributes = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name.replace(/^resource\./, ''), value]),
  );
  const found: Partial<Record<Concept, string>> = {};
  const rank = new Map<Concept, number>();
  for (const [name, value] of Object.entries(labels)) {
    const concept = conceptOf(name);
    if (concept === null || concept === 'service' || typeof value !== 'string' || value === '') continue;
    const place = SYNONYMS[concept].indexOf(plainName(name));
    if (place >= (rank.get(concept) ?? Infinity)) continue;
    rank.set(concept, place);
    found[concept] = value;
  }
  const service = serviceOf(labels);
  if (service) found.service = service;
  const job = labels['job'];
  // OpenTelemetry makes `job` of namespace and name; elsewhere a slash in it means something else.
  if (typeof job === 'string' && job.endsWith(`/${service}`) && !found.serviceNamespace) {
    found.serviceNamespace = job.slice(0, -(service?.length ?? 0) - 1);
  }
  return found;
}

/** The names that each source really has. Pure: made from what the server asked the sources. */
export interface Names {
  /** null where the source could not say. */
  readonly of: (sourceUid: string) => readonly string[] | null;
}
export function namesFrom(vocabulary: readonly SourceVocabulary[]): Names {
  const byUid = new Map(vocabulary.map(({ uid, labels }) => [uid, labels]));
  return { of: (uid) => byUid.get(uid) ?? null };
}

export interface Matcher {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** What a source with these names calls a concept. */
export function nameOf(concept: Concept, known: readonly string[]): string | undefined {
  const names = byPlainName(known);
  for (const synonym of SYNONYMS[concept]) {
    const same = names.get(plainName(synonym)) ?? [];
    // Of Tempo's scopes, where something runs is the resource's to say.
    const best = same.find((name) => name.startsWith('resource.')) ?? same[0];
    if (best !== undefined && isLabelName(best)) return best;
  }
  return undefined;
}

const indexes = new WeakMap<readonly string[], ReadonlyMap<string, readonly string[]>>();

/** Kept as long as the list. */
function byPlainName(known: readonly string[]): ReadonlyMap<string, readonly string[]> {
  let index = indexes.get(known);
  if (!index) indexes.set(known, (index = Map.groupBy(known, plainName)));
  return index;
}

export const isLabelName = (name: string): boolean => /^[A-Za-z_][\w.]*$/.test(name);

/** `{a="b", c=~"d"}`; null when there is nothing to select by. */
export const selectorText = (matchers: readonly Matcher[]): string | null =>
  matchers.length === 0 ? null : `{${matcherList(matchers)}}`;

/** `a="b", c=~"d"`. Names with a dot are quoted, as PromQL 3 writes them. */
export const matcherList = (matchers: readonly Matcher[]): string =>
  matchers
    .map(({ name, op, value }) => `${/^[A-Za-z_]\w*$/.test(name) ? name : quote(name)}${op}${quote(value)}`)
    .join(', ');

/** Loki wants one matcher that no empty value passes: on the label that most streams have. */
export function anyStream(labels: readonly string[] | null): string {
  const label = labels ? (nameOf('service', labels) ?? labels.find(isLabelName)) : undefined;
  return `{${label ?? 'service_name'}=~".+"}`;
}
