import { Hono, type Context } from 'hono';
import type { Budget } from '../budget.ts';
import { ConnectError, unary } from './connect.ts';
import * as messages from './messages.ts';
import type { PointSeries } from './select-series.ts';
import type { LabelPairs } from './profile-store.ts';
import type { ProfileQueries } from './queries.ts';

/** Queries are small; a long list of span ids is the largest thing in them. */
const MAX_REQUEST_BYTES = 1024 * 1024;

/** `querier.v1.QuerierService` over Connect. `budget` is called once per request. */
export function querierRoutes(queries: ProfileQueries, budget: (c: Context) => Budget): Hono {
  const routes = new Hono();
  const maxBytes = MAX_REQUEST_BYTES;
  return routes
    .post(
      '/ProfileTypes',
      unary({
        maxBytes,
        request: messages.ProfileTypesRequest,
        response: messages.ProfileTypesResponse,
        call: (request) => ({ profileTypes: queries.profileTypes(request) }),
      }),
    )
    .post(
      '/LabelNames',
      unary({
        maxBytes,
        request: messages.LabelNamesRequest,
        response: messages.LabelNamesResponse,
        call: (request) => ({ names: queries.labelNames(request.matchers, request) }),
      }),
    )
    .post(
      '/LabelValues',
      unary({
        maxBytes,
        request: messages.LabelValuesRequest,
        response: messages.LabelValuesResponse,
        call: (request) => ({ names: queries.labelValues(request.name, request.matchers, request) }),
      }),
    )
    .post(
      '/Series',
      unary({
        maxBytes,
        request: messages.SeriesRequest,
        response: messages.SeriesResponse,
        call: (request) => ({
          labelsSet: queries.series(request.matchers, request.labelNames, request).map((labels) => ({
            labels: toLabelPairs(labels),
          })),
        }),
      }),
    )
    .route('/', mergeRoutes(queries, budget));
}

function mergeRoutes(queries: ProfileQueries, budget: (c: Context) => Budget): Hono {
  const maxBytes = MAX_REQUEST_BYTES;
  return new Hono()
    .post(
      '/SelectMergeStacktraces',
      unary({
        maxBytes,
        request: messages.SelectMergeStacktracesRequest,
        response: messages.SelectMergeStacktracesResponse,
        call: async (request, c) => {
          refuseFormats(request.format, ['PROFILE_FORMAT_TREE', 'PROFILE_FORMAT_DOT']);
          if (request.format === 'PROFILE_FORMAT_PPROF') {
            return { pprof: { profile: await queries.pprof(request, budget(c)) } };
          }
          return { flamegraph: await queries.flameGraph(request, budget(c)) };
        },
      }),
    )
    .post(
      '/SelectMergeSpanProfile',
      unary({
        maxBytes,
        request: messages.SelectMergeSpanProfileRequest,
        response: messages.SelectMergeSpanProfileResponse,
        call: async (request, c) => {
          refuseFormats(request.format, ['PROFILE_FORMAT_TREE', 'PROFILE_FORMAT_DOT', 'PROFILE_FORMAT_PPROF']);
          return { flamegraph: await queries.flameGraph(request, budget(c)) };
        },
      }),
    )
    .post(
      '/SelectSeries',
      unary({
        maxBytes,
        request: messages.SelectSeriesRequest,
        response: messages.SelectSeriesResponse,
        call: async (request, c) => ({ series: (await queries.selectSeries(request, budget(c))).map(toSeries) }),
      }),
    )
    .post(
      '/SelectMergeProfile',
      unary({
        maxBytes,
        request: messages.SelectMergeProfileRequest,
        response: messages.Profile,
        call: (request, c) => queries.pprof(request, budget(c)),
      }),
    )
    .post(
      '/Diff',
      unary({
        maxBytes,
        request: messages.DiffRequest,
        response: messages.DiffResponse,
        call: async ({ left, right }, c) => {
          if (!left || !right) throw new ConnectError('invalid_argument', 'left and right are required');
          return { flamegraph: await queries.diff(left, right, budget(c)) };
        },
      }),
    );
}

function refuseFormats(format: string, refused: readonly string[]): void {
  if (refused.includes(format)) throw new ConnectError('unimplemented', `${format} is not supported`);
}

const toLabelPairs = (labels: LabelPairs) => labels.map(([name, value]) => ({ name, value }));

const toSeries = ({ labels, points }: PointSeries) => ({ labels: toLabelPairs(labels), points });
