import { Hono, type Context } from 'hono';
import type { Budget } from '../budget.ts';
import { ConnectError, unary } from './connect.ts';
import * as messages from './messages.ts';
import type { PointSeries } from './select-series.ts';
import type { LabelPairs } from './profile-store.ts';
import type { ProfileQueries } from './queries.ts';

type BudgetOf = (c: Context) => Budget;

/** `querier.v1.QuerierService` over Connect. `budget` is called once per request. */
export function querierRoutes(queries: ProfileQueries, budget: BudgetOf): Hono {
  return new Hono()
    .post('/ProfileTypes', profileTypes(queries))
    .post('/LabelNames', labelNames(queries))
    .post('/LabelValues', labelValues(queries))
    .post('/Series', series(queries))
    .post('/SelectMergeStacktraces', selectMergeStacktraces(queries, budget))
    .post('/SelectMergeSpanProfile', selectMergeSpanProfile(queries, budget))
    .post('/SelectMergeProfile', selectMergeProfile(queries, budget))
    .post('/SelectSeries', selectSeries(queries, budget))
    .post('/Diff', diff(queries, budget));
}

const profileTypes = (queries: ProfileQueries) =>
  unary({
    request: messages.ProfileTypesRequest,
    response: messages.ProfileTypesResponse,
    call: (request) => ({ profileTypes: queries.profileTypes(request) }),
  });

const labelNames = (queries: ProfileQueries) =>
  unary({
    request: messages.LabelNamesRequest,
    response: messages.LabelNamesResponse,
    call: (request) => ({ names: queries.labelNames(request.matchers, request) }),
  });

const labelValues = (queries: ProfileQueries) =>
  unary({
    request: messages.LabelValuesRequest,
    response: messages.LabelValuesResponse,
    call: (request) => ({ names: queries.labelValues(request.name, request.matchers, request) }),
  });

const series = (queries: ProfileQueries) =>
  unary({
    request: messages.SeriesRequest,
    response: messages.SeriesResponse,
    call: (request) => ({
      labelsSet: queries
        .series(request.matchers, request.labelNames, request)
        .map((labels) => ({ labels: toLabelPairs(labels) })),
    }),
  });

const selectMergeStacktraces = (queries: ProfileQueries, budget: BudgetOf) =>
  unary({
    request: messages.SelectMergeStacktracesRequest,
    response: messages.SelectMergeStacktracesResponse,
    call: async (request, c) => {
      refuseFormats(request.format, ['PROFILE_FORMAT_TREE', 'PROFILE_FORMAT_DOT']);
      if (request.format === 'PROFILE_FORMAT_PPROF') {
        return { pprof: { profile: await queries.pprof(request, budget(c)) } };
      }
      return { flamegraph: await queries.flameGraph(request, budget(c)) };
    },
  });

const selectMergeSpanProfile = (queries: ProfileQueries, budget: BudgetOf) =>
  unary({
    request: messages.SelectMergeSpanProfileRequest,
    response: messages.SelectMergeSpanProfileResponse,
    call: async (request, c) => {
      refuseFormats(request.format, ['PROFILE_FORMAT_TREE', 'PROFILE_FORMAT_DOT', 'PROFILE_FORMAT_PPROF']);
      return { flamegraph: await queries.flameGraph(request, budget(c)) };
    },
  });

const selectMergeProfile = (queries: ProfileQueries, budget: BudgetOf) =>
  unary({
    request: messages.SelectMergeProfileRequest,
    response: messages.Profile,
    call: (request, c) => queries.pprof(request, budget(c)),
  });

const selectSeries = (queries: ProfileQueries, budget: BudgetOf) =>
  unary({
    request: messages.SelectSeriesRequest,
    response: messages.SelectSeriesResponse,
    call: async (request, c) => ({ series: (await queries.selectSeries(request, budget(c))).map(toSeries) }),
  });

const diff = (queries: ProfileQueries, budget: BudgetOf) =>
  unary({
    request: messages.DiffRequest,
    response: messages.DiffResponse,
    call: async ({ left, right }, c) => {
      if (!left || !right) throw new ConnectError('invalid_argument', 'left and right are required');
      return { flamegraph: await queries.diff(left, right, budget(c)) };
    },
  });

function refuseFormats(format: string, refused: readonly string[]): void {
  if (refused.includes(format)) throw new ConnectError('unimplemented', `${format} is not supported`);
}

const toLabelPairs = (labels: LabelPairs) => labels.map(([name, value]) => ({ name, value }));

const toSeries = ({ labels, points }: PointSeries) => ({ labels: toLabelPairs(labels), points });
