import { z } from 'zod';

export const SourceType = z.enum(['loki', 'tempo', 'prometheus', 'grafana-pyroscope-datasource']);
export type SourceType = z.infer<typeof SourceType>;

export type Signal = 'logs' | 'traces' | 'metrics' | 'profiles';

/** Loki `jsonData.derivedFields[]`, Grafana's semantics (see the correlation rules). */
export const DerivedField = z.object({
  name: z.string(),
  matcherType: z.enum(['regex', 'label']).default('regex'),
  matcherRegex: z.string(),
  url: z.string().default(''),
  datasourceUid: z.string().optional(),
  urlDisplayLabel: z.string().optional(),
  targetBlank: z.boolean().optional(),
});
export type DerivedField = z.infer<typeof DerivedField>;

export const ExemplarDestination = z.object({
  name: z.string(),
  datasourceUid: z.string().optional(),
  url: z.string().optional(),
  urlDisplayLabel: z.string().optional(),
});
export type ExemplarDestination = z.infer<typeof ExemplarDestination>;

const Tag = z.object({ key: z.string(), value: z.string().optional() });

export const TracesToLogsV2 = z.object({
  datasourceUid: z.string(),
  tags: z.array(Tag).default([]),
  spanStartTimeShift: z.string().optional(),
  spanEndTimeShift: z.string().optional(),
  filterByTraceID: z.boolean().default(false),
  filterBySpanID: z.boolean().default(false),
  customQuery: z.boolean().default(false),
  query: z.string().optional(),
});
export type TracesToLogsV2 = z.infer<typeof TracesToLogsV2>;

export const TracesToLogsLegacy = z.object({
  datasourceUid: z.string(),
  tags: z.array(z.string()).default([]),
  mappedTags: z.array(Tag).default([]),
  mapTagNamesEnabled: z.boolean().default(false),
  spanStartTimeShift: z.string().optional(),
  spanEndTimeShift: z.string().optional(),
  filterByTraceID: z.boolean().default(false),
  filterBySpanID: z.boolean().default(false),
  lokiSearch: z.boolean().optional(),
});

export const TracesToMetrics = z.object({
  datasourceUid: z.string(),
  tags: z.array(Tag).default([]),
  queries: z.array(z.object({ name: z.string().default(''), query: z.string().default('') })).default([]),
  spanStartTimeShift: z.string().optional(),
  spanEndTimeShift: z.string().optional(),
});

export const TracesToProfiles = z.object({
  datasourceUid: z.string(),
  tags: z.array(Tag).default([]),
  profileTypeId: z.string().default(''),
  customQuery: z.boolean().default(false),
  query: z.string().optional(),
});

export const CorrelationTransformation = z.object({
  type: z.enum(['regex', 'logfmt']),
  field: z.string().optional(),
  expression: z.string().optional(),
  mapValue: z.string().optional(),
});

/** `correlations[]` of a provisioned source. `query` correlations carry `targetUID`, external ones a `target.url`. */
export const Correlation = z.object({
  targetUID: z.string().optional(),
  label: z.string().default(''),
  description: z.string().default(''),
  type: z.enum(['query', 'external']).default('query'),
  config: z.object({
    field: z.string(),
    target: z.record(z.string(), z.unknown()).default({}),
    transformations: z.array(CorrelationTransformation).default([]),
  }),
});
export type Correlation = z.infer<typeof Correlation>;

/** The part of `jsonData` that correlation and the views read. Everything else stays on the server. */
export const SourceSettings = z.object({
  maxLines: z.coerce.number().optional(),
  derivedFields: z.array(DerivedField).default([]),
  exemplarTraceIdDestinations: z.array(ExemplarDestination).default([]),
  tracesToLogsV2: TracesToLogsV2.optional(),
  tracesToLogs: TracesToLogsLegacy.optional(),
  tracesToMetrics: TracesToMetrics.optional(),
  tracesToProfiles: TracesToProfiles.optional(),
  traceQuery: z
    .object({
      timeShiftEnabled: z.boolean().default(false),
      spanStartTimeShift: z.string().optional(),
      spanEndTimeShift: z.string().optional(),
    })
    .optional(),
  timeInterval: z.string().optional(),
  /** Tempo: the source of its metrics generator's service graph. */
  serviceMap: z.object({ datasourceUid: z.string().optional() }).optional().catch(undefined),
});
export type SourceSettings = z.infer<typeof SourceSettings>;

/** What the browser may know of a data source. */
export const SourceInfo = z.object({
  uid: z.string(),
  name: z.string(),
  type: SourceType,
  isDefault: z.boolean(),
  readOnly: z.boolean(),
  /** Whether the embedded store answers it. */
  embedded: z.boolean(),
  settings: SourceSettings,
  correlations: z.array(Correlation),
});
export type SourceInfo = z.infer<typeof SourceInfo>;

export interface SourceHealth {
  readonly uid: string;
  readonly ok: boolean;
  readonly message: string;
  readonly elapsedMs: number;
}

/** A mistake in a provisioning file. `message` says what is wrong and what was expected; no value is repeated. */
export interface ProvisioningProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

export interface ProvisioningStatus {
  readonly loadedAt: string;
  readonly files: readonly string[];
  readonly problems: readonly ProvisioningProblem[];
  /** True when the newest files did not load and the configuration before them is still in force. */
  readonly stale: boolean;
}
