import type { SourceInfo, SourceType } from '../source.ts';
import { isPresence, type Demand, type Subject } from './demands.ts';
import { escapeRegex } from './formats.ts';
import {
  CONCEPTS,
  conceptOf,
  isLabelName,
  nameOf,
  plainName,
  type Concept,
  type Identity,
  type Matcher,
  type Names,
} from './names.ts';
import { refusesEmpty } from './regex-text.ts';

export interface Selection {
  readonly matchers: readonly Matcher[];
  /** What the query demands and these matchers do not. */
  readonly leftOut: readonly Demand[];
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

/** Labels that name another thing in each source. */
const OF_THE_SCRAPE = new Set(['instance', 'job']);

/** What a place is called in one source, and what of it narrows a service down. */
interface Words {
  readonly type: SourceType;
  readonly known: readonly string[] | null;
}

/**
 * Matchers that select in a source what a subject says, by names that the source has; where it could not say, by the
 * convention's. Empty when nothing is common to both.
 *
 * Beside a service the rest only narrows: that a source has a label does not mean that each of its streams does, so one
 * without it passes. Where a source has two names for one thing, different streams use different ones: what a query
 * demands is asked of both, what a series merely has of neither. TraceQL has no way to say so: there the service stands
 * alone.
 */
export function selectionIn(
  source: SourceInfo,
  subject: Pick<Subject, 'identity' | 'demands'>,
  names: Names,
): Selection {
  const words = { type: source.type, known: names.of(source.uid) };
  const { identity, demands } = subject;
  const service = serviceMatchers(words, subject);
  const isService = service.some(({ op }) => op === '=' || op === '=~');
  const exact = isService ? narrowing(words, identity) : places(words, identity);
  const carried = new Set(service.length > 0 ? demands.filter((demand) => serviceMatcher(words, demand)) : []);
  const matchers = [...service, ...exact];
  for (const demand of demands) {
    if (conceptOf(demand.name) === 'service' || (isPresence(demand) && (isService || words.type === 'tempo'))) continue;
    for (const name of isService ? namesIn(words, demand.name) : placeNames(words, demand.name)) {
      carried.add(demand);
      const matcher = isService ? orAbsent({ ...demand, name }) : { name, op: demand.op, value: demand.value };
      if (!matchers.some((one) => isSameMatcher(one, matcher))) matchers.push(matcher);
    }
  }
  const isOnlyPresence = matchers.every(({ op, value }) => op === '!=' && value === '');
  const asked = demands.filter((demand) => !isPresence(demand));
  if (isOnlyPresence) return { matchers: [], leftOut: asked };
  return { matchers, leftOut: asked.filter((demand) => !carried.has(demand)) };
}

export const matchersIn = (source: SourceInfo, identity: Identity, names: Names): readonly Matcher[] =>
  selectionIn(source, { identity, demands: [] }, names).matchers;

function conventional({ type }: Words, concept: Concept): string | undefined {
  return (type === 'tempo' ? TEMPO_CONVENTION : CONVENTION[type])[concept];
}

const wordFor = (words: Words, concept: Concept): string | undefined =>
  words.known === null ? conventional(words, concept) : nameOf(concept, words.known);

function serviceMatchers(
  words: Words,
  { identity, demands }: Pick<Subject, 'identity' | 'demands'>,
): readonly Matcher[] {
  const name = wordFor(words, 'service');
  if (name === undefined) return [];
  return identity.service
    ? [serviceLabel(name, identity.service, identity)]
    : demands.flatMap((demand) => serviceMatcher(words, demand) ?? []);
}

/** A demand on a service by a source's own name for one; null where it cannot be told in it. */
function serviceMatcher(words: Words, demand: Demand): Matcher | null {
  const name = conceptOf(demand.name) === 'service' ? wordFor(words, 'service') : undefined;
  return name === undefined ? null : demandIn(name, demand);
}

/** A demand on a service by a label that holds one. */
export function demandIn(name: string, { name: own, op, value, bare }: Demand): Matcher | null {
  if (name !== 'job') return bare === null ? null : { name, op, value: bare };
  if (plainName(own) === 'job' && op !== '=') return { name, op, value };
  if (bare === null) return null;
  // Not of a pattern that quotes to its end.
  if (bare.includes('\\Q')) return null;
  const text = op === '=' || op === '!=' ? escapeRegex(bare) : `(?:${bare})`;
  return bare === '' ? { name, op, value: '' } : { name, op: op.startsWith('=') ? '=~' : '!~', value: `(.+/)?${text}` };
}

/** An exact service: `job` holds the namespace too, or may. */
export function serviceLabel(name: string, value: string, identity: Identity): Matcher {
  if (name !== 'job') return { name, op: '=', value };
  return identity.serviceNamespace
    ? { name, op: '=', value: `${identity.serviceNamespace}/${value}` }
    : { name, op: '=~', value: `(.+/)?${escapeRegex(value)}` };
}

/** All that is known of where something runs. */
function places(words: Words, identity: Identity): readonly Matcher[] {
  return CONCEPTS.flatMap((concept) => {
    const [value, name] = [identity[concept], concept === 'service' ? undefined : wordFor(words, concept)];
    return value && name ? [{ name, op: '=', value } as const] : [];
  });
}

/** Its cluster and its pod, or without one its namespace. */
function narrowing(words: Words, identity: Identity): readonly Matcher[] {
  const concepts: readonly Concept[] = ['cluster', identity.pod ? 'pod' : 'namespace'];
  return concepts.flatMap((concept) => {
    const [value, [name, ...others]] = [identity[concept], namesIn(words, concept)];
    return value && name && others.length === 0 ? [orAbsent({ name, op: '=', value })] : [];
  });
}

const isSameMatcher = (one: Matcher, other: Matcher): boolean =>
  one.name === other.name && one.op === other.op && one.value === other.value;

function orAbsent({ name, op, value }: Matcher): Matcher {
  if (op === '!=' || op === '!~' || value === '') return { name, op, value };
  if (op === '=') return { name, op: '=~', value: `${escapeRegex(value)}|` };
  // What quotes to its end takes a bar there for text.
  return { name, op, value: value.includes('\\Q') ? `|${value}` : `${value}|` };
}

/** The names that a source has for what a label means; none where it cannot let pass what lacks them. */
function namesIn({ type, known }: Words, label: string): readonly string[] {
  if (type === 'tempo' || known === null) return [];
  const concept = conceptOf(label);
  return known.filter((name) => isLabelName(name) && (concept ? conceptOf(name) === concept : isSame(name, label)));
}

function placeNames(words: Words, label: string): readonly string[] {
  const concept = conceptOf(label);
  if (concept === null) return namesIn(words, label);
  const name = wordFor(words, concept);
  return name === undefined ? [] : [name];
}

const isSame = (name: string, label: string): boolean =>
  plainName(name) === plainName(label) && !OF_THE_SCRAPE.has(plainName(label));

/**
 * Loki refuses selectors of which every matcher lets streams pass that lack the label: one more then asks that they have
 * it.
 */
export function withoutEmpty(matchers: readonly Matcher[]): readonly Matcher[] {
  const [first] = matchers;
  if (!first || matchers.some(demandsValue)) return matchers;
  return [...matchers, { name: first.name, op: '=~', value: '.+' }];
}

const demandsValue = ({ op, value }: Matcher): boolean =>
  (op === '=' && value !== '') || (op === '!=' && value === '') || (op === '=~' && refusesEmpty(value));
