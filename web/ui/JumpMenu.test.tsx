import { QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HitCount } from '../../server/contract/correlate.ts';
import type { ExternalJump, Jump, QueryJump } from '../../server/contract/jump.ts';
import type { SourceInfo, SourceType } from '../../server/contract/source.ts';
import { signalOf } from '../../server/contract/signal.ts';
import { epochMs } from '../../server/contract/units.ts';
import { type JumpSubject, useJumpPlace } from '../lib/jump-places.ts';
import { type JumpMode, type Jumps, JumpsContext } from '../lib/pane.ts';
import { createQueryClient } from '../lib/query-client.ts';
import { listenForShortcuts } from '../lib/shortcuts.ts';
import { JumpButton } from './JumpButton.tsx';
import { JumpMenuHost } from './JumpMenuHost.tsx';
import { turns } from '../lib/testing.ts';

const TYPES: Readonly<Record<string, SourceType>> = {
  tempo: 'tempo',
  loki: 'loki',
  prometheus: 'prometheus',
  pyroscope: 'grafana-pyroscope-datasource',
};
const sources = Object.entries(TYPES).map(([uid, type]) => ({ uid, type, name: `My ${uid}` }) as SourceInfo);
const range = { from: epochMs(1_764_000_000_000), to: epochMs(1_764_000_060_000) };

function jump(uid: string, title: string, rule = 'default:x'): QueryJump {
  const sourceType = TYPES[uid] ?? 'loki';
  return {
    kind: 'query',
    id: `${rule}:${title}`,
    title,
    rule,
    signal: signalOf(sourceType),
    sourceUid: uid,
    sourceType,
    targets: [{ refId: 'A', expr: `query of ${title}` }],
    range,
  };
}
const external = (href: string): ExternalJump => ({
  kind: 'external',
  id: href,
  title: 'Runbook',
  rule: 'correlations[0]',
  href,
  newTab: true,
});

describe('JumpMenu', () => {
  let host: HTMLElement;
  let root: Root;
  let stopKeys: () => void;
  let offered: readonly Jump[];
  let opened: (readonly [string, JumpMode | undefined])[];
  let asked: {
    readonly title: string;
    readonly signal: AbortSignal;
    readonly answer: (hits: HitCount | number) => void;
  }[];
  const jumps: Jumps = {
    sources,
    resolve: () => offered,
    href: ({ id }) => `/explore?jump=${encodeURIComponent(id)}`,
    open: ({ title }, mode) => opened.push([title, mode]),
  };
  const ran: string[] = [];
  const subject: JumpSubject = {
    title: 'user = <b>7</b>',
    context: { kind: 'service', sourceUid: 'loki', range, service: 'cart' },
    actions: [{ id: 'copy', label: 'Copy value', icon: 'copy', run: () => ran.push('copy') }],
  };

  function Row() {
    const place = useJumpPlace();
    return (
      <div ref={place(() => subject)} id="row">
        <span id="inside">text</span> <a href="/elsewhere">a link</a>
        <JumpButton label="Where this leads" />
      </div>
    );
  }

  beforeEach(async () => {
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
    [offered, opened, asked] = [[], [], []];
    ran.length = 0;
    vi.stubGlobal('fetch', (_input: unknown, init: RequestInit) => {
      const { promise, resolve, reject } = Promise.withResolvers<Response>();
      const { targets } = JSON.parse(String(init.body)) as { targets: { expr: string }[] };
      const signal = init.signal!;
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      asked.push({
        title: (targets[0]?.expr ?? '').replace('query of ', ''),
        signal,
        answer: (hits) => resolve(typeof hits === 'number' ? new Response('', { status: hits }) : Response.json(hits)),
      });
      return promise;
    });
    stopKeys = listenForShortcuts(window);
    host = document.body.appendChild(document.createElement('div'));
    root = createRoot(host);
    await act(async () =>
      root.render(
        <QueryClientProvider client={createQueryClient()}>
          <JumpsContext value={jumps}>
            <Row />
          </JumpsContext>
          <JumpMenuHost />
        </QueryClientProvider>,
      ),
    );
  });
  afterEach(async () => {
    await act(async () => root.unmount());
    stopKeys();
    host.remove();
    vi.unstubAllGlobals();
  });

  const menu = () => document.querySelector<HTMLElement>('[role="menu"]');
  const item = (title: string) =>
    [...document.querySelectorAll<HTMLElement>('[role="menuitem"]')].find(
      (one) => (one.getAttribute('aria-label') ?? one.textContent) === title,
    )!;
  const described = (title: string): string => {
    const id = item(title).getAttribute('aria-describedby');
    return document.querySelector(`[id="${id}"]`)?.textContent ?? '';
  };
  const settle = () => turns();
  const press = async (key: string, more: KeyboardEventInit = {}) => {
    const target = document.activeElement ?? document.body;
    await act(async () => {
      target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
    });
  };
  const button = () => host.querySelector('button')!;
  async function openIt(by: 'button' | 'key' | 'right-click' = 'button') {
    await act(async () => {
      button().focus();
      if (by === 'button') button().click();
      if (by === 'right-click') rightClick('#inside');
    });
    if (by === 'key') await press('l');
    await settle();
  }
  function rightClick(selector: string, more: MouseEventInit = {}): MouseEvent {
    const event = new MouseEvent('contextmenu', { bubbles: true, cancelable: true, button: 2, ...more });
    document.querySelector(selector)!.dispatchEvent(event);
    return event;
  }

  it.each(['button', 'key', 'right-click'] as const)('opens by %s, named by what was picked', async (by) => {
    offered = [jump('tempo', 'Trace')];
    await openIt(by);
    expect(menu()?.getAttribute('aria-label')).toBe('user = <b>7</b>');
    expect(menu()?.querySelector('b')).toBeNull();
    expect(item('Trace').getAttribute('href')).toBe('/explore?jump=default%3Ax%3ATrace');
    expect(described('Trace')).toContain('My tempo');
    expect(described('Trace')).toContain('query of Trace');
    expect(item('Copy value')).toBeDefined();
  });

  it('leaves the browser its own menu over links and with Shift', async () => {
    offered = [jump('tempo', 'Trace')];
    let events: MouseEvent[] = [];
    await act(async () => {
      events = [rightClick('a'), rightClick('#inside', { shiftKey: true })];
    });
    expect(events.map((event) => event.defaultPrevented)).toEqual([false, false]);
    expect(menu()).toBeNull();
  });

  it('groups by signal: configured rules first, the same signal last', async () => {
    offered = [
      jump('loki', 'Lines'),
      jump('prometheus', 'Rate'),
      jump('prometheus', 'Configured', 'tracesToMetrics.queries[0]'),
      external('https://example.test/x'),
      jump('tempo', 'Trace'),
    ];
    await openIt();
    const titles = [...document.querySelectorAll('[role="menuitem"]')].map((one) => one.getAttribute('aria-label'));
    expect(titles.slice(0, -1)).toEqual(['Trace', 'Configured', 'Rate', 'Runbook', 'Lines']);
    const groups = [...document.querySelectorAll('[role="group"]')].map((group) => {
      const label = document.querySelector(`[id="${group.getAttribute('aria-labelledby')}"]`);
      return label?.textContent;
    });
    expect(groups).toEqual(['Traces', 'Metrics', 'Links', 'Same signal', 'Here']);
  });

  it('offers no link that is neither http nor ours', async () => {
    offered = [external('javascript:alert(1)'), external('data:text/html,x')];
    await openIt();
    expect(menu()?.textContent).toContain('No link from here');
    expect(document.querySelectorAll('[role="menuitem"][href]')).toHaveLength(0);
  });

  it('counts three at a time after it is painted, and tells nothing, unknown and failed apart', async () => {
    offered = ['Trace', 'B', 'C', 'D'].map((title) => jump('tempo', title));
    const frames: FrameRequestCallback[] = [];
    const frame = vi.spyOn(window, 'requestAnimationFrame').mockImplementation((callback) => frames.push(callback));
    await act(async () => button().click());
    await settle();
    expect(menu()).not.toBeNull();
    expect(asked).toHaveLength(0);
    frame.mockRestore();
    await act(async () => frames.forEach((callback) => callback(0)));
    await settle();
    expect(asked.map(({ title }) => title)).toEqual(['Trace', 'B', 'C']);
    expect(described('Trace')).toContain('Counting');
    await act(async () => {
      asked[0]!.answer({ kind: 'count', count: 1, isAtLeast: false, unit: 'traces' });
      asked[1]!.answer({ kind: 'count', count: 0, isAtLeast: false, unit: 'traces' });
    });
    await settle();
    await act(async () => {
      asked[2]!.answer({ kind: 'unknown', reason: 'Tempo is down' });
      asked[3]!.answer(500);
    });
    await settle();
    expect(described('Trace')).toContain('Finds 1 trace.');
    expect(described('B')).toContain('Nothing there; opens widened.');
    expect(item('B').textContent).toContain('nothing there');
    expect(item('B').dataset['hits']).toBe('none');
    expect(described('C')).toContain('Not counted: Tempo is down.');
    expect(item('C').textContent).toContain('unknown');
    expect(described('D')).toContain('Not counted: HTTP 500.');
  });

  it('aborts what it was counting when it closes, and gives the focus back', async () => {
    offered = ['A', 'B', 'C', 'D'].map((title) => jump('tempo', title));
    await openIt('key');
    expect(asked).toHaveLength(3);
    await press('Escape');
    await settle();
    expect(menu()).toBeNull();
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, true, true]);
    expect(asked).toHaveLength(3);
    expect(document.activeElement).toBe(button());
  });

  it('follows by digit, Enter and click: beside, with Alt in place, with Ctrl in a new tab', async () => {
    const open = vi.spyOn(window, 'open').mockReturnValue(null);
    offered = [jump('tempo', 'Trace'), jump('prometheus', 'Rate')];
    await openIt();
    await press('2');
    expect([opened, menu()]).toEqual([[['Rate', 'beside']], null]);
    await openIt();
    await press('1', { altKey: true });
    expect(opened.at(-1)).toEqual(['Trace', 'here']);
    await openIt();
    await press('9');
    expect(menu()).not.toBeNull();
    await act(async () => item('Rate').focus());
    await press('Enter', { altKey: true });
    expect(opened.at(-1)).toEqual(['Rate', 'here']);
    await openIt();
    await act(async () => item('Rate').focus());
    await press('Enter', { ctrlKey: true });
    expect(open).toHaveBeenCalledWith('/explore?jump=default%3Ax%3ARate', '_blank', 'noopener');
    await openIt();
    await act(async () => {
      item('Trace').dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, altKey: true }));
    });
    expect(opened.at(-1)).toEqual(['Trace', 'here']);
    expect(opened).toHaveLength(4);
    open.mockRestore();
  });

  it('is walked with arrows', async () => {
    offered = [jump('tempo', 'Trace'), jump('prometheus', 'Rate')];
    await openIt('key');
    const walked = [document.activeElement?.getAttribute('aria-label')];
    for (const key of ['ArrowDown', 'ArrowUp', 'End', 'ArrowUp', 'Home']) {
      await press(key);
      await settle();
      walked.push(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);
    }
    expect(walked).toEqual(['Trace', 'Rate', 'Trace', 'Copy value', 'Rate', 'Trace']);
  });

  it('runs an action without going anywhere', async () => {
    await openIt();
    await act(async () => item('Copy value').click());
    expect([ran, opened, menu()]).toEqual([['copy'], [], null]);
  });
});
