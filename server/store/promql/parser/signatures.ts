import type { ValueType } from './ast.ts';

export interface Signature {
  readonly args: readonly ValueType[];
  /** How many arguments may be left out or repeated at the end: 0 none, n up to n more than `args` less one, -1 any. */
  readonly variadic: number;
  readonly returns: ValueType;
}

const signature = (args: readonly ValueType[], variadic = 0, returns: ValueType = 'vector'): Signature => ({
  args,
  variadic,
  returns,
});

const OF_VECTOR = signature(['vector']);
const OF_RANGE = signature(['matrix']);
const OF_TIME = signature(['vector'], 1);
const CONSTANT = signature([], 0, 'scalar');

const names = (text: string, value: Signature): [string, Signature][] => text.split(' ').map((name) => [name, value]);

/** Every function of the language, experimental ones too. */
export const SIGNATURES: ReadonlyMap<string, Signature> = new Map<string, Signature>([
  ...names('abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor', OF_VECTOR),
  ...names('histogram_avg histogram_count histogram_sum histogram_stddev histogram_stdvar', OF_VECTOR),
  ...names('ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp start_timestamp', OF_VECTOR),
  ...names(
    'absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase',
    OF_RANGE,
  ),
  ...names('irate last_over_time mad_over_time max_over_time min_over_time present_over_time rate resets', OF_RANGE),
  ...names('stddev_over_time stdvar_over_time sum_over_time', OF_RANGE),
  ...names('ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time', OF_RANGE),
  ...names('days_in_month day_of_month day_of_week day_of_year hour minute month year', OF_TIME),
  ...names('end pi range start step time', CONSTANT),
  ['clamp', signature(['vector', 'scalar', 'scalar'])],
  ...names('clamp_max clamp_min', signature(['vector', 'scalar'])),
  ['double_exponential_smoothing', signature(['matrix', 'scalar', 'scalar'])],
  ['histogram_fraction', signature(['scalar', 'scalar', 'vector'])],
  ['histogram_quantile', signature(['scalar', 'vector'])],
  ['histogram_quantiles', signature(['vector', 'string', 'scalar', 'scalar'], 9)],
  ['info', signature(['vector', 'vector'], 1)],
  ['label_join', signature(['vector', 'string', 'string', 'string'], -1)],
  ['label_replace', signature(['vector', 'string', 'string', 'string', 'string'])],
  ...names('max_of min_of', signature(['scalar', 'scalar'], 0, 'scalar')),
  ['predict_linear', signature(['matrix', 'scalar'])],
  ['quantile_over_time', signature(['scalar', 'matrix'])],
  ['round', signature(['vector', 'scalar'], 1)],
  ['scalar', signature(['vector'], 0, 'scalar')],
  ...names('sort_by_label sort_by_label_desc', signature(['vector', 'string'], -1)),
  ['vector', signature(['scalar'])],
]);
