import type { Resource, Span } from '../telemetry.ts';
import { createFamily, type Family } from './family.ts';
import { exponentialBounds, observe, TemplateBuilder, type HistogramSlots } from './series-template.ts';
import { durationSeconds, endMs, findText, shortId } from './span-facts.ts';

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUSES = ['UNSET', 'OK', 'ERROR'];
/** 2 ms to 16 s. */
const LATENCY_BOUNDS = exponentialBounds(0.002, 14);

interface CallLabels {
  readonly service: string;
  readonly span_name: string;
  readonly span_kind: string;
  readonly status_code: string;
}
interface CallSlots {
  readonly calls: number;
  readonly size: number;
  readonly latency: HistogramSlots;
}

interface ObservedSpan {
  readonly span: Span;
  readonly resource: Resource;
  /** Size as OTLP. */
  readonly bytes: number;
  readonly nowMs: number;
}

/** `traces_spanmetrics_*`: calls, latency and size of every kind of span. */
export interface SpanCalls {
  readonly observe: (observed: ObservedSpan) => void;
  readonly family: Pick<Family<CallLabels, CallSlots>, 'take' | 'clear'>;
}

export function createSpanCalls(): SpanCalls {
  const family = createFamily({ keyOf, build });
  return {
    family,
    observe({ span, resource, bytes, nowMs }) {
      const { accumulator, slots } = family.of(labelsOf(span, resource));
      const seconds = durationSeconds(span);
      const timeMs = endMs(span);
      accumulator.change(timeMs, nowMs, (values, exemplars) => {
        values[slots.calls] = (values[slots.calls] ?? 0) + 1;
        values[slots.size] = (values[slots.size] ?? 0) + bytes;
        const series = observe(values, slots.latency, seconds);
        exemplars.set(series, { series, value: seconds, timeMs, traceId: shortId(span.traceId) });
      });
    },
  };
}

const keyOf = ({ service, span_name, span_kind, status_code }: CallLabels) =>
  `${service}\u0000${span_name}\u0000${span_kind}\u0000${status_code}`;

const labelsOf = (span: Span, resource: Resource): CallLabels => ({
  service: findText('service.name', resource.attributes) ?? '',
  span_name: span.name,
  span_kind: `SPAN_KIND_${KINDS[span.kind] ?? span.kind}`,
  status_code: `STATUS_CODE_${STATUSES[span.statusCode] ?? span.statusCode}`,
});

function build(labels: CallLabels) {
  const template = new TemplateBuilder({ ...labels });
  const slots: CallSlots = {
    calls: template.counter('traces_spanmetrics_calls_total'),
    size: template.counter('traces_spanmetrics_size_total'),
    latency: template.histogram('traces_spanmetrics_latency', LATENCY_BOUNDS),
  };
  return { template, slots };
}
