/** Colours and fonts of the current theme as values a canvas understands. */
export interface ChartTheme {
  readonly grid: string;
  readonly axis: string;
  readonly cursor: string;
  readonly selection: string;
  readonly surface: string;
  readonly text: string;
  readonly muted: string;
  readonly accent: string;
  readonly danger: string;
  /** For `ctx.font`. */
  readonly font: string;
  readonly monoFont: string;
  /** Any CSS colour, `var(--…)` and `color-mix(…)` included, as the browser computes it. */
  readonly color: (css: string) => string;
}

/**
 * Reads the theme where `element` stands. Values are read once; take a new theme after `onThemeChange`. `color` keeps
 * what it resolved.
 */
export function readTheme(element: HTMLElement): ChartTheme {
  const style = getComputedStyle(element);
  const family = (token: string, fallback: string): string => style.getPropertyValue(token).trim() || fallback;
  const color = colorResolver(element);
  return {
    grid: color('var(--chart-grid)'),
    axis: color('var(--chart-axis)'),
    cursor: color('var(--chart-cursor)'),
    selection: color('var(--chart-selection)'),
    surface: color('var(--surface-panel)'),
    text: color('var(--text-primary)'),
    muted: color('var(--text-muted)'),
    accent: color('var(--accent)'),
    danger: color('var(--danger)'),
    font: `11px ${family('--font-text', 'sans-serif')}`,
    monoFont: `11px ${family('--font-mono', 'monospace')}`,
    color,
  };
}

function colorResolver(element: HTMLElement): (css: string) => string {
  const known = new Map<string, string>();
  return (css) => {
    const cached = known.get(css);
    if (cached !== undefined) return cached;
    // A probe in the document is the only way to have var() and color-mix() computed.
    const probe = element.ownerDocument.createElement('span');
    probe.hidden = true;
    probe.style.color = css;
    element.append(probe);
    const value = getComputedStyle(probe).color || css;
    probe.remove();
    known.set(css, value);
    return value;
  };
}

/** @param color any CSS colour @param alpha 0 … 1 */
export const withAlpha = (color: string, alpha: number): string =>
  `color-mix(in srgb, ${color} ${Math.round(alpha * 1000) / 10}%, transparent)`;

/** Calls back when the theme was switched, by the reader or the system. @returns how to stop. */
export function onThemeChange(callback: () => void): () => void {
  const root = document.documentElement;
  const observer = new MutationObserver(callback);
  observer.observe(root, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] });
  const media = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : null;
  media?.addEventListener('change', callback);
  return () => {
    observer.disconnect();
    media?.removeEventListener('change', callback);
  };
}
