import { describe, expect, it } from 'vitest';
import type { SourceInfo } from '../../server/contract/source.ts';
import { pressKey } from '../lib/shortcuts.ts';
import { paletteGroups, traceIdIn } from './palette-items.ts';
import { parseSearch, stringifySearch } from './search-params.ts';
import { resolveTheme } from './theme.ts';

describe('search parameters', () => {
  it('stay text and repeat', () => {
    const search = 'from=1700000000000&var-x=1&var-x=true&var-y=&panes=%7B%22a%22%3A1%7D';
    expect(parseSearch(`?${search}`)).toEqual({
      from: '1700000000000',
      'var-x': ['1', 'true'],
      'var-y': '',
      panes: '{"a":1}',
    });
    expect(stringifySearch(parseSearch(search))).toBe(`?${search}`);
  });

  it('leave out what is undefined', () => {
    expect(stringifySearch({ a: undefined, b: [], c: null })).toBe('');
    expect(stringifySearch({ a: { b: 1 } })).toBe('?a=%7B%22b%22%3A1%7D');
  });

  it('take a hostile name as a name', () => {
    const found = parseSearch('__proto__=x&constructor=y');
    expect(Object.keys(found)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
  });
});

describe('palette', () => {
  const source = (uid: string, type: SourceInfo['type']): SourceInfo => ({
    uid,
    name: uid,
    type,
    isDefault: false,
    readOnly: true,
    embedded: true,
    settings: { derivedFields: [], exemplarTraceIdDestinations: [] },
    correlations: [],
  });
  const input = {
    dashboards: [
      {
        uid: 'shop',
        title: 'Shop overview',
        tags: [],
        folder: 'Demo',
        starred: false,
        provisioned: true,
        canSave: false,
      },
    ],
    sources: [source('loki', 'loki'), source('tempo', 'tempo')],
  };

  it.each([
    ['0123456789ABCDEF0123456789abcdef', '0123456789abcdef0123456789abcdef'],
    [' 0123456789abcdef ', '0123456789abcdef'],
    ['00-0123456789abcdef0123456789abcdef-0123456789abcdef-01', '0123456789abcdef0123456789abcdef'],
    ['0123456789abcde', null],
    ['shop', null],
  ])('finds the trace in %s', (text, expected) => {
    expect(traceIdIn(text)).toBe(expected);
  });

  it('puts a pasted trace first', () => {
    const groups = paletteGroups({ ...input, text: '0123456789abcdef' });
    expect(groups.map((group) => group.value)).toEqual(['Trace']);
    expect(groups[0]!.items[0]!.href).toBe('/trace/0123456789abcdef');
  });

  it('narrows by every word', () => {
    const values = (text: string) =>
      paletteGroups({ ...input, text }).flatMap((group) => group.items.map((item) => item.value));
    expect(values('overview shop')).toEqual(['dashboard:shop']);
    expect(values('explore tempo')).toEqual(['explore:tempo']);
    expect(values('')).toContain('page:home');
    expect(values('zzz')).toEqual([]);
  });
});

describe('shortcuts', () => {
  const known = ['g h', 'g e', '?', 'r', 'Mod+k'].map((keys) => ({ keys, label: keys, group: '' }));
  /** The shortcuts that a row of key presses triggers. */
  const typed = (...keys: string[]) => {
    let pending = '';
    return keys.flatMap((text) => {
      const mod = text.startsWith('Ctrl+');
      const result = pressKey(pending, { key: mod ? text.slice(5) : text, mod, alt: false }, known);
      pending = result.pending;
      return result.match ? [result.match.keys] : [];
    });
  };

  it('runs sequences, single keys and chords', () => {
    expect(typed('g', 'h')).toEqual(['g h']);
    expect(typed('?', 'r')).toEqual(['?', 'r']);
    expect(typed('Ctrl+K')).toEqual(['Mod+k']);
  });

  it('starts again after a wrong second key', () => {
    expect(typed('g', 'z', 'h')).toEqual([]);
    expect(typed('g', 'g', 'e')).toEqual(['g e']);
    expect(typed('g', 'r')).toEqual(['r']);
  });
});

describe('resolveTheme', () => {
  it('follows the system unless told otherwise', () => {
    expect(resolveTheme('system', true)).toBe('light');
    expect(resolveTheme('system', false)).toBe('dark');
    expect(resolveTheme('dark', true)).toBe('dark');
  });
});
