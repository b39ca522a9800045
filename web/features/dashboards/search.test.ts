import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../server/contract/units.ts';
import { readSearch, searchHref, toSearchRange, withPanel, withRange, withRefresh, withVariable } from './search.ts';

describe('a dashboard URL', () => {
  it('reads what Grafana writes', () => {
    const view = readSearch({
      from: 'now-1h',
      to: 'now',
      refresh: '5s',
      'var-a': 'x',
      'var-b': ['y', 'z'],
      viewPanel: 'panel-3',
    });
    expect(view).toMatchObject({ range: { from: 'now-1h', to: 'now' }, refresh: '5s', viewPanel: 3 });
    expect(Object.fromEntries(view.asked)).toEqual({ a: ['x'], b: ['y', 'z'] });
    expect(readSearch({ viewPanel: '7' }).viewPanel).toBe(7);
    expect(readSearch({ viewPanel: 'x' }).viewPanel).toBeNull();
  });

  it('leaves the dashboard its own range and refresh unless told', () => {
    expect(readSearch({})).toMatchObject({ range: null, refresh: null });
    expect(readSearch({ refresh: '' }).refresh).toBe('');
    expect(readSearch({ from: 'now-2d' }).range).toEqual({ from: 'now-2d', to: 'now' });
  });

  it('takes a centre and a window', () => {
    expect(readSearch({ time: '1000000', 'time.window': '10000' }).range).toEqual({ from: '995000', to: '1005000' });
    expect(readSearch({ time: '1000000', 'time.window': '10s' }).range).toEqual({ from: '995000', to: '1005000' });
  });

  it('changes one thing and keeps the rest', () => {
    const search = { orgId: '1', time: '5', 'time.window': '2', 'var-a': 'x' };
    expect(withRange(search, { from: '1', to: '2' })).toEqual({ orgId: '1', 'var-a': 'x', from: '1', to: '2' });
    expect(withVariable(search, 'a', ['p', 'q'])['var-a']).toEqual(['p', 'q']);
    expect(withVariable(search, 'a', [])['var-a']).toBe('');
    expect(withRefresh(search, '')['refresh']).toBe('');
    expect(withPanel(withPanel(search, 4), null)).toEqual(search);
    expect(withPanel(search, 4)['viewPanel']).toBe('panel-4');
    expect(toSearchRange({ from: epochMs(1.5), to: epochMs(2.5) })).toEqual({ from: '1', to: '3' });
    expect(searchHref({ 'var-a': ['p q', 'r'], x: undefined })).toBe('?var-a=p+q&var-a=r');
  });
});
