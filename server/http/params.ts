import { z } from 'zod';

/** Parameters that the typed routes share. Times are epoch ms. */
const time = z.coerce.number();
const list = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === 'string' ? [value] : value))
  .default([]);

export const MetricLabelParams = z.object({ start: time, end: time, match: list });
export const MetricLabelValueParams = MetricLabelParams.extend({ name: z.string().min(1).max(1024) });

/** `query` is a stream selector that narrows the answer. */
export const LogLabelParams = z.object({ start: time, end: time, query: z.string().max(100_000).optional() });
export const LogLabelValueParams = LogLabelParams.extend({ name: z.string().min(1).max(1024) });
export const LogSelectionParams = z.object({ query: z.string().min(1).max(100_000), start: time, end: time });

export const LogFieldValueParams = LogSelectionParams.extend({ name: z.string().min(1).max(1024) });

export const TraceIdParams = z.object({
  uid: z.string(),
  traceId: z.string().regex(/^[0-9a-f]{1,32}$/i, 'expected up to 32 hex digits'),
});
export const TraceTimeParams = z.object({ start: time.optional(), end: time.optional() });
/** `query` is TraceQL that narrows the answer. */
export const TagParams = z.object({
  start: time.optional(),
  end: time.optional(),
  query: z.string().max(100_000).optional(),
});
export const TagValueParams = TagParams.extend({ tag: z.string().min(1).max(1024) });
