import type { LogRow } from '../logs.ts';
import { SourceInfo } from '../source.ts';
import type { SpanContext } from '../jump.ts';
import { durationNs, epochMs, unixNano } from '../units.ts';

/** Four sources as `provisioning` would give them; `settings` and `correlations` per uid. */
export function fourSources(
  own: Readonly<
    Record<string, { readonly settings?: object; readonly correlations?: readonly object[]; readonly name?: string }>
  > = {},
) {
  const types = { loki: 'loki', tempo: 'tempo', prometheus: 'prometheus', pyroscope: 'grafana-pyroscope-datasource' };
  return Object.entries(types).map(([uid, type]) =>
    SourceInfo.parse({
      uid,
      type,
      name: own[uid]?.name ?? uid[0]?.toUpperCase() + uid.slice(1),
      isDefault: uid === 'prometheus',
      readOnly: true,
      embedded: false,
      settings: own[uid]?.settings ?? {},
      correlations: own[uid]?.correlations ?? [],
    }),
  );
}

export const range = { from: epochMs(1_000_000), to: epochMs(2_000_000) };

export const row = (
  line: string,
  labels: Partial<Pick<LogRow, 'labels' | 'structuredMetadata' | 'parsed'>> = {},
): LogRow => ({
  timestamp: unixNano('1500000000000'),
  line,
  labels: labels.labels ?? {},
  structuredMetadata: labels.structuredMetadata ?? {},
  parsed: labels.parsed ?? {},
});

export const logContext = (of: LogRow) => ({ kind: 'log', sourceUid: 'loki', range, row: of }) as const;

const span: SpanContext = {
  traceId: 'aafd1f254f2e92bcddf70ab297ae0ab3',
  traceName: 'POST /checkout',
  traceStart: unixNano('1500000000000'),
  traceDuration: durationNs(3_000_000_000),
  spanId: '0123456789abcdef',
  name: 'payment/Charge',
  service: 'payment',
  start: unixNano('1500000000000'),
  duration: durationNs(2_000_000_000),
  attributes: { 'http.method': 'POST', 'http.response.status_code': 500 },
  resource: { 'service.name': 'payment', 'service.namespace': 'shop', 'k8s.pod.name': 'payment-1' },
  links: [],
};
export const spanContext = (own: Partial<SpanContext> = {}) =>
  ({ kind: 'span', sourceUid: 'tempo', range, span: { ...span, ...own } }) as const;
