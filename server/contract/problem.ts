import { z } from 'zod';

/** RFC 9457 `application/problem+json`, the one error format of the typed routes. */
export const Problem = z.object({
  /** A short stable slug: `upstream-timeout`, `query-rejected`, … */
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  /** Which data source the error came from. */
  source: z.object({ uid: z.string(), name: z.string(), type: z.string() }).optional(),
  /** What the source itself said, verbatim, cut to 2 kB. */
  upstream: z.string().optional(),
  /** What the reader may try. */
  hint: z.string().optional(),
  /** Where in the query the fault lies, when the source said so: 0-based offset. */
  position: z.number().int().optional(),
});
export type Problem = z.infer<typeof Problem>;
