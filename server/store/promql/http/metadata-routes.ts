import { Hono } from 'hono';
import { compareLabels, labelEntries, labelObject, labelValue } from '../model/labels.ts';
import type { Matcher } from '../model/matchers.ts';
import { isValidLabelName, quote } from '../model/quote.ts';
import type { MetadataStore, MetricMetadata } from '../storage/metadata.ts';
import { seriesTimeRange, type SeriesStore, type TimeRange } from '../storage/series-store.ts';
import type { StoredSeries } from '../storage/stored-series.ts';
import { badParameter } from './api-error.ts';
import { badData, limitOf, matcherSets, readParams, timeRange } from './params.ts';
import { limitedList, success } from './respond.ts';

const METHODS = ['GET', 'POST'];

/** `labels`, `label/…/values`, `series` and `metadata`. */
export function metadataRoutes(store: SeriesStore, metadata: MetadataStore): Hono {
  const app = new Hono();
  app.on(METHODS, '/labels', async (c) => {
    const params = await readParams(c);
    const limit = limitOf(params);
    const range = timeRange(params);
    const sets = matcherSets(params, badData);
    return limitedList(hasData(store, range) ? labelNames(store, sets) : [], limit);
  });
  app.get('/label/:name/values', async (c) => {
    const name = unescapeName(c.req.param('name'));
    if (!isValidLabelName(name)) throw badData(`invalid label name: ${quote(name)}`);
    const params = await readParams(c);
    const limit = limitOf(params);
    const range = timeRange(params);
    const sets = matcherSets(params, badData);
    return limitedList(hasData(store, range) ? labelValues(store, name, sets) : [], limit);
  });
  app.on(METHODS, '/series', async (c) => {
    const params = await readParams(c);
    if (!params.has('match[]')) throw badData('no match[] parameter provided');
    const limit = limitOf(params);
    const range = timeRange(params);
    const sets = matcherSets(params, (problem) => badParameter('match[]', problem));
    const found = selectAll(store, sets).filter((series) => overlaps(seriesTimeRange(series), range));
    if (sets.length > 1) found.sort((a, b) => compareLabels(a.labels, b.labels));
    return limitedList(
      found.slice(0, limit + 1).map(({ labels }) => labelObject(labels)),
      limit,
    );
  });
  app.get('/metadata', async (c) => {
    const params = await readParams(c);
    return success(JSON.stringify(listMetadata(metadata, params)));
  });
  return app;
}

const overlaps = (own: TimeRange | null, { start, end }: TimeRange): boolean =>
  own !== null && own.start <= end && own.end >= start;

/** Like Prometheus' head block, labels are told for the whole store or not at all. */
const hasData = (store: SeriesStore, range: TimeRange): boolean => overlaps(store.timeRange(), range);

function selectAll(store: SeriesStore, sets: readonly (readonly Matcher[])[]): StoredSeries[] {
  return [...new Set(sets.flatMap((matchers) => store.select(matchers)))];
}

function labelNames(store: SeriesStore, sets: readonly (readonly Matcher[])[]): string[] {
  if (sets.length === 0) return store.labelNames();
  const names = new Set<string>();
  for (const { labels } of selectAll(store, sets)) for (const [name] of labelEntries(labels)) names.add(name);
  return [...names].sort();
}

function labelValues(store: SeriesStore, name: string, sets: readonly (readonly Matcher[])[]): string[] {
  if (sets.length === 0) return store.labelValues(name);
  const values = new Set(selectAll(store, sets).map(({ labels }) => labelValue(labels, name)));
  values.delete('');
  return [...values].sort();
}

/** Names outside the old alphabet come as `U__` with `_<hex>_` for other characters and `__` for an underscore. */
function unescapeName(name: string): string {
  if (!name.startsWith('U__')) return name;
  return name
    .slice(3)
    .replace(/__|_([0-9a-fA-F]{1,6})_/g, (escape, hex?: string) =>
      escape === '__' || hex === undefined ? '_' : String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(hex, 16))),
    );
}

function listMetadata(metadata: MetadataStore, params: URLSearchParams): Record<string, readonly MetricMetadata[]> {
  const limit = integerParam(params, 'limit');
  const perMetric = integerParam(params, 'limit_per_metric');
  const metric = params.get('metric') ?? '';
  const names = metric === '' ? metadata.names() : [metric];
  const entries = names
    .map((name) => [name, metadata.get(name)] as const)
    .filter(([, known]) => known.length > 0)
    .slice(0, limit < 0 ? undefined : limit)
    .map(([name, known]) => [name, perMetric > 0 ? known.slice(0, perMetric) : known] as const);
  return Object.fromEntries(entries);
}

/** -1 without one. */
function integerParam(params: URLSearchParams, name: string): number {
  const text = params.get(name) ?? '';
  if (text === '') return -1;
  if (!/^[+-]?\d+$/.test(text)) throw badData(`${name} must be a number`);
  return Number(text);
}
