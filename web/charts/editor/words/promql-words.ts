/** PromQL's functions and aggregations as of Prometheus 3: signature, then what it does. */
export const PROMQL_FUNCTIONS = `
rate(v range) Per-second average rate of increase over the range. For counters; resets are accounted for.
increase(v range) How much a counter grew over the range. The same as rate times the length of the range.
irate(v range) Per-second rate from the last two samples of the range. For counters that move fast.
delta(v range) Difference between the last and the first sample of the range, extrapolated. For gauges.
idelta(v range) Difference between the last two samples of the range. For gauges.
deriv(v range) Per-second derivative by linear regression. For gauges.
predict_linear(v range, seconds scalar) What a gauge will be so many seconds from now, by linear regression.
changes(v range) How often the value changed within the range.
resets(v range) How often a counter was reset within the range.
avg_over_time(v range) Average of the samples in the range.
min_over_time(v range) Smallest sample in the range.
max_over_time(v range) Largest sample in the range.
sum_over_time(v range) Sum of the samples in the range.
count_over_time(v range) Number of samples in the range.
quantile_over_time(q scalar, v range) The q-quantile (0 ≤ q ≤ 1) of the samples in the range.
stddev_over_time(v range) Population standard deviation of the samples in the range.
stdvar_over_time(v range) Population variance of the samples in the range.
last_over_time(v range) Most recent sample in the range.
first_over_time(v range) Oldest sample in the range.
present_over_time(v range) 1 for every series that has a sample in the range.
absent_over_time(v range) 1 when the range has no sample at all, with the labels of the selector; else nothing.
mad_over_time(v range) Median absolute deviation of the samples in the range.
ts_of_first_over_time(v range) Time of the oldest sample in the range, in seconds.
ts_of_last_over_time(v range) Time of the most recent sample in the range, in seconds.
ts_of_max_over_time(v range) Time of the last largest sample in the range, in seconds.
ts_of_min_over_time(v range) Time of the last smallest sample in the range, in seconds.
double_exponential_smoothing(v range, smoothing scalar, trend scalar) A smoothed value of a gauge; both factors between 0 and 1.
histogram_quantile(q scalar, b instant) The q-quantile (0 ≤ q ≤ 1) of histograms: native ones, or classic buckets with their le label kept.
histogram_quantiles(b instant, label string, q scalar, …) Several quantiles at once, told apart by the label.
histogram_count(v instant) Number of observations in a native histogram.
histogram_sum(v instant) Sum of the observations in a native histogram.
histogram_avg(v instant) Average of the observations in a native histogram.
histogram_fraction(lower scalar, upper scalar, b instant) Share of observations between two values.
histogram_stddev(v instant) Estimated standard deviation of the observations in a native histogram.
histogram_stdvar(v instant) Estimated variance of the observations in a native histogram.
abs(v instant) Absolute value.
ceil(v instant) Rounded up to the next integer.
floor(v instant) Rounded down to the next integer.
round(v instant, to_nearest? scalar) Rounded to the nearest multiple of the second argument, 1 by default.
clamp(v instant, min scalar, max scalar) Limited to between min and max.
clamp_min(v instant, min scalar) Limited to at least min.
clamp_max(v instant, max scalar) Limited to at most max.
exp(v instant) e to the power of the value.
ln(v instant) Natural logarithm.
log2(v instant) Binary logarithm.
log10(v instant) Decimal logarithm.
sqrt(v instant) Square root.
sgn(v instant) 1, 0 or -1 by the sign of the value.
absent(v instant) 1 when there is no such series, with the labels of the selector; else nothing.
scalar(v instant) The value of the only series as a scalar; NaN when there is not exactly one.
vector(s scalar) A scalar as a series without labels.
sort(v instant) Series in order of value, smallest first. Instant queries only.
sort_desc(v instant) Series in order of value, largest first. Instant queries only.
sort_by_label(v instant, label string, …) Series in order of labels. Instant queries only.
sort_by_label_desc(v instant, label string, …) Series in reverse order of labels. Instant queries only.
label_replace(v instant, dst string, replacement string, src string, regex string) Sets a label from what a regular expression finds in another; $1 is its first group.
label_join(v instant, dst string, separator string, src string, …) Sets a label to the values of others, joined.
info(v instant, selector? instant) Adds labels of info metrics such as target_info.
time() Time of the evaluation in seconds since 1970.
timestamp(v instant) Time of each sample in seconds since 1970.
minute(v? instant) Minute of the hour, UTC.
hour(v? instant) Hour of the day, UTC.
day_of_week(v? instant) Day of the week, UTC; 0 is Sunday.
day_of_month(v? instant) Day of the month, UTC.
day_of_year(v? instant) Day of the year, UTC.
days_in_month(v? instant) Number of days in the month.
month(v? instant) Month, UTC; 1 is January.
year(v? instant) Year, UTC.
pi() π.
deg(v instant) Radians as degrees.
rad(v instant) Degrees as radians.
sin(v instant) Sine.
cos(v instant) Cosine.
tan(v instant) Tangent.
asin(v instant) Arc sine.
acos(v instant) Arc cosine.
atan(v instant) Arc tangent.
sinh(v instant) Hyperbolic sine.
cosh(v instant) Hyperbolic cosine.
tanh(v instant) Hyperbolic tangent.
asinh(v instant) Inverse hyperbolic sine.
acosh(v instant) Inverse hyperbolic cosine.
atanh(v instant) Inverse hyperbolic tangent.
`;

export const PROMQL_AGGREGATIONS = `
sum(v instant) Sum over series; by (…) keeps labels, without (…) drops them.
avg(v instant) Average over series.
min(v instant) Smallest value among series.
max(v instant) Largest value among series.
count(v instant) Number of series.
group(v instant) 1 for each group.
stddev(v instant) Population standard deviation over series.
stdvar(v instant) Population variance over series.
topk(k scalar, v instant) The k series with the largest values at each step, with their own labels.
bottomk(k scalar, v instant) The k series with the smallest values at each step, with their own labels.
limitk(k scalar, v instant) Any k series of each group.
limit_ratio(ratio scalar, v instant) About that share of the series; a negative ratio gives the others.
quantile(q scalar, v instant) The q-quantile (0 ≤ q ≤ 1) over series.
count_values(label string, v instant) How many series have each value; the value is in the label.
`;

export const PROMQL_KEYWORDS = `
by Keep only these labels: sum by (job) (…).
without Drop these labels: sum without (instance) (…).
on Match series by these labels only.
ignoring Match series by all labels but these.
group_left Many series on the left match one on the right; labels of the right may be listed to be copied.
group_right One series on the left matches many on the right.
bool A comparison gives 0 or 1 instead of filtering.
and Series of the left that have a match on the right.
or All series of the left, and those of the right without a match.
unless Series of the left that have no match on the right.
offset Look at an earlier time: metric offset 1h.
atan2 Arc tangent of y/x, by the signs of both.
start() With @: evaluate at the start of the range.
end() With @: evaluate at the end of the range.
`;
