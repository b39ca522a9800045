import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JumpsContext, type Jumps } from '../../lib/pane.ts';
import { TooltipGroup } from '../../ui/Tooltip.tsx';
import { DashboardPage } from './DashboardPage.tsx';
import type { DashboardSearch } from './search.ts';
import { turns } from '../../lib/testing.ts';

const target = (expr: string, more: object = {}) => ({ refId: 'A', expr, datasource: { uid: 'prom' }, ...more });
const place = (y: number, w = 24) => ({ x: 0, y, w, h: 6 });
const dashboard = {
  uid: 'd',
  title: 'Shop',
  schemaVersion: 42,
  time: { from: 'now-1h', to: 'now' },
  templating: {
    list: [
      {
        name: 'service',
        type: 'query',
        query: 'label_values(up, service)',
        datasource: { uid: 'prom' },
        multi: true,
        includeAll: true,
        current: { value: ['$__all'] },
      },
    ],
  },
  panels: [
    {
      id: 1,
      type: 'stat',
      title: 'Rate',
      gridPos: place(0),
      targets: [target('sum(rate(x{service=~"$service"}[1m]))')],
    },
    {
      id: 2,
      type: 'stat',
      title: 'Rate again',
      gridPos: place(6),
      targets: [target('sum(rate(x{service=~"$service"}[1m]))')],
    },
    { id: 3, type: 'timeseries', title: 'Broken', gridPos: place(12), targets: [target('broken(')] },
    { id: 4, type: 'heatmap', title: 'Heat', gridPos: place(18), targets: [] },
    {
      id: 5,
      type: 'stat',
      title: 'Elsewhere',
      gridPos: place(24),
      targets: [target('x', { datasource: { uid: 'gone', type: 'jaeger' } })],
    },
    {
      id: 6,
      type: 'table',
      title: 'Table',
      gridPos: place(30),
      targets: [target('t', { instant: true, format: 'table' })],
    },
    {
      id: 7,
      type: 'logs',
      title: 'Far away',
      gridPos: place(36),
      targets: [target('{a="b"}', { datasource: { uid: 'loki' } })],
    },
    {
      id: 8,
      type: 'text',
      title: 'Words',
      gridPos: place(42),
      options: { content: '**bold** <img src=x> [bad](javascript:1) $service' },
    },
  ],
};
const meta = {
  version: 1,
  folder: 'Shop',
  folderUid: 's',
  starred: false,
  provisioned: true,
  canSave: false,
  created: '',
  updated: '',
};
const settings = { derivedFields: [], exemplarTraceIdDestinations: [] };
const source = (uid: string, type: string) => ({
  uid,
  name: uid,
  type,
  isDefault: uid === 'prom',
  readOnly: true,
  embedded: false,
  settings,
  correlations: [],
});
const matrix = (value: number) => ({
  resultType: 'matrix',
  times: [1000, 2000],
  series: [{ labels: {}, values: [value, value] }],
  meta: { warnings: ['a bit late'] },
});

interface Asked {
  readonly path: string;
  readonly query: string;
}

describe('DashboardPage', () => {
  const asked: Asked[] = [];
  const onSearch = vi.fn<(search: DashboardSearch) => void>();
  let host: HTMLElement;
  let root: Root;
  let farAway: (isNear: boolean) => void = () => undefined;

  beforeEach(() => {
    asked.length = 0;
    onSearch.mockClear();
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
    vi.stubGlobal('matchMedia', () => ({ addEventListener() {}, removeEventListener() {}, matches: false }));
    vi.stubGlobal(
      'ResizeObserver',
      class {
        private readonly callback: (entries: object[]) => void;
        constructor(callback: (entries: object[]) => void) {
          this.callback = callback;
        }
        observe() {
          this.callback([{ contentRect: { width: 800, height: 200 } }]);
        }
        unobserve() {}
        disconnect() {}
      },
    );
    vi.stubGlobal(
      'IntersectionObserver',
      class {
        private readonly callback: (entries: object[]) => void;
        constructor(callback: (entries: object[]) => void) {
          this.callback = callback;
        }
        observe(element: Element) {
          const isFar = element.closest('section')?.getAttribute('aria-label') === 'Far away';
          if (isFar) farAway = (isIntersecting) => this.callback([{ isIntersecting }]);
          this.callback([{ isIntersecting: !isFar }]);
        }
        disconnect() {}
      },
    );
    vi.stubGlobal('fetch', (input: Request | string | URL, init?: RequestInit) =>
      answer(String(input instanceof Request ? input.url : input), init),
    );
    host = document.body.appendChild(document.createElement('div'));
    root = createRoot(host);
  });
  afterEach(async () => {
    await act(async () => root.unmount());
    host.remove();
  });

  async function answer(url: string, init?: RequestInit): Promise<Response> {
    const { pathname, searchParams } = new URL(url, 'http://test');
    const body = init?.body ? (JSON.parse(String(init.body)) as { query: string }) : { query: searchParams.toString() };
    asked.push({ path: pathname, query: body.query });
    if (pathname.endsWith('/dashboards/d')) return Response.json({ dashboard, meta });
    if (pathname.endsWith('/sources'))
      return Response.json({ sources: [source('prom', 'prometheus'), source('loki', 'loki')], provisioning: {} });
    if (pathname.endsWith('/label-values')) return Response.json(['cart', 'api']);
    if (body.query === 'broken(') {
      return Response.json(
        { type: 'query-rejected', title: 'The query is wrong', status: 422, detail: 'unclosed left parenthesis' },
        { status: 422 },
      );
    }
    if (body.query === 't') {
      const series = [{ labels: { pod: 'p1' }, values: [7] }];
      return Response.json({ resultType: 'vector', times: [1000], series, meta: {} });
    }
    if (pathname.includes('/loki/')) {
      const logs = {
        streams: [{}],
        streamIndex: [0],
        timestamps: ['1000000000'],
        lines: ['hello'],
        structuredMetadata: [null],
        parsed: [null],
        meta: {},
      };
      return Response.json({ kind: 'logs', logs });
    }
    return Response.json(matrix(0.5));
  }

  const jumps: Jumps = { sources: [], resolve: () => [], href: () => '#', open: () => undefined };
  const show = async (search: DashboardSearch = {}): Promise<void> => {
    const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    await act(async () =>
      root.render(
        <QueryClientProvider client={client}>
          <TooltipGroup>
            <JumpsContext value={jumps}>
              <DashboardPage uid="d" search={search} onSearch={onSearch} />
            </JumpsContext>
          </TooltipGroup>
        </QueryClientProvider>,
      ),
    );
    await settle();
  };
  const settle = () => turns(30);
  const panel = (name: string): HTMLElement => host.querySelector(`section[aria-label="${name}"]`)!;

  it('asks with the values of its variables, once for equal queries', async () => {
    await show();
    const rates = asked.filter(({ query }) => query?.startsWith('sum(rate'));
    expect(rates.map(({ query }) => query)).toEqual(['sum(rate(x{service=~"(cart|api)"}[1m]))']);
    expect(panel('Rate').textContent).toContain('0.500');
    expect(panel('Rate again').textContent).toContain('0.500');
    expect(panel('Rate').querySelector('[aria-label*="a bit late"]')).not.toBeNull();
  });

  it('takes variables from the URL and puts choices there', async () => {
    await show({ 'var-service': 'api', orgId: '1' });
    expect(asked.find(({ query }) => query?.startsWith('sum(rate'))?.query).toBe('sum(rate(x{service=~"api"}[1m]))');
    const trigger = host.querySelector<HTMLElement>('[aria-label="service: api"]')!;
    await act(async () => trigger.click());
    await settle();
    const option = [...document.querySelectorAll<HTMLInputElement>('input[type="checkbox"]')][1]!;
    await act(async () => option.click());
    await act(async () => trigger.click());
    await settle();
    expect(onSearch.mock.lastCall?.[0]).toEqual({ 'var-service': ['api', 'cart'], orgId: '1' });
  });

  it('tells what fails, what is missing and what is not supported, panel by panel', async () => {
    await show();
    expect(panel('Broken').querySelector('[role="alert"]')?.textContent).toContain('unclosed left parenthesis');
    expect(panel('Broken').textContent).toContain('broken(');
    expect(panel('Heat').textContent).toContain('Panel type heatmap is not supported yet');
    expect(panel('Elsewhere').textContent).toContain('gone (jaeger) is not provisioned');
    expect(panel('Table').querySelector('tbody')?.textContent).toContain('p17');
  });

  it('asks nothing for what is out of sight', async () => {
    await show();
    expect(asked.some(({ path }) => path.includes('/loki/'))).toBe(false);
    await act(async () => farAway(true));
    await settle();
    expect(asked.filter(({ path }) => path.includes('/loki/'))).toHaveLength(1);
  });

  it('shows text without running it', async () => {
    await show();
    expect(panel('Words').querySelector('strong')?.textContent).toBe('bold');
    expect(panel('Words').querySelector('img, a')).toBeNull();
    expect(panel('Words').textContent).toContain('{cart,api}');
  });

  it('shows one panel alone, with the way back', async () => {
    await show({ viewPanel: 'panel-1', from: 'now-5m', to: 'now' });
    expect(panel('Rate')).not.toBeNull();
    expect(panel('Heat')).toBeNull();
    await show({ viewPanel: 'panel-99' });
    expect(host.textContent).toContain('There is no panel 99 here');
  });
});
