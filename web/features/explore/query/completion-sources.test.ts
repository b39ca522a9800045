import { expect, it, vi } from 'vitest';
import { SourceInfo } from '../../../../server/contract/source.ts';
import { epochMs } from '../../../../server/contract/units.ts';
import { createQueryClient } from '../../../lib/query-client.ts';
import { completionSource } from './completion-sources.ts';

it('does not ask a source again with every character what it has just failed to say', async () => {
  const ask = vi.fn<() => Promise<Response>>(async () => new Response('', { status: 422 }));
  vi.stubGlobal('fetch', ask);
  vi.useFakeTimers({ toFake: ['Date'] });
  const loki = SourceInfo.parse({
    uid: 'loki',
    type: 'loki',
    name: 'Loki',
    isDefault: true,
    readOnly: true,
    embedded: false,
    settings: {},
    correlations: [],
  });
  const range = { from: epochMs(0), to: epochMs(3_600_000) };
  const client = createQueryClient();
  const type = () => completionSource(client, loki, range).labelNames({ metric: '', selector: 'a=b' });
  await expect(type()).rejects.toThrow('HTTP 422');
  await expect(type()).rejects.toThrow('HTTP 422');
  expect(ask).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(60_000);
  await expect(type()).rejects.toThrow('HTTP 422');
  expect(ask).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
