import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epochMs } from '../../server/contract/units.ts';
import { hostJumpMenu, type JumpMenuRequest, type JumpSubject, menuFor, registerPlace } from './jump-places.ts';
import type { Jumps } from './pane.ts';

const jumps: Jumps = { sources: [], resolve: () => [], href: () => '', open: () => undefined };
const range = { from: epochMs(0), to: epochMs(1) };
const subject = (title: string): JumpSubject => ({
  title,
  context: { kind: 'service', sourceUid: null, range, service: 'cart' },
});

describe('jump places', () => {
  let stop: () => void;
  let openHere: () => void;
  let requests: JumpMenuRequest[];

  beforeEach(() => {
    document.body.innerHTML = `
      <div id="list" tabindex="0" aria-activedescendant="two">
        <div id="one"><button id="inner">x</button></div>
        <div id="two"></div>
      </div>
      <div id="chart" tabindex="0"></div>
      <p id="text">some text</p>`;
    requests = [];
    ({ stop, openHere } = hostJumpMenu(document, (request) => requests.push(request)));
    for (const id of ['one', 'two', 'chart', 'text']) {
      registerPlace(at(id), { jumps, ask: ({ spot }) => subject(`${id}${spot ? ' by pointer' : ''}`) });
    }
  });
  afterEach(() => stop());

  const at = (id: string): HTMLElement => document.querySelector<HTMLElement>(`#${id}`)!;
  const titles = () => requests.map((request) => request.subject.title);
  const point = (id: string) =>
    at(id).dispatchEvent(new MouseEvent('pointermove', { bubbles: true, clientX: 7, clientY: 9 }));
  const press = (key: string) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  const menu = (id: string, more: MouseEventInit = { button: 2 }) => {
    const event = new MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...more });
    at(id).dispatchEvent(event);
    return event.defaultPrevented;
  };

  it('finds the nearest place, and the one around it where the nearest has nothing to say', () => {
    registerPlace(at('inner'), { jumps, ask: () => null });
    expect(menuFor({ element: at('inner'), spot: null })?.subject.title).toBe('one');
    expect(menuFor({ element: document.body, spot: null })).toBeNull();
  });

  it('forgets a place only if it is still the one that was given up', () => {
    const stale = registerPlace(at('chart'), { jumps, ask: () => subject('old') });
    registerPlace(at('chart'), { jumps, ask: () => subject('new') });
    stale();
    expect(menuFor({ element: at('chart'), spot: null })?.subject.title).toBe('new');
  });

  it('by key opens what the pointer is over if it moved last, else what has the focus', () => {
    at('list').focus();
    openHere();
    point('chart');
    openHere();
    expect(requests.at(-1)?.spot).toEqual({ x: 7, y: 9 });
    press('ArrowDown');
    openHere();
    point('chart');
    at('chart').remove();
    openHere();
    expect(titles()).toEqual(['two', 'chart by pointer', 'two', 'two']);
  });

  it('opens by right-click and by the menu key, but not over selected text', () => {
    expect(menu('inner')).toBe(true);
    at('list').focus();
    expect(menu('list', { button: 0 })).toBe(true);
    expect(menu('text')).toBe(true);
    document.getSelection()?.selectAllChildren(at('text'));
    expect(menu('text')).toBe(false);
    expect(menu('one')).toBe(true);
    expect(titles()).toEqual(['one by pointer', 'two', 'text by pointer', 'one by pointer']);
  });

  it('hears nothing once stopped', () => {
    stop();
    expect(menu('one')).toBe(false);
    expect(requests).toEqual([]);
  });
});
