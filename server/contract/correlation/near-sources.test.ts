import { describe, expect, it } from 'vitest';
import { SourceInfo } from '../source.ts';
import { sourcesOf } from './near-sources.ts';
import { resolveJumps } from './resolve.ts';
import { logContext, range, row, spanContext } from './testing.ts';

const source = (uid: string, type: string, own: object = {}): SourceInfo =>
  SourceInfo.parse({
    uid,
    type,
    name: uid,
    isDefault: false,
    readOnly: true,
    embedded: false,
    settings: {},
    correlations: [],
    ...own,
  });
const uids = (sources: readonly SourceInfo[]): readonly string[] => sources.map(({ uid }) => uid);

/** Two of each, those of the other cluster first; only `b-` ones are linked, one way. */
const sources = [
  source('a-loki', 'loki'),
  source('a-tempo', 'tempo'),
  source('a-prom', 'prometheus', { isDefault: true }),
  source('a-pyro', 'grafana-pyroscope-datasource'),
  source('b-loki', 'loki'),
  source('b-prom', 'prometheus'),
  source('b-pyro', 'grafana-pyroscope-datasource'),
  source('b-tempo', 'tempo', {
    settings: {
      tracesToLogsV2: { datasourceUid: 'b-loki' },
      tracesToProfiles: { datasourceUid: 'B-Pyro' },
      serviceMap: { datasourceUid: 'b-prom' },
    },
  }),
];

describe('sources of a type', () => {
  it('have those first that provisioned links lead to, before the default one', () => {
    expect(uids(sourcesOf(sources, 'prometheus', 'b-tempo'))).toEqual(['b-prom', 'a-prom']);
    expect(uids(sourcesOf(sources, 'grafana-pyroscope-datasource', 'b-tempo'))).toEqual(['b-pyro', 'a-pyro']);
  });

  it('have those before others that links come from, over several steps', () => {
    expect(uids(sourcesOf(sources, 'tempo', 'b-loki'))).toEqual(['b-tempo', 'a-tempo']);
    expect(uids(sourcesOf(sources, 'prometheus', 'b-loki'))).toEqual(['b-prom', 'a-prom']);
  });

  it('prefer the way that a link leads to the way back', () => {
    const correlations = [{ targetUID: 'c-tempo', type: 'query', config: { field: 'x' } }];
    const also = [
      source('d-tempo', 'tempo', { settings: { tracesToLogsV2: { datasourceUid: 'c-loki' } } }),
      source('c-tempo', 'tempo'),
      source('c-loki', 'loki', { correlations }),
    ];
    expect(uids(sourcesOf(also, 'tempo', 'c-loki'))).toEqual(['c-tempo', 'd-tempo']);
  });

  it('have those of the same store first where nothing links', () => {
    const both = [
      source('demo', 'grafana-pyroscope-datasource', { embedded: true }),
      source('real', 'grafana-pyroscope-datasource'),
    ];
    const lokis = [source('demo-loki', 'loki', { embedded: true }), source('real-loki', 'loki')];
    const all = [...both, ...lokis];
    expect(uids(sourcesOf(all, 'grafana-pyroscope-datasource', 'real-loki'))).toEqual(['real', 'demo']);
    expect(uids(sourcesOf(all, 'grafana-pyroscope-datasource', 'demo-loki'))).toEqual(['demo', 'real']);
  });

  it('have the default one first, then stay in their order, with nothing to go by', () => {
    expect(uids(sourcesOf(sources, 'prometheus'))).toEqual(['a-prom', 'b-prom']);
    expect(uids(sourcesOf(sources, 'loki', 'gone'))).toEqual(['a-loki', 'b-loki']);
    expect(uids(sourcesOf(sources, 'loki', 'a-tempo'))).toEqual(['a-loki', 'b-loki']);
  });
});

it('default links stay among the sources that belong together', () => {
  const trace = { kind: 'trace', sourceUid: 'b-tempo', range, traceId: 'ab'.repeat(16), services: ['cart'] } as const;
  const line = { ...logContext(row('x', { structuredMetadata: { trace_id: 'ab'.repeat(16) } })), sourceUid: 'b-loki' };
  const span = { ...spanContext(), sourceUid: 'b-tempo' };
  for (const context of [trace, line, span])
    for (const jump of resolveJumps(context, sources))
      expect(jump).toMatchObject({ sourceUid: expect.stringMatching(/^b-/) });
});
