import { serviceOf } from '../../../server/contract/correlation/identity.ts';
import type { Labels } from '../../../server/contract/answer.ts';
import { serviceColor } from '../../lib/service-color.ts';

/** How many `--series-…` tokens keep apart for colour-blind readers, in their fixed order. */
export const SERIES_COLORS = 8;

/** The token of the nth series; past the palette it starts over. */
export const paletteColor = (index: number): string => `var(--series-${(index % SERIES_COLORS) + 1})`;

/**
 * One colour per series as a CSS value. When every series belongs to another service, each takes its service's colour;
 * otherwise services would not tell the series apart, and the palette decides by position.
 */
export function seriesColors(sets: readonly Labels[]): readonly string[] {
  const services = sets.map(serviceOf);
  const distinct = new Set(services);
  const byService = !distinct.has(null) && distinct.size === sets.length;
  return services.map((service, i) => (byService && service !== null ? serviceColor(service) : paletteColor(i)));
}

const NAMED: Readonly<Record<string, string>> = {
  green: 'var(--success)',
  yellow: 'var(--warning)',
  orange: 'var(--signal-profiles)',
  red: 'var(--danger)',
  blue: 'var(--level-info)',
  purple: 'var(--signal-traces)',
  text: 'var(--text-primary)',
  white: 'var(--text-strong)',
  black: 'var(--surface-app)',
  gray: 'var(--text-muted)',
  grey: 'var(--text-muted)',
};
const SHADES: Readonly<Record<string, string>> = {
  'super-light': 'var(--text-strong) 45%',
  light: 'var(--text-strong) 22%',
  'semi-dark': 'var(--surface-app) 20%',
  dark: 'var(--surface-app) 38%',
};

/**
 * A colour as dashboards write it (`red`, `semi-dark-orange`, `#7eb26d`, `rgb(…)`, `transparent`) as a CSS value. Names
 * become our tokens, so that they fit both themes; anything that is not a plain colour is dropped.
 */
export function dashboardColor(color: string): string | null {
  const text = color.trim().toLowerCase();
  const named = lookup(NAMED, text);
  if (named) return named;
  const shade = /^(super-light|light|semi-dark|dark)-([a-z]+)$/.exec(text);
  const base = lookup(NAMED, shade?.[2] ?? '');
  const mix = lookup(SHADES, shade?.[1] ?? '');
  if (base && mix) return `color-mix(in oklab, ${base}, ${mix})`;
  if (/^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(text)) return text;
  if (/^(rgb|rgba|hsl|hsla)\([\d\s.,%/]+\)$/.test(text)) return text;
  return text === 'transparent' ? text : null;
}

const lookup = (table: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
