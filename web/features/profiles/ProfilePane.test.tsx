import { QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Context, Jump } from '../../../server/contract/jump.ts';
import type { AbsoluteRange, PyroscopeTarget } from '../../../server/contract/query.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { JumpsContext, type Jumps } from '../../lib/pane.ts';
import { createQueryClient } from '../../lib/query-client.ts';
import { profileFromText } from '../../signals/profile/profile-from-text.ts';
import { ProfilePane } from './ProfilePane.tsx';
import { until } from '../../lib/testing.ts';

const CPU = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';
const WALL = 'wall:wall:nanoseconds:wall:nanoseconds';
const source = { uid: 'pyro', name: 'My Pyroscope', type: 'grafana-pyroscope-datasource' } as SourceInfo;
const range = { from: epochMs(1_700_000_000_000), to: epochMs(1_700_003_600_000) };
const target: PyroscopeTarget = {
  refId: 'A',
  queryType: 'both',
  profileTypeId: CPU,
  labelSelector: '{service_name="cart"}',
};
const profile = profileFromText('main\n  http 2000000000\n    query 6000000000\n  gc 4000000000', 'nanoseconds');
const types = [CPU, WALL].map((id) => ({
  id,
  name: id.split(':')[0],
  sampleType: id.split(':')[1],
  sampleUnit: 'nanoseconds',
}));
const noSeries = { resultType: 'matrix', times: [], series: [], meta: {} };

type Answers = Readonly<Record<string, unknown>>;
const answers: Answers = {
  'profile-types': types,
  'label-values': ['cart', 'payment'],
  series: noSeries,
  'flame-graph': profile,
};

describe('ProfilePane', () => {
  let host: HTMLElement;
  let root: Root;
  const asked: { path: string; body: unknown }[] = [];
  const changes: PyroscopeTarget[] = [];
  const contexts: Context[] = [];
  const ranges: AbsoluteRange[] = [];
  const jump: Jump = { kind: 'external', id: 'j', title: 'Logs of cart', rule: 'test', href: '/logs', newTab: false };
  const jumps: Jumps = {
    sources: [],
    resolve: (context) => {
      contexts.push(context);
      return [jump];
    },
    href: () => '/logs',
    open: () => undefined,
  };

  async function show(shown: PyroscopeTarget, given: Answers = answers) {
    vi.stubGlobal('fetch', async (input: Request | URL | string, init?: RequestInit) => {
      const path = new URL(String(input), 'http://x').pathname.split('/').at(-1) ?? '';
      asked.push({ path, body: typeof init?.body === 'string' ? JSON.parse(init.body) : null });
      const answer = given[path];
      if (answer instanceof Response) return answer.clone();
      return Response.json(answer);
    });
    await act(async () => {
      root.render(
        <QueryClientProvider client={createQueryClient()}>
          <JumpsContext value={jumps}>
            <ProfilePane
              source={source}
              target={shown}
              range={range}
              onTargetChange={(change) => changes.push(change)}
              onRangeChange={(change) => ranges.push(change)}
            />
          </JumpsContext>
        </QueryClientProvider>,
      );
    });
    await until(() => expect(host.querySelector('[aria-label=Loading]')).toBeNull());
  }
  const button = (name: string | RegExp) =>
    [...host.querySelectorAll('button')].find((one) => {
      const own = one.getAttribute('aria-label') ?? one.textContent ?? '';
      return typeof name === 'string' ? own === name : name.test(own);
    });
  const click = (name: string | RegExp) => act(async () => button(name)?.click());

  beforeEach(() => {
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
    vi.stubGlobal('matchMedia', () => ({ addEventListener() {}, removeEventListener() {}, matches: false }));
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe() {}
        unobserve() {}
        disconnect() {}
      },
    );
    Object.assign(SVGElement.prototype, { transform: { baseVal: { consolidate: () => null } } });
    // Without a layout nothing would be in sight of a virtual list.
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
    vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(600);
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(24);
    host = document.body.appendChild(document.createElement('div'));
    root = createRoot(host);
    for (const list of [asked, changes, contexts, ranges]) list.length = 0;
  });
  afterEach(async () => {
    await act(async () => root.unmount());
    host.remove();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  it('shows totals, the flame graph and the table, and where one can go', async () => {
    await show(target);
    expect(host.textContent?.replaceAll('\u00a0', ' ')).toContain('12 s · 4 functions');
    expect(host.querySelector('[role=list]')?.getAttribute('aria-label')).toBe('4 functions');
    await until(() => expect(host.querySelector('[aria-roledescription="flame graph"]')).not.toBeNull());
    expect(host.querySelector('nav[aria-label="From this profile"] a')?.textContent).toBe('Logs of cart');
    expect(contexts.at(-1)).toMatchObject({ kind: 'stack-frame', profileTypeId: CPU, frameName: 'total' });
    expect(asked.find(({ path }) => path === 'flame-graph')?.body).toMatchObject({
      profileTypeId: CPU,
      labelSelector: '{service_name="cart"}',
    });
  });

  it('picks a type when none was chosen', async () => {
    await show({ ...target, profileTypeId: '' });
    expect(button(/^Profile type:/)?.getAttribute('aria-label')).toBe('Profile type: process_cpu / cpu');
    expect(asked.find(({ path }) => path === 'flame-graph')?.body).toMatchObject({ profileTypeId: CPU });
  });

  it('asks for the samples of a span until its chip is removed', async () => {
    await show({ ...target, spanSelector: ['00000000000000a1'] });
    expect(asked.find(({ path }) => path === 'flame-graph')?.body).toMatchObject({
      spanSelector: ['00000000000000a1'],
    });
    await click('Remove span 00000000000000a1');
    expect(changes).toEqual([{ ...target, spanSelector: [] }]);
  });

  it('says that there is nothing, and offers what there is', async () => {
    await show(target, { ...answers, 'flame-graph': profileFromText(''), 'label-values': [CPU, WALL] });
    await until(() => expect(button('wall')).toBeDefined());
    expect(host.querySelector('[role=status]')?.textContent).toContain('My Pyroscope has no process_cpu / cpu profile');
    await click('wall');
    expect(changes).toEqual([{ ...target, profileTypeId: WALL }]);
  });

  it('says of an empty span that the service may have more', async () => {
    await show({ ...target, spanSelector: ['00000000000000a1'] }, { ...answers, 'flame-graph': profileFromText('') });
    expect(host.textContent).toContain('No samples of the span');
    await click('Show the whole service');
    expect(changes.at(-1)?.spanSelector).toEqual([]);
    await click('Look in three times the range');
    expect(ranges).toEqual([{ from: range.from - 3_600_000, to: range.to + 3_600_000 }]);
  });

  it.each([
    ['profile', ['flame-graph']],
    ['metrics', ['series']],
    ['both', ['flame-graph', 'series']],
  ] as const)('asks for what a query of type %s shows', async (queryType, paths) => {
    await show({ ...target, queryType });
    const data = asked.map(({ path }) => path).filter((path) => path === 'series' || path === 'flame-graph');
    expect(data.toSorted((a, b) => a.localeCompare(b))).toEqual(paths);
  });

  it('shows what the source said, and keeps its controls', async () => {
    const problem = {
      type: 'query-rejected',
      title: 'The data source rejected the query',
      status: 422,
      detail: '1:2: parse error: unexpected',
      position: 1,
    };
    const rejected = Response.json(problem, { status: 422 });
    await show(target, { ...answers, 'flame-graph': rejected });
    expect(host.querySelector('[role=alert]')?.textContent).toContain('1:2: parse error');
    expect(host.querySelector('[role=alert] mark')?.textContent).toBe('s');
    expect(host.querySelector('[aria-label="Profile query"]')).not.toBeNull();
  });

  it('finds functions, and sorts them', async () => {
    await show(target);
    const rows = () => [...host.querySelectorAll('[role=listitem] button')].map((row) => row.getAttribute('title'));
    await until(() => expect(rows()).toEqual(['query', 'gc', 'http', 'main']));
    await click(/^Total/);
    expect(rows()).toEqual(['main', 'http', 'query', 'gc']);
    const field = host.querySelector<HTMLInputElement>('[aria-label="Find functions"]');
    await act(async () => {
      if (!field) return;
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, 'HTTP');
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await until(() => expect(rows()).toEqual(['http']));
    expect(host.textContent).toContain('1 frame, 66.7 %');
  });
});
