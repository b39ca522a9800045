import type { LabelSet } from '../pipeline/label-set.ts';
import type { Matcher } from '../syntax/ast.ts';
import { parseMatchers } from '../syntax/parse.ts';
import { jsonResponse } from './errors.ts';
import type { Endpoint, RequestContext } from './request.ts';

function selectedLabels(
  { store }: Endpoint,
  { params }: RequestContext,
  groups: readonly (readonly Matcher[])[],
): LabelSet[] {
  const { startNs, endNs } = params.bounds();
  const found = new Map<string, LabelSet>();
  for (const matchers of groups)
    for (const { labels } of store.select(matchers, startNs, endNs)) found.set(labels.key, labels);
  return [...found.values()];
}

/** An optional selector. @throws QueryError */
const queryMatchers = ({ params }: RequestContext): readonly Matcher[] =>
  params.text('query') === '' ? [] : parseMatchers(params.text('query'));

/** An empty list is left out, as Loki leaves it out. */
const labelList = (data: readonly string[]) =>
  jsonResponse(JSON.stringify(data.length > 0 ? { status: 'success', data } : { status: 'success' }));

export function answerLabels(endpoint: Endpoint, request: RequestContext): Response {
  const names = new Set(selectedLabels(endpoint, request, [queryMatchers(request)]).flatMap(({ names: all }) => all));
  return labelList([...names].sort());
}

export function answerLabelValues(endpoint: Endpoint, request: RequestContext): Response {
  const name = request.part('name');
  const values = new Set(
    selectedLabels(endpoint, request, [queryMatchers(request)])
      .map((labels) => labels.get(name))
      .filter((value) => value !== ''),
  );
  return labelList([...values].sort());
}

export function answerSeries(endpoint: Endpoint, request: RequestContext): Response {
  const given = [...new Set(request.params.all('match', 'match[]'))];
  const isAll = given.length === 0 || (given.length === 1 && given[0]?.replaceAll(' ', '') === '{}');
  const groups = isAll ? [[]] : given.map((text) => parseMatchers(text));
  const data = selectedLabels(endpoint, request, groups).map((labels) => labels.toJson());
  return jsonResponse(JSON.stringify({ status: 'success', data }));
}

const UUID = /^(?:urn:uuid:)?\{?[\da-f]{8}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{12}\}?$/i;
/** Labels that are shown whatever their values are. */
const ALWAYS_SHOWN = new Set(['cluster', 'namespace', 'instance', 'pod']);

/** Labels worth choosing by: not those that hold nothing but IDs or numbers. */
export function answerDetectedLabels(endpoint: Endpoint, request: RequestContext): Response {
  request.params.checkedBounds();
  const values = new Map<string, Set<string>>();
  for (const labels of selectedLabels(endpoint, request, [queryMatchers(request)]))
    for (const [name, value] of labels.pairs()) {
      const known = values.get(name);
      if (known) known.add(value);
      else values.set(name, new Set([value]));
    }
  const detectedLabels = [...values]
    .filter(([name, set]) => ALWAYS_SHOWN.has(name) || !isOnlyIds([...set]))
    .map(([label, set]) => ({ label, cardinality: set.size }));
  return jsonResponse(JSON.stringify({ detectedLabels }));
}

function isOnlyIds(values: readonly string[]): boolean {
  const isFlag = values.length <= 2 && values.every((value) => value === '0' || value === '1');
  return !isFlag && values.every((value) => UUID.test(value) || isNumber(value));
}

const isNumber = (text: string) => text.trim() === text && text !== '' && !Number.isNaN(Number(text));
