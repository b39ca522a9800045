import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';

/** Messages that a browser writes by itself when a test makes an upstream fail on purpose. */
const HTTP_FAILURE = /^Failed to load resource: the server responded with a status of (4|5)\d\d/;

interface Options {
  /** Journeys that provoke error answers; the browser logs those whatever the page does. */
  readonly allowFailedRequests: boolean;
}

/** A page whose console must stay silent. */
export const test = base.extend<Options & { readonly silence: void }>({
  allowFailedRequests: [false, { option: true }],
  silence: [
    async ({ page, allowFailedRequests }, use) => {
      const said: string[] = [];
      page.on('console', (message) => {
        const text = message.text();
        if (allowFailedRequests && HTTP_FAILURE.test(text)) return;
        said.push(`${message.type()}: ${text}`);
      });
      page.on('pageerror', (error) => said.push(`uncaught: ${error.message}`));
      await use();
      expect(said, 'the browser console stays silent').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect } from '@playwright/test';

/** No violation of WCAG 2.2 AA that axe can find, in the theme the page is in. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    // They stand around an open popup and hand the focus on as soon as they get it; axe takes them for traps.
    .exclude('[data-base-ui-focus-guard]')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const found = violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map((node) => `${node.target.join(' ')} (${node.any[0]?.message ?? ''})`).join('; ')}`,
  );
  expect(found, 'axe finds nothing').toEqual([]);
}
