import { QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HitCount, WidenAnswer, WidenStep } from '../../../../server/contract/correlate.ts';
import { epochMs } from '../../../../server/contract/units.ts';
import { createQueryClient } from '../../../lib/query-client.ts';
import { WidenedBanner, Widening } from './Widening.tsx';
import { turns } from '../../../lib/testing.ts';

const range = { from: epochMs(1_764_000_000_000), to: epochMs(1_764_000_060_000) };
const targets = [{ refId: 'A', expr: '{a="b"}' }];
const none: HitCount = { kind: 'count', count: 0, isAtLeast: false, unit: 'lines' };
const step = (id: WidenStep['id'], hits: HitCount = none): WidenStep => ({ id, targets, range, hits });

describe('Widening', () => {
  let host: HTMLElement;
  let root: Root;
  let answer: (response: Response) => void;
  let asked: unknown[];
  const found: WidenStep[] = [];
  const opened: WidenStep[] = [];

  beforeEach(async () => {
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
    asked = [];
    found.length = 0;
    opened.length = 0;
    vi.stubGlobal('fetch', (_input: unknown, init: RequestInit) => {
      asked.push(JSON.parse(String(init.body)));
      return new Promise<Response>((resolve) => (answer = resolve));
    });
    host = document.body.appendChild(document.createElement('div'));
    root = createRoot(host);
    await act(async () =>
      root.render(
        <QueryClientProvider client={createQueryClient()}>
          <Widening
            request={{ sourceUid: 'loki', targets, range }}
            own={<p>The view’s own words</p>}
            onFound={(one) => found.push(one)}
            onOpen={(one) => opened.push(one)}
          />
        </QueryClientProvider>,
      ),
    );
  });
  afterEach(async () => {
    await act(async () => root.unmount());
    host.remove();
    vi.unstubAllGlobals();
  });

  const say = async (body: WidenAnswer | { status: number }) => {
    const response = 'status' in body ? new Response('', { status: body.status }) : Response.json(body);
    await act(async () => answer(response));
    await turns();
  };

  it('says that it looks wider, and hands over the first step that found something, once', async () => {
    expect(host.querySelector('[role="status"]')?.textContent).toContain('Looking wider');
    expect(asked).toEqual([{ sourceUid: 'loki', targets, range }]);
    const match = step('5m', { ...none, count: 4 });
    await say({ steps: [step('exact'), step('5s'), match], matched: '5m' });
    expect(found).toEqual([match]);
    expect(asked).toHaveLength(1);
  });

  it('lists what was tried where nothing matched, and opens each', async () => {
    const skipped: HitCount = { kind: 'unknown', reason: 'the query names no trace' };
    await say({ steps: [step('exact'), step('5s'), step('5m'), step('trace', skipped)], matched: null });
    const rows = [...host.querySelectorAll('tr')].map((row) => row.textContent ?? '');
    expect(rows).toHaveLength(4);
    expect(rows[0]).toContain('no lines');
    expect(rows[3]).toContain('the query names no trace');
    const buttons = [...host.querySelectorAll('button')];
    expect(buttons.map((button) => button.getAttribute('aria-label'))).toEqual([
      'Open with 5 s more on both sides',
      'Open with 5 min more on both sides',
      expect.stringContaining('Open with the trace ID alone'),
    ]);
    await act(async () => buttons[1]!.click());
    expect(opened.map(({ id }) => id)).toEqual(['5m']);
    expect(found).toEqual([]);
  });

  it('leaves the word to the view when the exact window has something after all, or nobody can say', async () => {
    await say({ steps: [step('exact', { ...none, count: 1 })], matched: 'exact' });
    expect(host.textContent).toBe('The view’s own words');
    expect(found).toEqual([]);
  });

  it('tells a failure and still shows what the view says', async () => {
    await say({ status: 500 });
    expect(host.querySelector('[role="alert"]')?.textContent).toContain('HTTP 500');
    expect(host.textContent).toContain('The view’s own words');
  });
});

it('a banner leads back to the exact window', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  const host = document.createElement('div');
  const root = createRoot(host);
  const exact = vi.fn<() => void>();
  await act(async () => root.render(<WidenedBanner step="trace" onExact={exact} />));
  expect(host.querySelector('[role="note"]')?.textContent).toContain('found with the trace ID alone');
  await act(async () => host.querySelector('button')!.click());
  expect(exact).toHaveBeenCalledTimes(1);
  await act(async () => root.unmount());
  vi.unstubAllGlobals();
});
