import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildFlameTree } from '../../signals/profile/flame-tree.ts';
import { profileFromText } from '../../signals/profile/profile-from-text.ts';
import { pruneToWidest } from '../../signals/profile/prune.ts';
import { frameText } from './frame-text.ts';
import { FrameWalk } from './frame-walk.ts';
import type { FlameGraphIsland, mountFlameGraph as Mount } from './mount.ts';
import type { FlameGraphProps } from './props.ts';

const tree = buildFlameTree(profileFromText('main\n  <b>http</b> 2\n    query 6000000\n  gc 4000000', 'nanoseconds'));
const root = pruneToWidest(tree, { limit: 100 });
const colorOf = () => 'red';
/** Numbers keep to their units by spaces that do not break. */
const plain = (text: string | null | undefined) => text?.replaceAll('\u00a0', ' ');

describe('FrameWalk', () => {
  const walk = new FrameWalk(root);
  const [main, http, query, gc] = [1, 2, 3, 4].map((row) => walk.find(row));

  it('goes up, down and sideways', () => {
    expect(main && walk.widestChild(main)).toBe(http);
    expect(query && walk.parent(query)).toBe(http);
    expect(http && walk.neighbour(http, 1)).toBe(gc);
    expect(gc && walk.neighbour(gc, -1)).toBe(http);
  });

  it('stays where there is nowhere to go', () => {
    expect([walk.parent(root), query && walk.widestChild(query), gc && walk.neighbour(gc, 1)]).toEqual([
      root,
      query,
      gc,
    ]);
    expect(walk.find(99)).toBe(root);
  });
});

describe('frameText', () => {
  it('says amounts and shares', () => {
    const frame = { name: 'f', value: 1_500_000_000, self: 0, row: 1, children: [] };
    const { name, total, self } = frameText(frame, 3_000_000_000, 'ns');
    expect([name, plain(total), plain(self)]).toEqual(['f', '1.50 s · 50.0 %', '0 s · 0 %']);
  });
});

describe('mountFlameGraph', () => {
  let mount: typeof Mount;
  let host: HTMLElement;
  let island: FlameGraphIsland;
  const selected: number[] = [];
  const props = (more: Partial<FlameGraphProps> = {}): FlameGraphProps => ({
    label: 'CPU of cart',
    root,
    focusRow: 0,
    unit: 'ns',
    matches: null,
    colorOf,
    onSelectFrame: (row) => selected.push(row),
    ...more,
  });
  const frames = () => [...host.querySelectorAll('g.frame')];
  const frame = (name: string) => frames().find((element) => element.getAttribute('name') === name);
  const press = (...keys: string[]) => {
    const group = host.querySelector('[role=group]');
    for (const key of keys)
      group?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  };
  const spoken = () => plain(host.querySelector('[aria-live]')?.textContent);

  beforeAll(async () => {
    // jsdom has no geometry of transforms, from which d3 starts its (empty) transitions.
    Object.assign(SVGElement.prototype, { transform: { baseVal: { consolidate: () => null } } });
    vi.stubGlobal('matchMedia', () => ({ addEventListener() {}, removeEventListener() {}, matches: false }));
    mount = (await import('./mount.ts')).mountFlameGraph;
  });
  beforeEach(() => {
    selected.length = 0;
    host = document.body.appendChild(document.createElement('div'));
    island = mount(host, { props: props(), size: { width: 1000 } });
  });
  afterEach(() => {
    island.destroy();
    host.remove();
  });

  it('draws a frame per node, with names as text', async () => {
    expect(frames().map((element) => element.getAttribute('name'))).toEqual([
      'total',
      'main',
      '<b>http</b>',
      'gc',
      'query',
    ]);
    expect(host.querySelector('b')).toBeNull();
    await expect.poll(() => frame('<b>http</b>')?.textContent).toBe('<b>http</b>');
    expect(host.querySelector('svg')?.getAttribute('height')).toBe('80');
  });

  it('tells which frame was clicked', () => {
    frame('query')?.dispatchEvent(new MouseEvent('click'));
    expect(selected).toEqual([3]);
  });

  it('selects the caller of a frame that stands for several', () => {
    island.update(props({ root: pruneToWidest(tree, { limit: 3 }) }));
    frame('other')?.dispatchEvent(new MouseEvent('click'));
    expect(selected).toHaveLength(1);
    expect(selected[0]).toBeGreaterThan(0);
  });

  it('gives the focused frame the whole width and drops what is beside it', () => {
    island.update(props({ focusRow: 2 }));
    expect(frame('gc')).toBeUndefined();
    expect(frame('<b>http</b>')?.getAttribute('width')).toBe('1000');
    expect(frame('main')?.classList.contains('fade')).toBe(true);
    island.update(props());
    expect(Number(frame('gc')?.getAttribute('width'))).toBeCloseTo(400, 0);
  });

  it('shows what a frame is worth while the pointer is on it', () => {
    frame('gc')?.dispatchEvent(new MouseEvent('mouseover', { clientX: 10, clientY: 10 }));
    const tooltip = [...host.querySelectorAll<HTMLElement>('div')].find((box) => box.querySelector('strong'));
    expect(tooltip?.hidden).toBe(false);
    expect(plain(tooltip?.textContent)).toBe('gcTotal 4 ms · 40.0 %Self 4 ms · 40.0 %');
    frame('gc')?.dispatchEvent(new MouseEvent('mouseout'));
    expect(tooltip?.hidden).toBe(true);
  });

  it('marks what a search found, and fades the rest', () => {
    const fill = (name: string) => frame(name)?.querySelector('rect')?.getAttribute('fill');
    const before = fill('gc');
    island.update(props({ matches: new Set(['query']) }));
    expect(
      frames()
        .filter((element) => element.hasAttribute('data-match'))
        .map((g) => g.getAttribute('name')),
    ).toEqual(['query']);
    expect(fill('query')).toBe(before);
    expect(fill('gc')).not.toBe(before);
  });

  it('is walked with arrow keys, spoken and entered', () => {
    press('ArrowDown', 'ArrowDown');
    expect(spoken()).toBe('<b>http</b>, total 6.00 ms · 60.0 %, self 2 ns · 0.0 %');
    press('ArrowRight');
    expect(frame('gc')?.hasAttribute('data-active')).toBe(true);
    press('Enter');
    expect(selected).toEqual([4]);
    press('Escape');
    expect(selected).toEqual([4]);
    island.update(props({ focusRow: 4 }));
    press('Escape');
    expect(selected).toEqual([4, 0]);
  });

  it('says what it is', () => {
    const group = host.querySelector('[role=group]');
    expect(group?.getAttribute('aria-label')).toMatch(/^CPU of cart\. /);
    expect(group?.getAttribute('tabindex')).toBe('0');
  });

  it('follows its place, and leaves it empty', () => {
    island.resize({ width: 500 });
    expect(frame('main')?.getAttribute('width')).toBe('500');
    island.destroy();
    expect(host.childElementCount).toBe(0);
  });
});
