import type { Context, Hono } from 'hono';
import type { Budget } from '../budget.ts';
import { ConnectError, connectService, unary } from './connect.ts';
import { decodeJson } from './message-codec.ts';
import * as messages from './messages.ts';
import type { PointSeries } from './select-series.ts';
import type { LabelPairs } from './profile-store.ts';
import type { ProfileQueries } from './queries.ts';

type BudgetOf = (c: Context) => Budget;

/** `querier.v1.QuerierService` over Connect. `budget` is called once per request. */
export function querierRoutes(queries: ProfileQueries, budget: BudgetOf): Hono {
  const methods = {
    ProfileTypes: profileTypes(queries),
    LabelNames: labelNames(queries),
    LabelValues: labelValues(queries),
    Series: series(queries),
    SelectMergeStacktraces: selectMergeStacktraces(queries, budget),
    SelectMergeSpanProfile: selectMergeSpanProfile(queries, budget),
    SelectMergeProfile: selectMergeProfile(queries, budget),
    SelectSeries: selectSeries(queries, budget),
    Diff: diff(queries, budget),
    GetProfileStats: getProfileStats(queries),
  };
  return connectService('querier.v1.QuerierService', methods, ['SelectHeatmap', 'AnalyzeQuery']);
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
      const flamegraph = await queries.diff(left ?? NOTHING_SELECTED, right ?? NOTHING_SELECTED, budget(c));
      return { flamegraph };
    },
  });

const NOTHING_SELECTED = decodeJson(messages.SelectMergeStacktracesRequest, '{}');

const getProfileStats = (queries: ProfileQueries) =>
  unary({
    request: messages.GetProfileStatsRequest,
    response: messages.GetProfileStatsResponse,
    call: () => queries.stats(),
  });

function refuseFormats(format: string, refused: readonly string[]): void {
  if (refused.includes(format)) throw new ConnectError('unimplemented', `${format} is not supported`);
}

const toLabelPairs = (labels: LabelPairs) => labels.map(([name, value]) => ({ name, value }));

const toSeries = ({ labels, points }: PointSeries) => ({ labels: toLabelPairs(labels), points });
