import type { Labels } from '../answer.ts';
import type { SourceType } from '../source.ts';
import { escapeRegex } from './formats.ts';
import { conceptOf, identityOf, plainName, rankOf, type Identity } from './names.ts';
import { plainAlternatives } from './regex-text.ts';
import { selectorsOf, type SelectorMatcher } from './selectors.ts';
import { spansetsOf } from './spansets.ts';
import { quote } from './variables.ts';

/** A matcher that holds for all that a query gives. */
export interface Demand extends SelectorMatcher {
  /**
   * The value as one of the concept itself: `job` holds a namespace besides the service, here it does not. null where
   * that cannot be told.
   */
  readonly bare: string | null;
}

/** What a query is about: what its series say for certain, and what it demands of them besides. */
export interface Subject {
  readonly identity: Identity;
  /** Every label that is known exactly: the series' own, else the query's. */
  readonly labels: Labels;
  /** What the query demands, with the series' own value where there is one. */
  readonly demands: readonly Demand[];
  /** What only a part of the query demands; no jump asks it. */
  readonly partial: readonly Demand[];
}

/** Told of the metric or of the scrape, not of what runs. */
const OF_THE_METRIC = new Set(['__name__', 'le', 'quantile', 'otel_scope_name', 'otel_scope_version']);

interface Asked {
  /** What every selector demands: it holds for all that the query gives. */
  readonly held: readonly Demand[];
  /** What only some do: it holds for a part of the query, as for the errors of a ratio. */
  readonly partial: readonly Demand[];
}

/** `job` and `service_name` count as one where they name the same service. */
export function demandsOf(text: string, type: SourceType): Asked {
  const selectors = (type === 'tempo' ? spansetsOf(text) : selectorsOf(text)).map(
    (matchers) =>
      new Map(matchers.flatMap((matcher) => readDemand(matcher) ?? []).map((demand) => [keyOf(demand), demand])),
  );
  const all = new Map(selectors.toReversed().flatMap((demands) => [...demands]));
  const isHeld = (key: string): boolean => selectors.every((demands) => demands.has(key));
  const of = (wanted: boolean): readonly Demand[] =>
    [...all].flatMap(([key, demand]) => (isHeld(key) === wanted ? [demand] : []));
  return { held: of(true), partial: of(false) };
}

const keyOf = ({ name, op, value, bare }: Demand): string =>
  JSON.stringify([conceptOf(name) ?? plainName(name), op, bare ?? value]);

/** Labels that every selector of a text demands by equality: they hold for all that the query gives. */
export const labelsOfQuery = (text: string, type: SourceType = 'prometheus'): Labels =>
  exactOf(demandsOf(text, type).held);

const exactOf = (demands: readonly Demand[]): Labels =>
  Object.fromEntries(demands.flatMap(({ name, op, value }) => (op === '=' && value !== '' ? [[name, value]] : [])));

/** Any prefix, which is how a service is found in `job` whatever its namespace. */
const ANY_NAMESPACE = /^\((?:\?:)?\.[+*]\/\)\?(?=[^])/;

/** In the plainest operator that says the same; null where it demands nothing. */
function readDemand(matcher: SelectorMatcher): Demand | null {
  const { name, op, value } = matcher;
  if (matcher.text !== undefined) return { ...matcher, bare: null };
  if (OF_THE_METRIC.has(name)) return null;
  const isJob = plainName(name) === 'job';
  if (op === '=' || op === '!=') return { name, op, value, bare: isJob ? bareJob(op, value) : value };
  const [same, other] = op === '=~' ? (['=', '!='] as const) : (['!=', '='] as const);
  if (value === '.*' && op === '=~') return null;
  if (value === '.+') return { name, op: other, value: '', bare: '' };
  const any = isJob ? ANY_NAMESPACE.exec(value) : null;
  const pattern = any ? value.slice(any[0].length) : value;
  const plain = plainAlternatives(pattern);
  const [only] = plain ?? [];
  if (plain?.length === 1 && only !== undefined) {
    if (!any) return { name, op: same, value: only, bare: isJob ? bareJob(same, only) : only };
    // Of an exact service the namespace is no matter; of one to leave out it is.
    return op === '=~' ? { name, op: same, value: only, bare: only } : { name, op, value, bare: pattern };
  }
  if (!isJob || any) return { name, op, value, bare: pattern };
  const bare = plain?.map((text) => bareJob(same, text)) ?? [null];
  const isTold = bare.every((text) => text !== null);
  return { name, op, value, bare: isTold ? bare.map(escapeRegex).join('|') : null };
}

/** `namespace/service` names the service, but one of its namespaces left out is not the service left out. */
function bareJob(op: '=' | '!=', job: string): string | null {
  if (op === '!=' && job.includes('/')) return null;
  return job.slice(job.lastIndexOf('/') + 1);
}

/** Whether a demand is only that there is a value at all. */
export const isPresence = ({ op, value }: Demand): boolean => op === '!=' && value === '';

/** What a series of a query is about. An exact label of the series wins over what the query demands of that label. */
export function subjectOfQuery(text: string, type: SourceType, series: Labels = {}): Subject {
  const { held: all, partial } = demandsOf(text, type);
  const positive = all.filter(({ op, value }) => op === '=~' || (op === '=' && value !== ''));
  const own = Object.fromEntries(
    Object.entries(series).filter(([name]) => {
      // `job` of the scrape says less of the service than what the query demands by a better name.
      const rank = rankOf(name);
      return rank === null || !positive.some((demand) => isBetter(demand.name, name));
    }),
  );
  const labels = { ...exactOf(all), ...own };
  const exact = new Map(Object.entries(labels).map(([name, value]) => [conceptOf(name) ?? plainName(name), value]));
  const demands = all.flatMap((demand): Demand[] => {
    const value = exact.get(conceptOf(demand.name) ?? plainName(demand.name));
    if (value === undefined || value === '') return [demand];
    return demand.op === '=' ? [{ ...demand, value, bare: value }] : [{ ...demand, op: '=', value, bare: value }];
  });
  const once = new Map(demands.map((demand) => [JSON.stringify([demand.name, demand.op, demand.value]), demand]));
  const open = partial.filter((demand) => !exact.has(conceptOf(demand.name) ?? plainName(demand.name)));
  return { identity: identityOf(labels), labels, demands: [...once.values()], partial: open };
}

/**
 * Of a ratio what it is the share of: `x{code=~"5.."} / x` is about the errors. null where the part above the line asks
 * no more than all, or where another part asks for something else again.
 */
export function shareOf(text: string, type: SourceType, subject: Subject): Subject | null {
  const at = dividedAt(text);
  if (subject.partial.length === 0 || at < 0) return null;
  const first = demandsOf(text.slice(0, at), type).held;
  const isAbove = ({ name, op, value }: Demand): boolean =>
    first.some((one) => one.name === name && one.op === op && one.value === value);
  if (!subject.partial.every(isAbove)) return null;
  const labels = { ...exactOf(subject.partial), ...subject.labels };
  return { ...subject, labels, demands: [...subject.demands, ...subject.partial], partial: [] };
}

const STRINGS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/gs;

/** Where the first division stands, outside strings; -1 where there is none. */
const dividedAt = (text: string): number => text.replace(STRINGS, (string) => ' '.repeat(string.length)).indexOf('/');

const isBetter = (name: string, than: string): boolean =>
  conceptOf(name) !== null && conceptOf(name) === conceptOf(than) && (rankOf(name) ?? 0) < (rankOf(than) ?? 0);

/** A demand as its query wrote it, short enough to be read in a menu. */
export function demandText({ name, op, value, text }: Demand): string {
  return shortened(text ?? `${name}${op}${quote(shortened(value, 60))}`, 160);
}

const shortened = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1).toWellFormed()}…` : text;
