import type { LogAnswer } from '../../server/contract/logs.ts';
import { unixNano } from '../../server/contract/units.ts';

/** Rows of a log list on a 900 px high screen, with those drawn ahead. */
export const SCREENFUL = 50;

interface LinesPlan {
  readonly count: number;
  readonly traceIds: readonly string[];
}

/** Lines of a payment service in the four ways in which a trace is named: JSON, logfmt, text and structured metadata. */
export function logLines({ count, traceIds }: LinesPlan): { readonly kind: 'logs'; readonly logs: LogAnswer } {
  const newest = BigInt(Date.now() - 120_000) * 1_000_000n;
  const rows = Array.from({ length: count }, (_, i) => row(i, traceIds[i % traceIds.length] ?? ''));
  return {
    kind: 'logs',
    logs: {
      streams: [
        { service_name: 'payment', namespace: 'shop', cluster: 'us-east-1', pod: 'payment-7d9f-1' },
        { service_name: 'cart', namespace: 'shop', cluster: 'us-east-1', pod: 'cart-5c8d-2' },
      ],
      streamIndex: rows.map((_, i) => i % 2),
      timestamps: rows.map((_, i) => unixNano(newest - BigInt(i) * 100_000_000n)),
      lines: rows.map(({ line }) => line),
      structuredMetadata: rows.map(({ metadata }) => metadata),
      parsed: rows.map(() => null),
      meta: {},
    },
  };
}

function row(i: number, traceId: string): { readonly line: string; readonly metadata: Record<string, string> | null } {
  const rest = {
    msg: 'request completed',
    route: '/checkout',
    status: 200,
    duration_ms: i % 900,
    user: `user-${i % 500}`,
  };
  switch (i % 4) {
    case 0:
      return { line: JSON.stringify({ level: 30, ...rest, trace_id: traceId }), metadata: null };
    case 1:
      return {
        line: `level=info msg="request completed" status=200 duration=${i % 900}ms traceID=${traceId}`,
        metadata: null,
      };
    case 2:
      return {
        line: `2026-11-22 14:03:07,123 INFO [trace_id=${traceId}] charged order=${i} amount=12.50`,
        metadata: null,
      };
    default:
      return { line: `charged order ${i}`, metadata: { trace_id: traceId, detected_level: 'info' } };
  }
}
