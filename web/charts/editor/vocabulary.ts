import type { QueryLanguage } from './language.ts';

/** The words of a language: for highlighting and completion. */
export interface Vocabulary {
  readonly functions: readonly string[];
  readonly aggregations: readonly string[];
  readonly keywords: readonly string[];
  /** After a pipe. */
  readonly stages: readonly string[];
  /** Names that stand without a scope. */
  readonly intrinsics: readonly string[];
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const AGGREGATIONS = words(`sum min max avg count stddev stdvar group count_values bottomk topk quantile`);
const DURATIONS_OVER_TIME = words(`avg_over_time min_over_time max_over_time sum_over_time count_over_time
  quantile_over_time stddev_over_time stdvar_over_time last_over_time first_over_time absent_over_time`);

const PROMQL: Vocabulary = {
  functions: words(`rate increase irate delta idelta deriv predict_linear changes resets histogram_quantile
    histogram_count histogram_sum histogram_avg histogram_fraction histogram_stddev histogram_stdvar abs absent ceil
    clamp clamp_max clamp_min exp floor ln log2 log10 round scalar sgn sort sort_desc sort_by_label sort_by_label_desc
    sqrt time timestamp vector label_join label_replace day_of_month day_of_week day_of_year days_in_month hour minute
    month year pi present_over_time mad_over_time double_exponential_smoothing info acos asin atan cos sin tan deg
    rad`).concat(DURATIONS_OVER_TIME),
  aggregations: AGGREGATIONS.concat('limitk', 'limit_ratio'),
  keywords: words(`by without on ignoring group_left group_right bool and or unless offset atan2 start end`),
  stages: [],
  intrinsics: [],
};

const LOGQL: Vocabulary = {
  functions: words(`rate rate_counter bytes_rate bytes_over_time vector label_replace sort sort_desc duration
    duration_seconds bytes ip`).concat(DURATIONS_OVER_TIME),
  aggregations: AGGREGATIONS.concat('approx_topk'),
  keywords: words(`by without on ignoring group_left group_right bool and or unless offset`),
  stages: words(`json logfmt pattern regexp unpack unwrap line_format label_format decolorize drop keep distinct`),
  intrinsics: [],
};

const TRACEQL: Vocabulary = {
  functions: words(`rate count_over_time min_over_time max_over_time avg_over_time sum_over_time quantile_over_time
    histogram_over_time compare topk bottomk`),
  aggregations: words(`count avg min max sum`),
  keywords: words(`by with true false nil`),
  stages: words(`select coalesce`),
  intrinsics: words(`name status statusMessage kind duration rootName rootServiceName traceDuration nestedSetParent
    span:id span:duration span:name span:kind span:status trace:id trace:duration trace:rootName trace:rootService
    event:name event:timeSinceStart link:traceID link:spanID instrumentation:name instrumentation:version`),
};

export const VOCABULARIES: Readonly<Record<QueryLanguage, Vocabulary>> = {
  promql: PROMQL,
  logql: LOGQL,
  traceql: TRACEQL,
};

export const RANGE_DURATIONS = ['$__rate_interval', '$__interval', '1m', '5m', '10m', '30m', '1h', '6h', '1d'];
