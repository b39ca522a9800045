import type { MetricFormat, PrometheusTarget } from '../../../server/contract/query.ts';

/** How a PromQL query's answer is shown, and with that how it is asked. */
export interface MetricView {
  readonly format: MetricFormat;
  /** It asks for a moment only, which has no course to draw. */
  readonly isMoment: boolean;
  /** Asked for its values at the end of the range. */
  readonly isInstant: boolean;
}

/** A moment is a table unless its samples are asked for; a query for both is drawn over the range, its end listed. */
export function metricView({ format = 'time_series', instant, range }: PrometheusTarget): MetricView {
  const isMoment = instant === true && range !== true;
  if (isMoment) return { format: format === 'raw' ? 'raw' : 'table', isMoment, isInstant: true };
  return { format, isMoment, isInstant: instant === true && (format === 'table' || format === 'raw') };
}
