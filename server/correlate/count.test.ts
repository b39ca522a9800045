import { expect, it } from 'vitest';
import { epochMs } from '../contract/units.ts';
import { createUpstream } from '../http/upstream.ts';
import { lokiClient } from '../sources/loki/client.ts';
import { prometheusClient } from '../sources/prometheus/client.ts';
import { pyroscopeClient } from '../sources/pyroscope/client.ts';
import { tempoClient } from '../sources/tempo/client.ts';
import { dataSource, stub } from '../testing/app.ts';
import { createCount } from './count.ts';

it('gives up on a source that is slow, and says so', async () => {
  const silent = await stub(() => undefined);
  const upstream = createUpstream();
  const count = createCount(
    {
      loki: lokiClient(upstream),
      prometheus: prometheusClient(upstream),
      tempo: tempoClient(upstream),
      pyroscope: pyroscopeClient(upstream),
    },
    20,
  );
  const call = { source: dataSource('loki', silent.url), signal: new AbortController().signal };
  const ask = { targets: [{ refId: 'A', expr: '{a="b"}' }], range: { from: epochMs(0), to: epochMs(1) }, maxBytes: 1 };
  expect(await count(call, ask)).toEqual({
    hits: { kind: 'unknown', reason: '"my loki" did not count within 0.02 s' },
    fault: null,
  });
  upstream.close();
  await silent.close();
});
