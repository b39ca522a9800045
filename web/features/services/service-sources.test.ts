import { describe, expect, it } from 'vitest';
import { SourceInfo } from '../../../server/contract/source.ts';
import { serviceHref, servicesHref } from './search.ts';
import { serviceOrigins, serviceSources } from './service-sources.ts';

const source = (uid: string, type: string, own: object = {}): SourceInfo =>
  SourceInfo.parse({
    uid,
    type,
    name: `The ${uid}`,
    isDefault: false,
    readOnly: true,
    embedded: false,
    settings: {},
    correlations: [],
    ...own,
  });
const settings = { tracesToLogsV2: { datasourceUid: 'b-loki' }, serviceMap: { datasourceUid: 'b-prom' } };
const sources = [
  source('a-tempo', 'tempo'),
  source('a-prom', 'prometheus'),
  source('a-loki', 'loki'),
  source('b-loki', 'loki'),
  source('b-prom', 'prometheus'),
  source('b-tempo', 'tempo', { settings }),
];

describe('the sources of services', () => {
  const uids = (wanted?: string) => Object.values(serviceSources(sources, wanted)).map((one) => one?.uid ?? null);
  it('are the first and what belongs to it, or the one that is asked for', () => {
    expect(uids()).toEqual(['a-prom', 'a-tempo', 'a-loki', null]);
    expect(uids('b-tempo')).toEqual(['b-prom', 'b-tempo', 'b-loki', null]);
    expect(uids('The b-tempo')).toEqual(['b-prom', 'b-tempo', 'b-loki', null]);
    expect(uids('gone')).toEqual(uids());
  });
  it('may be of metrics alone', () => {
    const metrics = sources.filter(({ type }) => type !== 'tempo');
    expect(serviceOrigins(metrics).map(({ uid }) => uid)).toEqual(['a-prom', 'b-prom']);
    expect(serviceSources(metrics, 'b-prom')).toMatchObject({ metrics: { uid: 'b-prom' }, traces: null });
  });
});

it('links between services keep range and source', () => {
  const raw = { from: 'now-1h', to: 'now' };
  expect(serviceHref('a/b', { raw, source: undefined })).toBe('/services/a%2Fb');
  expect(serviceHref('cart', { raw: { ...raw, from: '1' }, source: 'b' })).toBe(
    '/services/cart?from=1&to=now&source=b',
  );
  expect(servicesHref({ raw, source: 'b' })).toBe('/services?source=b');
});
