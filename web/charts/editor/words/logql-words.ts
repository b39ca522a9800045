/** LogQL's functions, aggregations and stages as of Loki 3: signature, then what it does. */
export const LOGQL_FUNCTIONS = `
rate(lines range) Lines per second; after unwrap, the per-second sum of the values.
rate_counter(unwrapped range) Per-second rate of unwrapped values that form a counter.
count_over_time(lines range) Number of lines in the range.
bytes_rate(lines range) Bytes per second.
bytes_over_time(lines range) Bytes in the range.
absent_over_time(lines range) 1 when the range has no line; else nothing.
sum_over_time(unwrapped range) Sum of unwrapped values.
avg_over_time(unwrapped range) Average of unwrapped values.
min_over_time(unwrapped range) Smallest unwrapped value.
max_over_time(unwrapped range) Largest unwrapped value.
first_over_time(unwrapped range) Oldest unwrapped value.
last_over_time(unwrapped range) Most recent unwrapped value.
stddev_over_time(unwrapped range) Population standard deviation of unwrapped values.
stdvar_over_time(unwrapped range) Population variance of unwrapped values.
quantile_over_time(q scalar, unwrapped range) The q-quantile (0 ≤ q ≤ 1) of unwrapped values.
vector(s scalar) A scalar as a series without labels.
label_replace(v instant, dst string, replacement string, src string, regex string) Sets a label from what a regular expression finds in another; $1 is its first group.
sort(v instant) Series in order of value, smallest first. Instant queries only.
sort_desc(v instant) Series in order of value, largest first. Instant queries only.
ip(pattern string) Matches an IP address, a range or a CIDR: |= ip("10.0.0.0/8").
duration(label) With unwrap: reads values such as 2m30s, as seconds.
duration_seconds(label) With unwrap: reads values such as 2m30s, as seconds.
bytes(label) With unwrap: reads values such as 5 MB, as bytes.
`;

export const LOGQL_AGGREGATIONS = `
sum(v instant) Sum over series; by (…) keeps labels, without (…) drops them.
avg(v instant) Average over series.
min(v instant) Smallest value among series.
max(v instant) Largest value among series.
count(v instant) Number of series.
stddev(v instant) Population standard deviation over series.
stdvar(v instant) Population variance over series.
topk(k scalar, v instant) The k series with the largest values.
bottomk(k scalar, v instant) The k series with the smallest values.
approx_topk(k scalar, v instant) The k series with the largest values, estimated. Instant queries only.
`;

export const LOGQL_STAGES = `
json Reads the line as JSON: every field, or those named: json code="response.code".
logfmt Reads the line as key=value pairs: all, or those named. Flags: --strict, --keep-empty.
pattern Reads the line by a pattern: pattern "<ip> - <_> <status>".
regexp Reads the line by a regular expression with named groups: regexp "(?P<status>.+)".
unpack Reads the labels that Promtail's pack stage put into the line.
unwrap Takes a label's value as the number that range aggregations work on.
line_format Rewrites the line by a template: line_format "{{.status}} {{.path}}".
label_format Renames or computes labels: label_format to=from, or to="{{.a}} {{.b}}".
decolorize Takes ANSI colours out of the line.
drop Drops labels: drop level, or only where level="debug".
keep Keeps only these labels.
distinct Keeps one line for each distinct value of the labels.
`;

export const LOGQL_KEYWORDS = `
by Keep only these labels: sum by (level) (…).
without Drop these labels: sum without (pod) (…).
on Match series by these labels only.
ignoring Match series by all labels but these.
group_left Many series on the left match one on the right.
group_right One series on the left matches many on the right.
bool A comparison gives 0 or 1 instead of filtering.
and Both conditions; between metrics, series of the left that have a match on the right.
or Either condition; between metrics, all of the left and the unmatched of the right.
unless Series of the left that have no match on the right.
offset Look at an earlier time.
`;
