import { textSource } from './query-corpus.ts';

/** Seeds for what has no recordings: each shows a different corner of its language. */
export const SELECTORS = textSource([
  '{service_name="frontend"}',
  '{service_name=~"a|b", namespace!="x",}',
  '{ "service.name" = "a\\"b", pod!~"[a-z]+-\\\\d" }',
  'process_cpu:cpu:nanoseconds:cpu:nanoseconds{a="b"}',
  '{}',
]);
export const STREAM_LABELS = textSource([
  '{job="a"}',
  '{job="a", env=`b`,}',
  '{a="\\x41\\u00e9\\U0001F600\\101\\n\\"", b=""}',
]);
export const APP_NAMES = textSource(['shop.cpu{a=b,c="d"}', 'shop', 'my app.inuse_space{pod=x-1}', 'a{b=c}{d=e}']);
export const FOLDED = textSource([
  'main;work;inner 5\nmain;wait 3\n',
  'a b;c d 1\n\na 0',
  ';;; 7\nmain 9007199254740993',
]);

export const TEMPLATES = textSource([
  '{{.level}} {{ .msg | ToUpper }}',
  '{{ if and (eq .level "warn") (gt (len .msg) 3) }}yes{{ else if .a }}b{{ else }}no{{ end }}',
  '{{ range $i, $v := fromJson .json }}{{ if eq $i 2 }}{{ break }}{{ end }}{{ $i }}={{ $v }},{{ continue }}{{ end }}',
  '{{ with $x := .msg }}{{ $x }}{{ else }}-{{ end }}{{- /* note */ -}} x',
  '{{ printf "%-10s|%05d|%x|%q|%v|%.2f|%*d|%c|%U|%e|%t|%T" .msg 42 .a .b .c 3.14159 5 7 65 128512 1.5 true 1 }}',
  '{{ regexReplaceAll "(\\\\w+)=(\\\\w+)" __line__ "$2=${1}" }}{{ regexReplaceAllLiteral "a+" .msg "$1" }}',
  '{{ __timestamp__ | date "2006-01-02T15:04:05.000Z07:00" }}{{ toDate "2006-01-02" "2026-11-22" | unixEpoch }}',
  '{{ unixToTime "1767225600" }} {{ now | unixEpochMillis }} {{ toDateInZone "2006" "Europe/Berlin" "2026" }}',
  '{{ add 1 2 3 | mul 4 }} {{ sub 1 2 }} {{ div 7 2 }} {{ mod 7 3 }} {{ addf 1.5 2 }} {{ round 3.14159 2 }} {{ max 1 2 }}',
  '{{ Replace .msg "a" "b" -1 }}{{ Replace .msg "" "x" 100 }}{{ replace "a" "aa" .msg }}{{ repeat 3 "ab" }}',
  '{{ indent 4 .msg }}{{ nindent 2 .msg }}{{ alignLeft 20 .msg }}{{ alignRight 5 .msg }}{{ trunc -3 .msg }}',
  '{{ substr 1 3 .msg }}{{ slice .msg 1 2 }}{{ index (fromJson .json) 0 }}{{ .msg | b64enc | b64dec }}',
  '{{ urlencode .msg | urldecode }}{{ bytes "5KB" }}{{ duration "1h3m" }}{{ count "a" .msg }}{{ title .msg }}',
  '{{ trim .msg }}{{ trimAll "ab" .msg }}{{ TrimSuffix .msg "e" }}{{ default "x" .none }}{{ html .msg }}{{ js .msg }}',
  '{{ int "3" }}{{ float64 "3.5" }}{{ ceil 1.2 }}{{ floor "1.7" }}{{ (fromJson .json).a.b }}{{ $.level }}',
]);

export const REGEXES = textSource([
  'a.*b|c+',
  '^(?P<name>\\w+)=(?:"([^"]*)"|\\S+)$',
  '(?i)ERROR|warn(?:ing)?',
  'a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  '(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)b',
  '(a+)+$',
  'x*x*x*y',
  '[[:alpha:]]+\\d{2,4}\\pL\\P{Greek}',
  '\\Qa.b\\E\\x{1F600}\\x41\\z',
  '[^\\s]+\\b.{3}(?s:.)',
  '(\\d{1,3}\\.){3}\\d{1,3}',
  '.{1,1000}x',
  '[a-z]{0,3}[0-9]$|^$',
  '[]a]|[^]b]|\\[|{,2}|a{2}',
]);

/** Lines that a parser of lines may meet: fuzzed as data, not as queries. */
export const LOG_LINES = textSource([
  'level=warn msg="cache miss" key=cart:user-139 duration=12.5ms size=3KB a= b="\\u00e9" c',
  '{"level":"error","msg":"x","request":{"method":"GET","headers":["a","b"]},"n":1.5e3,"nested":{"a":{"b":{"c":1}}}}',
  '{"_entry":"inner line","pod":"a","x":"y"}',
  '\x1b[31mERROR\x1b[0m 10.0.0.1 - - [22/Nov/2026:10:00:00 +0000] "GET /cart HTTP/1.1" 500 123 "-" "curl/8"',
  'ts=2026-11-22T10:00:00Z caller=main.go:12 level=info msg="a \\"quoted\\" text" err=nil ::1 192.168.0.1',
  'panic: runtime error: index out of range [3] with length 3\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:9',
  '{"a":"\\ud800","b":[1,[2,[3]]],"c":null,"d":true,"":"empty","a b":"space"}',
]);

/** A path and its parameters, one a line: what is asked of the query APIs. */
export const REQUESTS = textSource([
  '/prometheus/api/v1/query_range\nquery=rate(orders_placed_total[1m])\nstart=1767225600\nend=1767225720\nstep=15\nlimit=5',
  '/prometheus/api/v1/query\nquery=process_cpu_utilization_ratio\ntime=2026-01-01T00:01:00Z\ntimeout=1s\nlookback_delta=5m',
  '/prometheus/api/v1/series\nmatch[]={service_name="cart"}\nmatch[]=target_info\nstart=1767225600\nend=1767225720',
  '/prometheus/api/v1/labels\nmatch[]=target_info\nlimit=3',
  '/prometheus/api/v1/label/job/values\nmatch[]=target_info',
  '/prometheus/api/v1/query_exemplars\nquery=http_server_request_duration_seconds_bucket\nstart=1767225600\nend=1767225720',
  '/prometheus/api/v1/metadata\nmetric=orders_placed_total\nlimit=2\nlimit_per_metric=1',
  '/prometheus/api/v1/format_query\nquery=sum(rate(x[5m]))by(a)',
  '/loki/api/v1/query_range\nquery={service_name=~".+"}\nstart=1767225600000000000\nend=1767225720\nlimit=10\ndirection=forward',
  '/loki/api/v1/query_range\nquery=sum by (level) (count_over_time({service_name=~".+"}[1m]))\nsince=5m\nstep=15s\ninterval=3s',
  '/loki/api/v1/query\nquery=rate({service_name=~".+"}[1m])\ntime=1767225660',
  '/loki/api/v1/labels\nsince=1h\nquery={service_name="cart"}',
  '/loki/api/v1/label/service_name/values\nstart=1767225600',
  '/loki/api/v1/series\nmatch[]={service_name="cart"}\nstart=1767225600',
  '/loki/api/v1/index/stats\nquery={service_name=~".+"}\nstart=1767225600\nend=1767225720',
  '/loki/api/v1/index/volume\nquery={service_name=~".+"}\nstart=1767225600\nend=1767225720\ntargetLabels=pod\naggregateBy=labels',
  '/loki/api/v1/index/volume_range\nquery={}\nstart=1767225600\nend=1767225720\nstep=30\nlimit=2',
  '/loki/api/v1/patterns\nquery={service_name=~".+"}\nstart=1767225600\nend=1767225720\nstep=1m',
  '/loki/api/v1/detected_fields\nquery={service_name=~".+"} | logfmt\nstart=1767225600\nend=1767225720\nline_limit=50\nlimit=5',
  '/loki/api/v1/detected_field/level/values\nquery={service_name=~".+"}\nstart=1767225600\nend=1767225720',
  '/loki/api/v1/detected_labels\nstart=1767225600\nend=1767225720',
  '/loki/api/v1/format_query\nquery={a="b"}|=  "x"|json',
  '/tempo/api/search\nq={ status = error }\nstart=1767225600\nend=1767225720\nlimit=3\nspss=2',
  '/tempo/api/search\ntags=service.name=cart http.route="/cart"\nminDuration=1ms\nmaxDuration=1h\nlimit=3',
  '/tempo/api/v2/search/tags\nscope=span\nq={ status = error }\nstart=1767225600\nend=1767225720\nlimit=5',
  '/tempo/api/v2/search/tag/resource.service.name/values\nq={ span.http.route = "/cart" }\nlimit=3',
  '/tempo/api/search/tag/service.name/values\nstart=1767225600',
  '/tempo/api/metrics/query_range\nq={} | rate() by (name)\nstart=1767225600\nend=1767225720\nstep=15s\nexemplars=5',
  '/tempo/api/metrics/query\nq={} | count_over_time()\nsince=1h',
  '/tempo/api/v2/traces/677da9380c5bfadaa327dedb2fb4067a\nstart=1767225600\nend=1767225720',
  '/pyroscope/render\nquery=process_cpu:cpu:nanoseconds:cpu:nanoseconds{service_name="frontend"}\nfrom=now-1h\nuntil=now\nmaxNodes=9',
  '/pyroscope/render-diff\nleftQuery=process_cpu:cpu:nanoseconds:cpu:nanoseconds{}\nleftFrom=now-1h\nleftUntil=now\n' +
    'rightQuery=process_cpu:cpu:nanoseconds:cpu:nanoseconds{}\nrightFrom=1767225600\nrightUntil=1767225720',
]);

const PROFILES =
  '"profileTypeID":"process_cpu:cpu:nanoseconds:cpu:nanoseconds","start":1767225600000,"end":"1767225720000"';
/** The name of a method of `querier.v1.QuerierService`, and on the next line its request. */
export const QUERIER_JSON = textSource([
  'ProfileTypes\n{"start":"1767225600000","end":1767225720000}',
  'LabelValues\n{"name":"pod","matchers":["{service_name=\\"frontend\\"}"]}',
  'Series\n{"matchers":["{}"],"labelNames":["pod"]}',
  `SelectMergeStacktraces\n{${PROFILES},"labelSelector":"{pod!=\\"\\"}","maxNodes":"8","spanSelector":["00000000000000a1"]}`,
  `SelectMergeStacktraces\n{${PROFILES},"labelSelector":"{}","format":"PROFILE_FORMAT_PPROF","stackTraceSelector":{"callSite":[{"name":"main"}]}}`,
  `SelectSeries\n{${PROFILES},"labelSelector":"{}","groupBy":["pod"],"step":15,"aggregation":1,"limit":"3"}`,
  `Diff\n{"left":{${PROFILES},"labelSelector":"{}"},"right":{${PROFILES},"labelSelector":"{}"}}`,
]);
