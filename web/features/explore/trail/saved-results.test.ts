import { QueryObserver } from '@tanstack/react-query';
import { describe, expect, it, vi } from 'vitest';
import type { ExplorePane } from '../../../../server/contract/explore-url.ts';
import { SourceInfo } from '../../../../server/contract/source.ts';
import { epochMs } from '../../../../server/contract/units.ts';
import { clientOf, type PaneClient } from '../pane/activity.ts';
import { freezeShown, paneResults } from '../pane/pane-results.ts';
import { createSavedClient, isSaved, type SavedResults, withSaved } from './saved-results.ts';

const pane = (more: Partial<ExplorePane> = {}): ExplorePane => ({
  id: 'aaa',
  datasource: 'loki',
  queries: [{ refId: 'A', expr: 'x' }],
  range: { from: '1', to: '2' },
  ...more,
});
const source = (uid: string): SourceInfo =>
  SourceInfo.parse({
    uid,
    name: uid,
    type: 'loki',
    isDefault: true,
    readOnly: true,
    embedded: false,
    settings: { derivedFields: [{ name: 'x', matcherRegex: 'x', url: 'https://evil.example/' }] },
    correlations: [],
  });
const saved = (answer: SavedResults['answer'] = async () => undefined): SavedResults => ({
  id: 'hash',
  name: '',
  savedAt: epochMs(0),
  panes: [pane()],
  sources: [source('loki')],
  answer,
});

describe('a pane of a file', () => {
  it('is one that still asks what was saved, however it looks', () => {
    expect(isSaved(pane(), saved())).toBe(true);
    expect(isSaved(pane({ view: { note: 'x', link: 'cursor' }, spanId: 'y' }), saved())).toBe(true);
    expect(isSaved(pane({ range: { from: '1', to: '3' } }), saved())).toBe(false);
    expect(isSaved(pane({ queries: [{ refId: 'A', expr: 'y' }] }), saved())).toBe(false);
    expect(isSaved(pane({ datasource: 'other' }), saved())).toBe(false);
    expect(isSaved(pane({ id: 'bbb' }), saved())).toBe(false);
    expect(isSaved(pane(), null)).toBe(false);
  });

  it('answers from the file, never from the query, and says what is not in it', async () => {
    const client = createSavedClient(async ([first]) => (first === 'known' ? 'kept' : undefined));
    const queryFn = vi.fn(() => Promise.resolve('live'));
    expect(await client.fetchQuery({ queryKey: ['known'], queryFn })).toBe('kept');
    await expect(client.fetchQuery({ queryKey: ['other'], queryFn, retry: 3 })).rejects.toMatchObject({
      problem: { type: 'not-saved' },
    });
    const observer = new QueryObserver(client, { queryKey: ['known'], queryFn, staleTime: 0, refetchInterval: 5 });
    const stop = observer.subscribe(() => undefined);
    await client.refetchQueries();
    await client.invalidateQueries();
    expect(observer.getCurrentResult().data).toBe('kept');
    stop();
    expect(queryFn).not.toHaveBeenCalled();
  });

  it('finds live sources, and beside them its own without the links that a stranger may have written', () => {
    const live = [source('loki')];
    expect(withSaved(live, [{ ...source('loki'), name: 'Fake' }])).toBe(live);
    expect(withSaved([], [source('gone')])).toMatchObject([
      { uid: 'gone', isDefault: false, settings: { derivedFields: [] }, correlations: [] },
    ]);
  });
});

describe('what a pane shows', () => {
  const ask = (client: PaneClient, key: string) => {
    const observer = new QueryObserver(client.client, { queryKey: [key], queryFn: async () => key, retry: false });
    return observer.subscribe(() => undefined);
  };

  it('is what its queries on screen were answered, and of a folded one what they were', async () => {
    const own = clientOf('fld', null);
    const before = ask(own, 'before');
    await expect.poll(() => own.activity().isBusy).toBe(false);
    before();
    const stops = [ask(own, 'lines'), ask(own, 'volume')];
    const shown = async () => (await paneResults(pane({ id: 'fld' }), null, 1000)).map(({ data }) => data);
    expect(await shown()).toEqual(['lines', 'volume']);
    await expect.poll(() => own.shown()).toHaveLength(2);
    for (const stop of stops) stop();
    await new Promise((resolve) => setTimeout(resolve));
    expect(await shown()).toEqual(['lines', 'volume']);
  });

  it('is of the very time that it ran at', () => {
    const range = { from: 'now-1h', to: 'now' };
    const trail = { panes: [pane({ id: 'frz', range }), pane({ id: 'oth', range })], focus: 'frz' };
    clientOf('frz', null).setRange(range, { from: epochMs(1000), to: epochMs(3_601_000) });
    const frozen = freezeShown(trail, null, epochMs(9_000_000));
    expect(frozen.panes.map((one) => one.range.to)).toEqual(['3601000', '9000000']);
  });
});
