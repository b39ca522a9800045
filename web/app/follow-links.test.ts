import { afterEach, describe, expect, it } from 'vitest';
import { followLinks } from './follow-links.ts';

describe('followLinks', () => {
  afterEach(() => document.body.replaceChildren());

  /** What a click on the first element of the markup opens; null when it is left to the browser. */
  function clicked(markup: string, init: MouseEventInit = {}): string | null {
    document.body.innerHTML = markup;
    let opened: string | null = null;
    const stop = followLinks(document, (href) => (opened = href));
    // jsdom cannot navigate and says so; a click that is left alone is all we want to know.
    document.body.addEventListener('click', () => undefined);
    const event = new MouseEvent('click', { bubbles: true, cancelable: true, button: 0, ...init });
    const swallow = (late: Event): void => late.preventDefault();
    window.addEventListener('click', swallow);
    document.querySelector('[data-click]')!.dispatchEvent(event);
    window.removeEventListener('click', swallow);
    stop();
    return opened;
  }

  it('follows links of ours, from what is inside them too', () => {
    expect(clicked('<a data-click href="/explore?a=1#x">x</a>')).toBe('/explore?a=1#x');
    expect(clicked('<a href="/d/x"><b data-click>x</b></a>')).toBe('/d/x');
  });

  it.each([
    ['another site', '<a data-click href="https://example.org/">x</a>', {}],
    ['a new tab', '<a data-click href="/x" target="_blank">x</a>', {}],
    ['a download', '<a data-click href="/x" download>x</a>', {}],
    ['an API answer', '<a data-click href="/api/health">x</a>', {}],
    ['a place in the page', '<a data-click href="#main">x</a>', {}],
    ['Ctrl', '<a data-click href="/x">x</a>', { ctrlKey: true }],
    ['the middle button', '<a data-click href="/x">x</a>', { button: 1 }],
    ['no link', '<button data-click>x</button>', {}],
  ])('leaves %s to the browser', (_name, markup, init) => {
    expect(clicked(markup, init)).toBeNull();
  });
});
