/** TraceQL's functions and intrinsics as of Tempo 2.8: signature, then what it does. */
export const TRACEQL_FUNCTIONS = `
rate() Matching spans per second.
count_over_time() Number of matching spans in each step.
min_over_time(attribute) Smallest value of the attribute in each step.
max_over_time(attribute) Largest value of the attribute in each step.
avg_over_time(attribute) Average of the attribute in each step.
sum_over_time(attribute) Sum of the attribute in each step.
quantile_over_time(attribute, q, …) Quantiles (0 ≤ q ≤ 1) of the attribute in each step, such as quantile_over_time(duration, 0.9, 0.99).
histogram_over_time(attribute) Distribution of the attribute in each step.
compare({selection}, top? number, start? number, end? number) How the attributes of a selection differ from those of the other spans.
topk(k number) The k series with the largest values.
bottomk(k number) The k series with the smallest values.
select(attribute, …) Adds attributes to the spans that are returned.
by(attribute, …) Groups: spans of a trace into span sets, series by label.
coalesce() Joins the span sets of a trace again.
`;

export const TRACEQL_AGGREGATIONS = `
count() Number of matching spans in the trace: | count() > 3.
avg(attribute) Average over the trace's matching spans.
min(attribute) Smallest value among the trace's matching spans.
max(attribute) Largest value among the trace's matching spans.
sum(attribute) Sum over the trace's matching spans.
`;

export const TRACEQL_KEYWORDS = `
by Groups by attributes.
with Hints to the source: with (most_recent=true).
true The boolean.
false The boolean.
nil For comparing with an attribute that is not there.
`;

export const TRACEQL_INTRINSICS = `
name Name of the span.
status Of the span: error, ok or unset.
statusMessage What the span says about its status.
kind Of the span: server, client, producer, consumer, internal or unspecified.
duration Of the span, such as 100ms.
rootName Name of the trace's root span.
rootServiceName Service of the trace's root span.
traceDuration From the start of the trace's first span to the end of its last.
nestedSetParent Place of the span's parent in the tree; -1 for a root.
span:id ID of the span.
span:parentID ID of the span's parent.
span:duration Of the span.
span:name Name of the span.
span:kind Of the span.
span:status Of the span.
span:statusMessage What the span says about its status.
span:childCount Number of direct children.
trace:id ID of the trace.
trace:duration Of the whole trace.
trace:rootName Name of the trace's root span.
trace:rootService Service of the trace's root span.
event:name Name of an event of the span.
event:timeSinceStart From the start of the span to the event.
link:traceID Trace that the span links to.
link:spanID Span that the span links to.
instrumentation:name Of the library that recorded the span.
instrumentation:version Of the library that recorded the span.
`;
