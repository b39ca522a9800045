import { describe, expect, it } from 'vitest';
import type { SourceType } from '../../../../server/contract/source.ts';
import { titleOf } from './pane-title.ts';

const title = (type: SourceType, query: Record<string, unknown>, more: { own?: string; known?: string } = {}): string =>
  titleOf({ own: more.own, known: more.known, type, query: { refId: 'A', ...query } });

describe('titleOf', () => {
  it.each([
    ['loki', { expr: '{service_name="payment"} |= "charged"' }, 'Logs · payment · “charged”'],
    ['loki', { expr: '{namespace="shop"}\n  | json' }, 'Logs · {namespace="shop"} | json'],
    ['loki', { expr: '' }, 'Logs'],
    ['tempo', { query: '0123456789abcdef' }, 'Trace · 01234567'],
    ['tempo', { query: '{ resource.service.name = "payment" && duration > 1s }' }, 'Traces · payment'],
    ['tempo', { query: '{}' }, 'Traces'],
    [
      'prometheus',
      { expr: 'sum(rate(http_requests_total{service="payment"}[5m]))' },
      'Metrics · http_requests_total · payment',
    ],
    ['prometheus', { expr: 'up' }, 'Metrics · up'],
    [
      'grafana-pyroscope-datasource',
      { profileTypeId: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds', labelSelector: '{service_name="payment"}' },
      'Profile · cpu · payment',
    ],
    ['grafana-pyroscope-datasource', { labelSelector: '{}' }, 'Profile'],
  ] as const)('calls %s %o %s', (type, query, expected) => {
    expect(title(type, query)).toBe(expected);
  });

  it('prefers what its reader calls it, then what its answer is', () => {
    expect(title('tempo', { query: 'ab' }, { own: 'Slow', known: 'payment: POST /charge' })).toBe('Slow');
    expect(title('tempo', { query: 'ab' }, { known: 'payment: POST /charge' })).toBe('Trace · payment: POST /charge');
  });

  it('stays short', () => {
    expect(title('loki', { expr: `{a="${'x'.repeat(500)}"}` })).toHaveLength(80);
    expect(titleOf({ own: undefined, known: undefined, type: undefined, query: undefined })).toBe(
      'Missing data source',
    );
  });
});
