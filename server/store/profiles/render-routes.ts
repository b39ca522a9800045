import { Hono, type Context } from 'hono';
import type { Budget } from '../budget.ts';
import { parseAtTime } from './at-time.ts';
import { ConnectError, connectErrorResponse } from './connect.ts';
import type { Flamebearer } from './flamebearer.ts';
import { InvalidSelector, parseSelector, type LabelMatcher } from './label-selector.ts';
import type { LabelPairs } from './profile-store.ts';
import { InvalidProfileType, parseProfileType, type ProfileType } from './profile-type.ts';
import type { ProfileQueries } from './queries.ts';
import { timelineStep, toTimeline } from './timeline.ts';

interface RenderOptions {
  readonly queries: ProfileQueries;
  readonly budget: (c: Context) => Budget;
  readonly now: () => number;
}
type Query = (name: string) => string | undefined;

/** Pyroscope's older GET API: `/render`, `/render-diff`, `/label-values`. */
export function renderRoutes({ queries, budget, now }: RenderOptions): Hono {
  const answer = (call: (c: Context, query: Query) => Promise<unknown>) => async (c: Context) => {
    try {
      return c.json((await call(c, (name) => c.req.query(name))) as object);
    } catch (error) {
      return connectErrorResponse(error);
    }
  };
  return new Hono()
    .get(
      '/render',
      answer((c, query) =>
        render(query, { queries, budget: budget(c), now: now(), groupBy: c.req.queries('groupBy') ?? [] }),
      ),
    )
    .get(
      '/render-diff',
      answer(async (c, query) => {
        const left = readSide(query, { query: 'leftQuery', from: 'leftFrom', until: 'leftUntil' }, now());
        const right = readSide(query, { query: 'rightQuery', from: 'rightFrom', until: 'rightUntil' }, now());
        if (left.type.ID !== right.type.ID) throw new ConnectError('invalid_argument', 'profile types must match');
        const diff = await queries.diff(left.request, right.request, budget(c));
        const { leftTicks, rightTicks } = diff;
        const profile = toProfile(diff, left.type, 'double');
        return { ...profile, timeline: null, groups: null, heatmap: null, leftTicks, rightTicks };
      }),
    )
    .get(
      '/label-values',
      answer((_, query) => {
        const label = query('label');
        if (!label) throw new ConnectError('invalid_argument', 'label parameter is required');
        const name = label === '__name__' ? '__profile_type__' : label;
        return Promise.resolve(queries.labelValues(name, [], { start: 0, end: 0 }));
      }),
    );
}

interface RenderRun {
  readonly queries: ProfileQueries;
  readonly budget: Budget;
  readonly now: number;
  readonly groupBy: readonly string[];
}

async function render(query: Query, { queries, budget, now, groupBy }: RenderRun) {
  if (query('format') === 'dot') throw new ConnectError('unimplemented', 'format "dot" is not supported');
  const { request, type } = readSide(query, { query: 'query', from: 'from', until: 'until' }, now);
  const flameGraph = await queries.flameGraph(request, budget);
  const step = timelineStep(request.start, request.end);
  const aggregation = query('aggregation') === 'avg' ? 'TIME_SERIES_AGGREGATION_TYPE_AVERAGE' : '';
  const seriesRequest = { ...request, groupBy, step, aggregation, stackTraceSelector: undefined, limit: 0 };
  const series = await queries.selectSeries(seriesRequest, budget);
  const range = { startMs: request.start, endMs: request.end, stepSeconds: step };
  const groups = series.map((item) => [labelOf(item.labels, groupBy[0] ?? ''), toTimeline(item, range)] as const);
  return {
    ...toProfile(flameGraph, type, 'single'),
    timeline: toTimeline(series.length === 1 ? (series[0] ?? null) : null, range),
    groups: groupBy.length > 0 ? Object.fromEntries(groups) : null,
    heatmap: null,
  };
}

function readSide(query: Query, names: { query: string; from: string; until: string }, now: number) {
  const selector = query(names.query);
  if (!selector) throw new ConnectError('invalid_argument', `"${names.query}" is required`);
  const matchers = readSelector(names.query, selector);
  const named = matchers.find(({ name }) => name === '__name__');
  if (!named) throw new ConnectError('invalid_argument', `"${names.query}" must contain a profile-type selection`);
  const type = readType(names.query, named.value);
  const time = (name: string) => Math.floor(parseAtTime(query(name) ?? 'now', now));
  const request = {
    profileTypeID: type.ID,
    labelSelector: selectorText(matchers.filter((matcher) => matcher !== named)),
    start: time(names.from),
    end: time(names.until),
    maxNodes: integerOf(query('maxNodes')) || integerOf(query('max-nodes')),
  };
  return { request, type };
}

function readSelector(name: string, text: string): readonly LabelMatcher[] {
  try {
    return parseSelector(text);
  } catch (error) {
    if (!(error instanceof InvalidSelector)) throw error;
    throw new ConnectError('invalid_argument', `failed to parse "${name}": ${error.message}`, { cause: error });
  }
}

function readType(name: string, id: string): ProfileType {
  try {
    return parseProfileType(id);
  } catch (error) {
    if (!(error instanceof InvalidProfileType)) throw error;
    throw new ConnectError('invalid_argument', `failed to parse "${name}"`, { cause: error });
  }
}

/** 0 for what is no integer. */
const integerOf = (text: string | undefined): number => (/^[+-]?\d+$/.test(text ?? '') ? Number(text) : 0);

const selectorText = (matchers: readonly LabelMatcher[]): string =>
  `{${matchers.map(({ name, op, value }) => `${JSON.stringify(name)}${op}${JSON.stringify(value)}`).join(',')}}`;

const labelOf = (labels: LabelPairs, name: string): string => labels.find(([label]) => label === name)?.[1] ?? '*';

const OBJECTS: ReadonlySet<string> = new Set(['inuse_objects', 'alloc_objects', 'goroutine', 'samples']);

function toProfile({ names, levels, total, maxSelf }: Flamebearer, type: ProfileType, format: 'single' | 'double') {
  const isCpu = type.sampleType === 'cpu';
  const units = OBJECTS.has(type.sampleType) ? 'objects' : type.sampleUnit;
  return {
    version: 1,
    flamebearer: { names, levels: levels.map(({ values }) => values), numTicks: total, maxSelf },
    metadata: {
      format,
      spyName: '',
      sampleRate: isCpu ? 1_000_000_000 : 100,
      units: isCpu ? 'samples' : units,
      name: type.sampleType,
    },
  };
}
