import { QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Jump } from '../../../server/contract/jump.ts';
import type { LogAnswer } from '../../../server/contract/logs.ts';
import type { LokiTarget } from '../../../server/contract/query.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import { epochMs, unixNano } from '../../../server/contract/units.ts';
import { type Jumps, JumpsContext } from '../../lib/pane.ts';
import { createQueryClient } from '../../lib/query-client.ts';
import { TooltipGroup } from '../../ui/Tooltip.tsx';
import { LogsPane } from './LogsPane.tsx';
import { until } from '../../lib/testing.ts';

const source = {
  uid: 'loki',
  name: 'My Loki',
  type: 'loki',
  settings: { derivedFields: [], exemplarTraceIdDestinations: [] },
} as unknown as SourceInfo;
const range = { from: epochMs(1_764_000_000_000), to: epochMs(1_764_003_600_000) };
const target: LokiTarget = { refId: 'A', expr: '{app="shop"} |= "img"' };
const trace: Jump = {
  kind: 'query',
  id: 'trace',
  title: 'Trace',
  rule: 'default:log-trace',
  signal: 'traces',
  sourceUid: 'tempo',
  sourceType: 'tempo',
  targets: [{ refId: 'A', queryType: 'traceql', query: 'abc' }],
  range,
};

const lines = ['<img src=x onerror=alert(1)>', 'level=error msg="say \\"img\\""'];
const logs: LogAnswer = {
  streams: [{ app: 'shop', 'bad-name': 'x' }],
  streamIndex: [0, 0],
  timestamps: [unixNano('1764000001000000002'), unixNano('1764000001000000001')],
  lines,
  structuredMetadata: [{ user: '"} or {a="' }, null],
  parsed: [null, null],
  meta: {},
};

describe('LogsPane', () => {
  let host: HTMLElement;
  let root: Root;
  let changes: LokiTarget[] = [];
  let opened: Jump[] = [];
  const jumps: Jumps = {
    sources: [],
    resolve: () => [trace],
    href: () => '/explore?there',
    open: (jump) => opened.push(jump),
  };

  beforeEach(() => {
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
    // jsdom lays nothing out; a list without a height shows no rows.
    vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600);
    changes = [];
    opened = [];
    host = document.createElement('div');
    document.body.append(host);
    root = createRoot(host);
  });
  afterEach(async () => {
    await act(async () => root.unmount());
    host.remove();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  async function show(answer: unknown, status = 200): Promise<void> {
    vi.stubGlobal('fetch', async (input: Request | URL | string) => {
      const { pathname } = new URL(String(input), 'http://x');
      if (pathname.endsWith('/volume')) return Response.json({ resultType: 'matrix', times: [], series: [], meta: {} });
      return Response.json(answer, { status });
    });
    await act(async () => {
      root.render(
        <QueryClientProvider client={createQueryClient()}>
          <TooltipGroup>
            <JumpsContext value={jumps}>
              <LogsPane
                source={source}
                targets={[target]}
                isLettered={false}
                range={range}
                onTargetsChange={(next) => changes.push(...next)}
                onRangeChange={() => undefined}
              />
            </JumpsContext>
          </TooltipGroup>
        </QueryClientProvider>,
      );
    });
    const arrived = '[role="treegrid"], [role="alert"], [role="status"]:not([aria-label])';
    await until(() => expect(host.querySelector(arrived)).not.toBeNull());
  }
  const grid = () => host.querySelector<HTMLElement>('[role="treegrid"]')!;
  const rows = () => [...host.querySelectorAll<HTMLElement>('[role="row"]')];
  const press = (key: string) =>
    act(async () => {
      grid().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    });

  it('shows lines as text, whatever they contain, and marks what was searched', async () => {
    await show({ kind: 'logs', logs });
    expect(host.querySelector('img')).toBeNull();
    expect(rows()[0]!.textContent).toContain(lines[0]);
    expect([...host.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual(['img', 'img']);
    expect(rows()[1]!.dataset['level']).toBe('error');
  });

  it('offers the trace as a real link', async () => {
    await show({ kind: 'logs', logs });
    expect(rows()[0]!.querySelector('a')!.getAttribute('href')).toBe('/explore?there');
  });

  it('is driven by the keyboard', async () => {
    await show({ kind: 'logs', logs });
    await press('j');
    expect(grid().getAttribute('aria-activedescendant')).toBe(rows()[0]!.id);
    await press('t');
    expect(opened).toEqual([trace]);
    await press('Enter');
    expect(rows()[0]!.getAttribute('aria-expanded')).toBe('true');
    expect(host.textContent).toContain('Structured metadata');
    await press('Enter');
    expect(host.textContent).not.toContain('Structured metadata');
  });

  it('filters by a field without letting its value out of its quotes', async () => {
    await show({ kind: 'logs', logs });
    await press('j');
    await press('Enter');
    const button = (label: string) => host.querySelector<HTMLElement>(`button[aria-label="${label}"]`);
    await act(async () => button('Only lines with this user')!.click());
    expect(changes.at(-1)!.expr).toBe('{app="shop"} |= "img" | user="\\"} or {a=\\""');
    await act(async () => button('Without lines with this app')!.click());
    expect(changes.at(-1)!.expr).toBe('{app!="shop"} |= "img"');
    expect(button('Only lines with this bad-name')).toBeNull();
  });

  it('says what was asked when there is nothing', async () => {
    const none = {
      ...logs,
      streams: [],
      streamIndex: [],
      timestamps: [],
      lines: [],
      structuredMetadata: [],
      parsed: [],
    };
    await show({ kind: 'logs', logs: none });
    expect(host.textContent).toContain('No log lines');
    expect(host.textContent).toContain(target.expr);
    expect(host.textContent).toContain('My Loki');
  });

  it('names the source and what it said when it fails', async () => {
    await show(
      {
        type: 'query-rejected',
        title: 'Loki rejected the query',
        status: 422,
        upstream: 'parse error',
        source: { uid: 'loki', name: 'My Loki', type: 'loki' },
        position: 2,
      },
      422,
    );
    const alert = host.querySelector('[role="alert"]')!;
    expect(alert.textContent).toContain('Loki rejected the query');
    expect(alert.textContent).toContain('parse error');
    expect(alert.textContent).toContain('My Loki');
    expect(alert.querySelector('mark')!.textContent).toBe(target.expr[2]);
  });
});
