import type { Labels } from '../answer.ts';
import type { SourceVocabulary } from '../correlate.ts';
import type { SourceInfo, SourceType } from '../source.ts';
import type { Attributes } from '../traces.ts';
import { SERVICE_LABELS, serviceOf } from './identity.ts';
import { escapeRegex } from './formats.ts';
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
const CONCEPTS = Object.keys(SYNONYMS) as readonly Concept[];

/** A name as all sources would write it: `resource.k8s.pod.name` and `k8s_pod_name` are one. */
export const plainName = (name: string): string =>
  name
    .replace(/^(resource|span|event|link|instrumentation)\./, '')
    .replace(/[^A-Za-z0-9]/g, '_')
    .toLowerCase();

const BY_NAME: ReadonlyMap<string, Concept> = new Map(
  CONCEPTS.flatMap((concept) => SYNONYMS[concept].map((name) => [plainName(name), concept] as const)),
);
export const conceptOf = (name: string): Concept | null => BY_NAME.get(plainName(name)) ?? null;

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
  readonly op: '=' | '=~';
  readonly value: string;
}

/** What sources are taken to call a concept when they cannot say. */
const CONVENTION: Readonly<Record<Exclude<SourceType, 'tempo'>, Identity>> = {
  loki: { service: 'service_name', namespace: 'namespace', pod: 'pod' },
  prometheus: { service: 'service_name', namespace: 'namespace', pod: 'pod' },
  'grafana-pyroscope-datasource': { service: 'service_name', namespace: 'namespace', pod: 'pod' },
};
const TEMPO_CONVENTION: Identity = {
  service: 'resource.service.name',
  namespace: 'resource.k8s.namespace.name',
  pod: 'resource.k8s.pod.name',
};

/**
 * Matchers that select in a source what an identity says, by names that the source has. Where it could not say, the
 * convention's name for the service, or without a service for pod and namespace. Empty when nothing is common to both.
 */
export function matchersIn(source: SourceInfo, identity: Identity, names: Names): readonly Matcher[] {
  const known = names.of(source.uid);
  if (known === null) return conventional(source.type, identity);
  const service = identity.service ? nameOf('service', known) : undefined;
  if (identity.service && service) {
    return [matcherFor(service, identity.service, identity), ...narrowed(source.type, identity, known)];
  }
  return CONCEPTS.flatMap((concept) => {
    const [value, name] = [identity[concept], nameOf(concept, known)];
    return value && name ? [{ name, op: '=', value } as const] : [];
  });
}

function conventional(type: SourceType, identity: Identity): readonly Matcher[] {
  const convention = type === 'tempo' ? TEMPO_CONVENTION : CONVENTION[type];
  const concepts: readonly Concept[] = identity.service ? ['service'] : ['namespace', 'pod'];
  return concepts.flatMap((concept) => {
    const [value, name] = [identity[concept], convention[concept]];
    return value && name ? [{ name, op: '=', value } as const] : [];
  });
}

/**
 * What narrows a service down: its cluster and its pod, or without one its namespace. That a source has a label does not
 * mean that each of its streams does, so one without it passes; and where a source has two names for one thing, different
 * streams use different ones, and neither narrows. TraceQL has no way to say so.
 */
function narrowed(type: SourceType, identity: Identity, known: readonly string[]): readonly Matcher[] {
  if (type === 'tempo') return [];
  const concepts: readonly Concept[] = ['cluster', identity.pod ? 'pod' : 'namespace'];
  return concepts.flatMap((concept) => {
    const value = identity[concept];
    const spellings = known.filter((name) => conceptOf(name) === concept);
    const [name] = spellings;
    if (!value || name === undefined || spellings.length > 1 || !isLabelName(name)) return [];
    return [{ name, op: '=~', value: `${escapeRegex(value)}|` } as const];
  });
}

/** What a source with these names calls a concept. */
export function nameOf(concept: Concept, known: readonly string[]): string | undefined {
  for (const synonym of SYNONYMS[concept]) {
    const same = known.filter((name) => plainName(name) === plainName(synonym));
    // Of Tempo's scopes, where something runs is the resource's to say.
    const best = same.find((name) => name.startsWith('resource.')) ?? same[0];
    if (best !== undefined && isLabelName(best)) return best;
  }
  return undefined;
}

const isLabelName = (name: string): boolean => /^[A-Za-z_][\w.]*$/.test(name);

/** `job` holds the namespace too, or may. */
function matcherFor(name: string, value: string, identity: Identity): Matcher {
  if (name !== 'job' || value !== identity.service) return { name, op: '=', value };
  return identity.serviceNamespace
    ? { name, op: '=', value: `${identity.serviceNamespace}/${value}` }
    : { name, op: '=~', value: `(.+/)?${escapeRegex(value)}` };
}

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
