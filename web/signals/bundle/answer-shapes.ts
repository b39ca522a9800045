import { z } from 'zod';
import type { ResultKind } from './result-kinds.ts';

/**
 * The answers that a file may hold, by `resultKind`. A view trusts its answer, because the BFF has read it; one from a
 * file was read by nobody, so here is said all that a view relies on: types, columns of one length, indices that exist.
 */
const label = z.string().max(1_000_000);
const Labels = z.record(z.string(), label);
const count = z.number().int().nonnegative();
const WireNumber = z.union([z.number(), z.null(), z.enum(['NaN', '+Inf', '-Inf'])]);
const Nano = z.string().regex(/^\d{1,20}$/);
const Meta = z.looseObject({
  partial: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  stats: z.record(z.string(), z.number()).optional(),
  tookMs: z.number().optional(),
});

const HistogramSample = z.object({
  count: WireNumber,
  sum: WireNumber,
  buckets: z.array(z.tuple([z.number(), WireNumber, WireNumber, WireNumber])),
});
const MetricAnswer = z
  .looseObject({
    resultType: z.enum(['matrix', 'vector', 'scalar', 'string']),
    times: z.array(z.number()),
    series: z.array(
      z.looseObject({
        labels: Labels,
        values: z.array(WireNumber),
        histograms: z.array(HistogramSample.nullable()).optional(),
      }),
    ),
    text: z.string().optional(),
    meta: Meta,
  })
  .refine(({ times, series }) => series.every(({ values }) => values.length === times.length), 'a series has gaps')
  .refine(({ times }) => times.every((time, i) => i === 0 || time > (times[i - 1] ?? 0)), 'times are out of order');

const TraceMetricsAnswer = MetricAnswer.and(
  z.looseObject({
    exemplars: z.array(
      z.looseObject({ labels: Labels, traceId: z.string().max(64), value: z.number().nullable(), time: z.number() }),
    ),
  }),
);

const Exemplars = z.looseObject({
  exemplars: z.array(
    // A value that is no number has become null on its way.
    z.object({ seriesLabels: Labels, labels: Labels, value: z.number().nullable(), time: z.number() }),
  ),
});

const LogAnswer = z
  .looseObject({
    streams: z.array(Labels),
    streamIndex: z.array(count),
    timestamps: z.array(Nano),
    lines: z.array(z.string()),
    structuredMetadata: z.array(Labels.nullable()),
    parsed: z.array(Labels.nullable()),
    meta: Meta,
  })
  .refine(
    ({ lines, ...columns }) =>
      [columns.streamIndex, columns.timestamps, columns.structuredMetadata, columns.parsed].every(
        (column) => column.length === lines.length,
      ),
    'columns differ in length',
  );
const LogRangeAnswer = z.union([
  z.object({ kind: z.literal('logs'), logs: LogAnswer }),
  z.object({ kind: z.literal('metrics'), metrics: MetricAnswer }),
]);

type Attribute = string | number | boolean | readonly Attribute[] | { readonly [key: string]: Attribute };
const Attribute: z.ZodType<Attribute> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.array(Attribute), z.record(z.string(), Attribute)]),
);
const Attributes = z.record(z.string(), Attribute);
const Id = z.string().max(64);
const Span = z.looseObject({
  spanId: Id,
  parentSpanId: Id,
  name: z.string(),
  kind: z.enum(['unspecified', 'internal', 'server', 'client', 'producer', 'consumer']),
  status: z.enum(['unset', 'ok', 'error']),
  statusMessage: z.string(),
  offsetNs: z.number(),
  durationNs: z.number().nonnegative(),
  resource: count,
  scope: z.string(),
  attributes: Attributes,
  events: z.array(z.looseObject({ name: z.string(), offsetNs: z.number(), attributes: Attributes })),
  links: z.array(z.looseObject({ traceId: Id, spanId: Id, attributes: Attributes })),
});
const Trace = z
  .looseObject({
    traceId: Id,
    startUnixNano: Nano,
    durationNs: z.number().nonnegative(),
    resources: z.array(z.looseObject({ service: z.string(), attributes: Attributes })),
    spans: z.array(Span),
    meta: Meta,
  })
  .refine(
    ({ resources, spans }) => spans.every(({ resource }) => resource < resources.length),
    'a span has no resource',
  );

const TraceSearchAnswer = z.looseObject({
  traces: z.array(
    z.looseObject({
      traceId: Id,
      rootService: z.string(),
      rootName: z.string(),
      startUnixNano: Nano,
      durationMs: z.number().nonnegative(),
      serviceStats: z.record(z.string(), z.looseObject({ spanCount: count, errorCount: count })),
      matched: count,
      spans: z.array(
        z.looseObject({
          spanId: Id,
          name: z.string(),
          service: z.string(),
          startUnixNano: Nano,
          durationNs: z.number().nonnegative(),
          attributes: Attributes,
        }),
      ),
    }),
  ),
  meta: Meta,
});

const FlameGraphAnswer = z
  .looseObject({
    names: z.array(z.string()),
    nameIndex: z.array(count),
    depth: z.array(count),
    total: z.array(z.number()),
    self: z.array(z.number()),
    sampleUnit: z.string(),
    meta: Meta,
  })
  .refine(
    ({ nameIndex, depth, total, self }) => [depth, total, self].every((column) => column.length === nameIndex.length),
    'columns differ in length',
  )
  .refine(({ names, nameIndex }) => nameIndex.every((index) => index < names.length), 'a row has no name')
  .refine(
    ({ depth }) => depth.every((own, i) => (i === 0 ? own === 0 : own >= 1 && own <= (depth[i - 1] ?? 0) + 1)),
    'rows are not in pre-order',
  );
const ProfileTypes = z.array(
  z.looseObject({ id: z.string(), name: z.string(), sampleType: z.string(), sampleUnit: z.string() }),
);
const Texts = z.array(z.string());

const SHAPES: Readonly<Record<ResultKind, z.ZodType>> = {
  'prometheus/range': MetricAnswer,
  'prometheus/instant': MetricAnswer,
  'prometheus/exemplars': Exemplars,
  'loki/lines': LogRangeAnswer,
  'loki/volume': MetricAnswer,
  'tempo/trace': Trace,
  'tempo/search': TraceSearchAnswer,
  'tempo/metrics': TraceMetricsAnswer,
  'tempo/lines': LogRangeAnswer,
  'tempo/exemplars': Exemplars,
  'pyroscope/types': ProfileTypes,
  'pyroscope/types-of': Texts,
  'pyroscope/services': Texts,
  'pyroscope/flame-graph': FlameGraphAnswer,
  'pyroscope/series': MetricAnswer,
};

export const ANSWER_SHAPES: ReadonlyMap<string, z.ZodType> = new Map(Object.entries(SHAPES));
