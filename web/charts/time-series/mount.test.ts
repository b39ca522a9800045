import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Exemplar } from '../../../server/contract/metrics.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { createCursor } from '../../lib/cursor.ts';
import type { mountTimeSeries as Mount, TimeSeriesIsland } from './mount.ts';
import type { TimeSeriesProps } from './props.ts';

/** jsdom draws nothing: a canvas that takes every call is enough for what the island does around its pixels. */
function fakeCanvas(): void {
  const anything: CanvasRenderingContext2D = new Proxy({} as CanvasRenderingContext2D, {
    get: (target, name) =>
      Reflect.get(target, name) ?? (name === 'measureText' ? () => ({ width: 30 }) : () => anything),
    set: (target, name, value) => Reflect.set(target, name, value),
  });
  vi.stubGlobal(
    'Path2D',
    class {
      addPath() {}
      arc() {}
      lineTo() {}
      moveTo() {}
      rect() {}
      closePath() {}
      roundRect() {}
    },
  );
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockImplementation((() => anything) as never);
}

const props = (more: Partial<TimeSeriesProps> = {}): TimeSeriesProps => ({
  label: 'Latency',
  range: { from: epochMs(0), to: epochMs(30_000) },
  times: Float64Array.of(0, 10_000, 20_000, 30_000),
  series: [
    { key: 'a', name: '<b>p50</b>', color: 'var(--series-1)', values: Float64Array.of(1, 2, 3, 4), unit: 's' },
    { key: 'b', name: 'p99', color: 'var(--series-2)', values: Float64Array.of(5, 6, 7, 8), unit: 's' },
  ],
  ...more,
});
const traceId = (time: number): string => String(time).padStart(32, 'f');
const exemplar = (time: number, value: number): Exemplar => ({
  seriesLabels: {},
  labels: { trace_id: traceId(time) },
  value,
  time: epochMs(time),
});

describe('mountTimeSeries', () => {
  let mount: typeof Mount;
  let host: HTMLElement;
  let island: TimeSeriesIsland | null = null;

  beforeAll(async () => {
    vi.stubGlobal('matchMedia', () => ({ addEventListener() {}, removeEventListener() {}, matches: false }));
    mount = (await import('./mount.ts')).mountTimeSeries;
  });
  beforeEach(() => {
    fakeCanvas();
    host = document.body.appendChild(document.createElement('div'));
  });
  afterEach(() => {
    island?.destroy();
    host.remove();
  });

  const show = async (given: TimeSeriesProps): Promise<HTMLElement> => {
    island = mount(host, { props: given, size: { width: 400, height: 200 } });
    await new Promise<void>((done) => queueMicrotask(done));
    return host.querySelector<HTMLElement>('[aria-roledescription="chart"]')!;
  };
  const press = (chart: HTMLElement, key: string, shiftKey = false): void => {
    chart.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }));
  };
  const said = (chart: HTMLElement): string => chart.querySelector('[aria-live]')?.textContent ?? '';

  it('is a focusable, named chart that says where the keyboard stands', async () => {
    const chart = await show(props());
    expect(chart.tabIndex).toBe(0);
    expect(chart.getAttribute('aria-label')).toBe('Latency');
    press(chart, 'ArrowLeft');
    expect(said(chart)).toContain('<b>p50</b>: 4');
    press(chart, 'ArrowLeft');
    expect(said(chart)).toContain('<b>p50</b>: 3');
    expect(chart.querySelector('b')).toBeNull();
  });

  it('names exemplars and opens them by click and by Enter', async () => {
    const onExemplar = vi.fn<NonNullable<TimeSeriesProps['onExemplar']>>();
    const chart = await show(props({ exemplars: [exemplar(5000, 2), exemplar(25_000, 900)], onExemplar }));
    const marks = [...chart.querySelectorAll('button')];
    expect(marks.map((mark) => mark.getAttribute('aria-label'))).toEqual([
      expect.stringContaining(`trace ${traceId(5000)}`),
      expect.stringContaining(`trace ${traceId(25_000)}`),
    ]);
    expect(marks[1]?.dataset['clamped']).toBe('true');
    marks[0]?.click();
    expect(onExemplar.mock.lastCall?.[0].labels).toEqual({ trace_id: traceId(5000) });
    press(chart, 'ArrowRight', true);
    press(chart, 'ArrowRight', true);
    press(chart, 'Enter');
    expect(onExemplar.mock.lastCall?.[0].labels).toEqual({ trace_id: traceId(25_000) });
  });

  it('keeps one button for one exemplar when new ones come', async () => {
    const onExemplar = vi.fn<NonNullable<TimeSeriesProps['onExemplar']>>();
    const chart = await show(props({ exemplars: [exemplar(15_000, 2)], onExemplar }));
    const button = chart.querySelector('button')!;
    island?.update(props({ exemplars: [exemplar(5000, 2), exemplar(15_000, 2), exemplar(25_000, 2)], onExemplar }));
    await new Promise<void>((done) => queueMicrotask(done));
    expect([...chart.querySelectorAll('button')].indexOf(button)).toBe(1);
    button.click();
    expect(onExemplar.mock.lastCall?.[0].time).toBe(15_000);
  });

  it('opens points and zooms by keys', async () => {
    const onSpot = vi.fn<NonNullable<TimeSeriesProps['onSpot']>>();
    const onZoom = vi.fn<NonNullable<TimeSeriesProps['onZoom']>>();
    const chart = await show(props({ onSpot, onZoom }));
    press(chart, 'ArrowLeft');
    press(chart, 'ArrowUp');
    press(chart, 'Enter');
    const point = { kind: 'point', seriesKey: 'b', time: 30_000, value: 8 };
    expect(onSpot.mock.lastCall?.[0].spot).toEqual(point);
    expect(island?.spotAt(null)?.spot).toEqual(point);
    press(chart, ' ');
    press(chart, 'ArrowLeft');
    press(chart, 'ArrowLeft');
    expect(island?.spotAt(null)?.spot).toEqual({
      kind: 'stretch',
      seriesKey: 'b',
      range: { from: 10_000, to: 30_000 },
    });
    press(chart, 'Enter');
    expect(onZoom.mock.calls).toEqual([[{ from: 10_000, to: 30_000 }]]);
    expect(onSpot).toHaveBeenCalledTimes(1);
    expect(island?.spotAt(null)).toBeNull();
  });

  it('takes its tooltip away when it is asked what a menu is to be about', async () => {
    const chart = await show(props());
    const tooltip = chart.querySelector<HTMLElement>('[popover]')!;
    press(chart, 'ArrowLeft');
    expect(tooltip.dataset['open']).toBe('true');
    island?.spotAt(null);
    expect(tooltip.dataset['open']).toBe('false');
  });

  it('takes new data and structure without losing the element, and leaves a point that is gone', async () => {
    const chart = await show(props());
    press(chart, 'ArrowLeft');
    island?.update(props({ label: 'Other', times: new Float64Array(), series: [] }));
    expect(host.firstElementChild).toBe(chart);
    expect(chart.getAttribute('aria-label')).toBe('Other');
    expect(chart.querySelectorAll('.uplot')).toHaveLength(1);
    press(chart, 'ArrowLeft');
    island?.resize({ width: 200, height: 100 });
  });

  it('draws its line where another view points, at its own scale, and clears it', async () => {
    const cursor = createCursor();
    const line = (): string => host.querySelector<HTMLElement>('.u-cursor-x')!.style.transform;
    await show(props({ cursor }));
    cursor.move(epochMs(15_000), 'list');
    const middle = line();
    expect(middle).toMatch(/translate\(\d/);
    island?.update(props({ cursor, range: { from: epochMs(0), to: epochMs(60_000) } }));
    await new Promise<void>((done) => queueMicrotask(done));
    expect(line()).toMatch(/translate\(\d/);
    expect(line()).not.toBe(middle);
    cursor.move(epochMs(90_000), 'list');
    expect(line()).toMatch(/translate\(-10/);
  });

  it('tells others where its keyboard stands, and that it left', async () => {
    const cursor = createCursor();
    const chart = await show(props({ cursor }));
    press(chart, 'ArrowLeft');
    expect(cursor.time()).toBe(30_000);
    press(chart, 'ArrowLeft');
    expect(cursor.time()).toBe(20_000);
    press(chart, 'Escape');
    expect(cursor.time()).toBeNull();
    press(chart, 'ArrowLeft');
    island?.destroy();
    island = null;
    expect(cursor.time()).toBeNull();
  });

  it('leaves nothing behind', async () => {
    await show(props({ exemplars: [exemplar(5000, 2)] }));
    island?.destroy();
    island = null;
    expect(host.childElementCount).toBe(0);
  });

  it('lets other keys through', async () => {
    const chart = await show(props());
    const event = new KeyboardEvent('keydown', { key: 'k', bubbles: true, cancelable: true });
    chart.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
  });
});
