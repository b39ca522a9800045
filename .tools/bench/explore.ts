import { type Browser, chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import type { Measurement } from './measurement.ts';
import { buildIfStale } from '../build.ts';
import { findChromium } from '../chromium.ts';
import { logLines, SCREENFUL } from './log-lines.ts';
import { startServerProcess } from './server-process.ts';

const LINES = 10_000;
const ROUNDS = 9;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

const panes = (datasource: string, query: Readonly<Record<string, unknown>>): string => {
  const pane = { datasource, queries: [{ refId: 'A', ...query }], range: { from: 'now-30m', to: 'now-2m' } };
  return `/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify({ abc: pane }))}`;
};

/** Explore in a browser, with 10,000 lines on screen: what links, the menu and jumps cost. */
export async function measureExplore(): Promise<readonly Measurement[]> {
  await buildIfStale();
  const server = await startServerProcess();
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    return [
      ...(await measureLinks(browser, server.url)),
      ...(await measureLines(browser, server.url)),
      ...(await measureJump(browser, server.url)),
    ];
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ baseURL: url, viewport: { width: 1440, height: 900 } });
  await page.addInitScript(installTimer);
  return page;
}

/** The traces of real requests, so that jumps find something. */
async function traceIds(url: string, limit: number): Promise<readonly string[]> {
  const now = Date.now();
  const answer = await fetch(`${url}/api/v1/tempo/tempo/search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: '{ resource.service.name = "payment" }',
      start: now - 1_800_000,
      end: now - 120_000,
      limit,
    }),
  });
  const { traces } = (await answer.json()) as { readonly traces: readonly { readonly traceId: string }[] };
  return traces.map(({ traceId }) => traceId);
}

/** The rules alone, in the browser's own engine, over ever new rows: nothing is known of any of them before. */
async function measureLinks(browser: Browser, url: string): Promise<readonly Measurement[]> {
  const entry = new URL('resolve-in-page.ts', import.meta.url).pathname;
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: true, lib: { entry, formats: ['iife'], name: 'bench' } },
  });
  const code = [built].flat().flatMap((one) => ('output' in one ? one.output : []))[0];
  if (code?.type !== 'chunk') throw new Error('the rules were not bundled');
  const page = await openPage(browser, url);
  await page.goto('/');
  await page.evaluate(code.code);
  const answer = logLines({ count: LINES, traceIds: await traceIds(url, 20) });
  const times = await page.evaluate(
    async ({ logs, size }) => {
      const read = async (path: string): Promise<unknown> => (await fetch(path)).json();
      const { sources } = (await read('/api/v1/sources')) as { sources: never[] };
      const vocabulary = (await read('/api/v1/correlate/vocabulary')) as never[];
      const { resolveScreenful } = globalThis as unknown as {
        resolveScreenful: (ask: object) => { found: number };
      };
      return Array.from({ length: Math.floor(logs.lines.length / size) }, (_, at) => {
        const began = performance.now();
        const { found } = resolveScreenful({ logs, from: at * size, size, sources, vocabulary });
        if (found < size) throw new Error('rows without a link');
        return performance.now() - began;
      });
    },
    { logs: answer.logs, size: SCREENFUL },
  );
  await page.close();
  const [first = NaN, ...rest] = times;
  return [
    { name: `links of ${SCREENFUL} lines, the first screenful of a page`, value: first, unit: 'ms' },
    {
      name: `links of ${SCREENFUL} lines, median of ${rest.length} screenfuls`,
      value: median(rest),
      unit: 'ms',
      promise: { atMost: 5 },
    },
  ];
}

interface Timer {
  /** From the next trusted event of that type to the frame after what the selector finds is on screen, ms. */
  readonly until: (event: string, selector: string) => Promise<number>;
}

/** Runs in the page. An event's own time stamp is when the browser got it, before any of our code ran. */
function installTimer(): void {
  const painted = (): Promise<number> =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.addEventListener('message', () => resolve(performance.now()), { once: true });
        channel.port1.start();
        channel.port2.postMessage(null);
      });
    });
  const isSeen = (selector: string): boolean => {
    const element = document.querySelector(selector);
    if (!element) return false;
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && getComputedStyle(element).visibility === 'visible';
  };
  const until = (type: string, selector: string): Promise<number> =>
    new Promise((resolve) => {
      const begin = async (event: Event): Promise<void> => {
        for (let now = await painted(); ; now = await painted()) {
          if (isSeen(selector)) return resolve(now - event.timeStamp);
        }
      };
      window.addEventListener(type, (event) => void begin(event), { once: true, capture: true });
    });
  Object.assign(window, { bench: { until } satisfies Timer });
}

async function timed(page: Page, what: { event: string; selector: string }, act: () => Promise<void>): Promise<number> {
  const time = page.evaluateHandle(({ event, selector }) => {
    const { bench } = window as unknown as { bench: Timer };
    return { done: bench.until(event, selector) };
  }, what);
  const handle = await time;
  await act();
  return handle.evaluate(({ done }) => done);
}

const rowAt = (page: Page, index: number) => page.getByRole('treegrid').getByRole('row').nth(index);

async function showLines(page: Page, url: string): Promise<void> {
  const answer = logLines({ count: LINES, traceIds: await traceIds(url, 20) });
  await page.route('**/api/v1/loki/loki/query-range', (route) => route.fulfill({ json: answer }));
  await page.goto(panes('loki', { expr: '{service_name="payment"}' }));
  await page.getByText(`${LINES.toLocaleString('en')} lines`).waitFor();
  await rowAt(page, 5).waitFor();
}

async function measureLines(browser: Browser, url: string): Promise<readonly Measurement[]> {
  const page = await openPage(browser, url);
  await showLines(page, url);
  const menus: number[] = [];
  for (let round = 0; round < ROUNDS * 2; round++) {
    const row = page
      .getByRole('treegrid')
      .getByRole('row')
      .nth(3 + round);
    const open = () => row.click({ button: 'right', position: { x: 300, y: 10 } });
    menus.push(await timed(page, { event: 'contextmenu', selector: '[role="menu"]' }, open));
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
  }
  const longest = await page.evaluate(async () => {
    const scroller = document.querySelector('[role="treegrid"]');
    if (!scroller) throw new Error('no lines');
    let most = 0;
    const tasks = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) most = Math.max(most, duration);
    });
    tasks.observe({ type: 'longtask' });
    for (let screen = 0; screen < 40; screen++) {
      scroller.scrollBy(0, scroller.clientHeight);
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    tasks.disconnect();
    return most;
  });
  await page.close();
  const [first = NaN, ...rest] = menus;
  return [
    { name: 'jump menu, from the click to its frame, first of a page', value: first, unit: 'ms' },
    {
      name: `jump menu, the same, median of ${rest.length}`,
      value: median(rest),
      unit: 'ms',
      promise: { atMost: 50 },
      note: `slowest ${Math.max(...rest).toFixed(0)} ms`,
    },
    {
      name: `longest task over 50 ms while 40 screenfuls of ${LINES.toLocaleString('en')} lines go by`,
      value: longest,
      unit: 'ms',
      promise: { atMost: 50 },
      note: 'none counts as 0',
    },
  ];
}

const TREE = '[data-signal="traces"] [role="treeitem"]';

/** A jump from one of 10,000 lines to its trace, against the same query run alone in a pane of its own. */
async function measureJump(browser: Browser, url: string): Promise<readonly Measurement[]> {
  const [alone, frames, jumps]: [number[], number[], number[]] = [[], [], []];
  const ids = await traceIds(url, ROUNDS);
  for (const id of ids) {
    const page = await openPage(browser, url);
    await page.goto(panes('tempo', { queryType: 'traceql', query: '' }));
    await page.locator('.monaco-editor').first().click();
    await page.keyboard.insertText(id);
    const run = page.getByRole('button', { name: 'Run', exact: true });
    alone.push(await timed(page, { event: 'click', selector: TREE }, () => run.click()));
    await page.close();
  }
  for (let round = 0; round < ids.length; round++) {
    const page = await openPage(browser, url);
    await showLines(page, url);
    const link = rowAt(page, 3 + round).getByRole('link', { name: /trace/i });
    const frame = page.evaluateHandle(() => {
      const { bench } = window as unknown as { bench: Timer };
      return { done: bench.until('click', '[data-signal="traces"] header') };
    });
    const seen = await frame;
    jumps.push(await timed(page, { event: 'click', selector: TREE }, () => link.click()));
    frames.push(await seen.evaluate(({ done }) => done));
    await page.close();
  }
  return [
    {
      name: 'a jump shows its pane’s frame, median',
      value: median(frames),
      unit: 'ms',
      promise: { atMost: 100 },
      note: `slowest ${Math.max(...frames).toFixed(0)} ms`,
    },
    { name: 'the trace’s query alone, from Run to its spans, median', value: median(alone), unit: 'ms' },
    { name: 'a jump to the same, from the click to its spans, median', value: median(jumps), unit: 'ms' },
    {
      name: 'jump : query alone',
      value: median(jumps) / median(alone),
      unit: '×',
      promise: { atMost: 1.2 },
    },
  ];
}
