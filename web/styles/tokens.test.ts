import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contrast, colorDistance, parseHex, type Rgb, seenBy } from './testing-colors.ts';

const web = join(import.meta.dirname, '..');
const tokens = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');

function styleSheets(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return styleSheets(path);
    return entry.name.endsWith('.css') && !path.endsWith('styles/tokens.css') ? [path] : [];
  });
}
const withoutComments = (css: string): string => css.replace(/\/\*[\s\S]*?\*\//g, '');

/** The declarations of a theme: those of `:root` and of its own block, later ones winning. */
function theme(name: 'dark' | 'light'): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, selector = '', body = ''] of withoutComments(tokens).matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const applies = /:root/.test(selector) || selector.includes(`'${name}'`);
    if (!applies || selector.includes('@media')) continue;
    for (const [, token = '', value = ''] of body.matchAll(/(--[\w-]+):\s*([^;]+);/g)) {
      if (selector.includes(`'${name}'`) || !found.has(token)) found.set(token, value.trim());
    }
  }
  return found;
}

function colorOf(values: ReadonlyMap<string, string>, token: string): Rgb {
  const value = values.get(token) ?? '';
  const reference = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
  return reference ? colorOf(values, reference) : parseHex(value);
}

const sheets = styleSheets(web).map((path) => ({
  name: relative(web, path),
  css: withoutComments(readFileSync(path, 'utf8')),
}));

describe('style sheets', () => {
  it('are found', () => {
    expect(sheets.length).toBeGreaterThan(20);
  });

  it.each(sheets)('$name uses semantic tokens only', ({ css }) => {
    const declarations = [...css.matchAll(/:\s*([^;{}]+);/g)].map(([, value = '']) => value);
    const raw = declarations.filter(
      (value) =>
        /#[0-9a-f]{3,8}\b/i.test(value) ||
        /\b(?:rgba?|hsla?|oklch|oklab|hwb|lch|lab)\(/i.test(value) ||
        /(?:^|[\s,(])(?:white|black|red|green|blue|gray|grey|orange|yellow|purple)(?:$|[\s,)])/i.test(value) ||
        value.includes('var(--p-'),
    );
    expect(raw).toEqual([]);
  });

  it.each(sheets)('$name asks only for tokens that exist', ({ css }) => {
    const known = new Set([...theme('dark').keys(), ...theme('light').keys()]);
    // `--x` and `--stat-color` are a component's own, set from its markup; `--text-…` can only be a token.
    const families = new Set([...known].filter((name) => name.split('-').length > 3).map((name) => name.split('-')[2]));
    const own = new Set([...css.matchAll(/(--[\w-]+)\s*:/g)].map(([, name = '']) => name));
    const asked = [...css.matchAll(/var\((--[\w-]+)/g)].map(([, name = '']) => name);
    const tokensAsked = asked.filter((name) => name.split('-').length > 3 && families.has(name.split('-')[2]));
    expect(tokensAsked.filter((name) => !known.has(name) && !own.has(name))).toEqual([]);
  });
});

describe.each(['dark', 'light'] as const)('the %s theme', (name) => {
  const values = theme(name);
  const color = (token: string): Rgb => colorOf(values, token);
  const surfaces = ['--surface-app', '--surface-panel', '--surface-raised', '--surface-inset', '--surface-hover'];
  const texts = [
    '--text-primary',
    '--text-secondary',
    '--text-muted',
    '--text-strong',
    '--link',
    '--danger',
    '--warning',
  ];

  it.each(texts)('%s can be read on every surface', (text) => {
    for (const surface of surfaces) expect(contrast(color(text), color(surface))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['critical', 'error', 'warn', 'info', 'debug'])('level %s can be read on a panel', (level) => {
    expect(contrast(color(`--level-${level}`), color('--surface-panel'))).toBeGreaterThanOrEqual(4.5);
  });

  it('writes queries so that they can be read', () => {
    for (const kind of ['keyword', 'function', 'label', 'string', 'number', 'operator', 'comment']) {
      expect(contrast(color(`--syntax-${kind}`), color('--surface-inset'))).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('shows text on the accent', () => {
    expect(contrast(color('--text-on-accent'), color('--accent'))).toBeGreaterThanOrEqual(4.5);
  });

  it('sets controls, focus and series apart from their surface', () => {
    const marks = ['--border-control', '--focus-ring', ...Array.from({ length: 12 }, (_, i) => `--series-${i + 1}`)];
    for (const mark of marks) expect(contrast(color(mark), color('--surface-panel'))).toBeGreaterThanOrEqual(3);
  });

  it('keeps eight series apart for every kind of colour vision', () => {
    const series = Array.from({ length: 8 }, (_, i) => color(`--series-${i + 1}`));
    for (const vision of ['normal', 'protanopia', 'deuteranopia', 'tritanopia'] as const) {
      series.forEach((a, i) =>
        series.slice(0, i).forEach((b) => {
          expect(colorDistance(seenBy(vision, a), seenBy(vision, b))).toBeGreaterThan(0.08);
        }),
      );
    }
  });
});
