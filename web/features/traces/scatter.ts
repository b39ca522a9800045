import type { TraceSummary } from '../../../server/contract/traces.ts';
import { nanoToMs } from '../../../server/contract/units.ts';
import type { ChartSeries } from '../../charts/time-series/props.ts';

/** Found traces as points: when they began and how long they took; those with errors apart. */
export interface Scatter {
  readonly times: Float64Array;
  readonly series: readonly ChartSeries[];
  /** The trace of a column. */
  readonly traces: readonly TraceSummary[];
}

export const hasError = (trace: TraceSummary): boolean =>
  Object.values(trace.serviceStats).some(({ errorCount }) => errorCount > 0);

const LOOK = {
  unit: 'ms',
  style: { draw: 'points', points: 'always', pointSize: 6 },
  axis: { scale: 'log10' },
} as const;

export function toScatter(found: readonly TraceSummary[]): Scatter {
  const traces = found.toSorted((a, b) => nanoToMs(a.startUnixNano) - nanoToMs(b.startUnixNano));
  const times = Float64Array.from(traces, ({ startUnixNano }) => nanoToMs(startUnixNano));
  // A logarithmic axis has no zero; Tempo gives whole ms.
  const valuesWhere = (isIn: (trace: TraceSummary) => boolean): Float64Array =>
    Float64Array.from(traces, (trace) => (isIn(trace) ? Math.max(trace.durationMs, 0.5) : NaN));
  const series: ChartSeries[] = [
    {
      key: 'ok',
      name: 'Duration',
      color: 'var(--signal-traces)',
      values: valuesWhere((one) => !hasError(one)),
      ...LOOK,
    },
    { key: 'error', name: 'Duration, with errors', color: 'var(--danger)', values: valuesWhere(hasError), ...LOOK },
  ];
  return { times, series: series.filter(({ values }) => values.some((value) => !Number.isNaN(value))), traces };
}

/** The trace of a point: two may begin in one ms. */
export function traceAt({ times, traces }: Scatter, time: number, durationMs: number): TraceSummary | undefined {
  const candidates = traces.filter((_, i) => times[i] === time);
  return candidates.find((trace) => Math.max(trace.durationMs, 0.5) === durationMs) ?? candidates[0];
}
