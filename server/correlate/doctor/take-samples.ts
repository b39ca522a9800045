import type { AbsoluteRange } from '../../contract/query.ts';
import { anyStream, nameOf, selectorText } from '../../contract/correlation/names.ts';
import { logRow, type LogRow } from '../../contract/logs.ts';
import type { Span } from '../../contract/traces.ts';
import { epochMs } from '../../contract/units.ts';
import type { SourceCall } from '../../sources/source-call.ts';
import type { CountClients } from '../count.ts';
import type { Sample } from './evidence.ts';
import { spanContext } from './span-context.ts';

export interface SampleRequest {
  readonly call: SourceCall;
  /** The names that the source has; null where it cannot say. */
  readonly labels: readonly string[] | null;
  readonly now: number;
}
export interface Samples {
  readonly samples: readonly Sample[];
  readonly range: AbsoluteRange;
}

const HOUR = 3_600_000;
/** Recent first: what is configured is meant for what comes in now. */
const WINDOWS = [HOUR / 4, HOUR, 6 * HOUR, 24 * HOUR, 7 * 24 * HOUR] as const;
const MAX_SAMPLES = 50;
/** Telemetry of the last seconds may not have arrived at the other sources yet. */
const SETTLE_MS = 10_000;

/** About fifty things of a source, from as many services as there are; further back when there are none. */
export async function takeSamples(clients: CountClients, request: SampleRequest): Promise<Samples> {
  const to = epochMs(request.now - SETTLE_MS);
  let last: Samples = { samples: [], range: { from: epochMs(to - WINDOWS[0]), to } };
  for (const window of WINDOWS) {
    const range = { from: epochMs(to - window), to };
    last = { samples: await sample(clients, request, range), range };
    if (last.samples.length > 0) return last;
  }
  return last;
}

function sample(clients: CountClients, request: SampleRequest, range: AbsoluteRange): Promise<readonly Sample[]> {
  switch (request.call.source.type) {
    case 'loki':
      return sampleLines(clients, request, range);
    case 'tempo':
      return sampleSpans(clients, request, range);
    case 'prometheus':
      return sampleExemplars(clients, request, range);
    case 'grafana-pyroscope-datasource':
      return sampleProfiles(clients, request, range);
  }
}

const MAX_SERVICES = 10;

async function sampleLines({ loki }: CountClients, { call, labels }: SampleRequest, range: AbsoluteRange) {
  const window = { start: range.from, end: range.to };
  const label = labels ? nameOf('service', labels) : undefined;
  const services = label ? (await loki.labelValues(call, { name: label, ...window })).slice(0, MAX_SERVICES) : [];
  const selectors =
    label && services.length > 0
      ? services.map((value) => selectorText([{ name: label, op: '=', value }]) ?? '')
      : [anyStream(labels)];
  const limit = Math.ceil(MAX_SAMPLES / selectors.length);
  const answers = await Promise.all(
    selectors.map((query) => loki.queryRange(call, { query, ...window, limit, direction: 'backward' })),
  );
  return answers
    .flatMap((answer) =>
      answer.kind === 'logs' ? answer.logs.lines.map((_, index) => logRow(answer.logs, index)) : [],
    )
    .map((row) => logSample(row, call.source.uid, range));
}

const logSample = (row: LogRow, sourceUid: string, range: AbsoluteRange): Sample => ({
  context: { kind: 'log', sourceUid, range, row },
  text: short(row.line),
});

const short = (text: string): string => (text.length > 200 ? `${text.slice(0, 199)}…` : text);

const MAX_TRACES = 10;
const MAX_PROFILED = 3;
const PROFILE_ATTRIBUTE = 'pyroscope.profile.id';

/** Few spans are profiled: where a link lives on those alone, chance must not decide whether the sample has one. */
async function profiledTraces({ tempo }: CountClients, call: SourceCall, range: AbsoluteRange) {
  if (!call.source.settings.tracesToProfiles) return [];
  const query = `{ span.${PROFILE_ATTRIBUTE} != nil }`;
  const asked = { query, start: range.from, end: range.to, limit: MAX_PROFILED, spansPerSpanSet: 1 };
  // An older Tempo that does not know nil still has its other spans.
  return tempo.search(call, asked).then(
    ({ traces }) => traces,
    () => [],
  );
}

async function sampleSpans(clients: CountClients, { call }: SampleRequest, range: AbsoluteRange) {
  const { tempo } = clients;
  const window = { start: range.from, end: range.to };
  const { traces } = await tempo.search(call, { query: '{}', ...window, limit: MAX_SAMPLES, spansPerSpanSet: 1 });
  // Spread over the traces found: neighbours are often of one client.
  const step = Math.max(1, Math.floor(traces.length / MAX_TRACES));
  const chosen = traces.filter((_, index) => index % step === 0).slice(0, MAX_TRACES);
  const profiled = await profiledTraces(clients, call, range);
  const ids = new Set([...profiled, ...chosen].map(({ traceId }) => traceId));
  const whole = await Promise.all([...ids].map((traceId) => tempo.trace(call, { traceId })));
  const share = Math.ceil(MAX_SAMPLES / Math.max(1, whole.length));
  return whole.flatMap((trace) => {
    const every = Math.max(1, Math.floor(trace.spans.length / share));
    const isProfiled = (span: Span): boolean => span.attributes[PROFILE_ATTRIBUTE] !== undefined;
    const spread = trace.spans.filter((span, index) => isProfiled(span) || index % every === 0);
    const spans = spread.toSorted((a, b) => Number(isProfiled(b)) - Number(isProfiled(a))).slice(0, share);
    return spans.map((span): Sample => {
      const context = spanContext(trace, span);
      return {
        context: { kind: 'span', sourceUid: call.source.uid, range, span: context },
        text: short(`${context.service} ${context.name}`),
      };
    });
  });
}

async function sampleExemplars({ prometheus }: CountClients, { call }: SampleRequest, range: AbsoluteRange) {
  const sourceUid = call.source.uid;
  const query = '{__name__=~".+"}';
  const { exemplars } = await prometheus.exemplars(call, { query, start: range.from, end: range.to });
  const recent = exemplars.toSorted((a, b) => b.time - a.time).slice(0, MAX_SAMPLES);
  return recent.flatMap((exemplar): Sample[] => {
    const { seriesLabels, labels, value, time } = exemplar;
    const { le: _le, ...series } = seriesLabels;
    const expr = series['__name__'] ?? '';
    const text = short(`${expr} ${JSON.stringify(labels)}`);
    return [
      { context: { kind: 'exemplar', sourceUid, range, seriesLabels, labels, value, time }, text },
      { context: { kind: 'point', sourceUid, range, expr, labels: series, value, time, stepMs: 60_000 }, text },
    ];
  });
}

async function sampleProfiles({ pyroscope }: CountClients, { call, labels }: SampleRequest, range: AbsoluteRange) {
  const window = { start: range.from, end: range.to };
  const label = labels ? (nameOf('service', labels) ?? 'service_name') : 'service_name';
  const [types, services] = await Promise.all([
    pyroscope.profileTypes(call, window),
    pyroscope.labelValues(call, { name: label, match: [], ...window }),
  ]);
  const type = types[0]?.id;
  if (type === undefined) return [];
  return services.slice(0, MAX_SERVICES).map((value): Sample => {
    const labelSelector = selectorText([{ name: label, op: '=', value }]) ?? '{}';
    const { uid } = call.source;
    return {
      context: { kind: 'stack-frame', sourceUid: uid, range, profileTypeId: type, labelSelector, frameName: '' },
      text: short(`${type} ${labelSelector}`),
    };
  });
}
