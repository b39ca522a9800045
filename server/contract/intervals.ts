import type { AbsoluteRange } from './query.ts';

export interface IntervalScope {
  readonly range: AbsoluteRange;
  readonly stepMs: number;
  /** How often the source scrapes; Grafana's default is 15 s. ms */
  readonly scrapeMs?: number;
}

const DEFAULT_SCRAPE_MS = 15_000;

/** `1h30m`-free: the largest single unit that says it exactly, as PromQL and LogQL both read it. */
function durationText(ms: number): string {
  const whole = Math.max(1, Math.round(ms));
  if (whole % 86_400_000 === 0) return `${whole / 86_400_000}d`;
  if (whole % 3_600_000 === 0) return `${whole / 3_600_000}h`;
  if (whole % 60_000 === 0) return `${whole / 60_000}m`;
  return whole % 1000 === 0 ? `${whole / 1000}s` : `${whole}ms`;
}

/** Grafana's time variables filled in: `$__interval`, `$__rate_interval`, `$__auto`, `$__range`, with or without braces. */
export function fillIntervals(query: string, { range, stepMs, scrapeMs = DEFAULT_SCRAPE_MS }: IntervalScope): string {
  const rangeMs = Math.max(range.to - range.from, 1000);
  const values: Readonly<Record<string, string>> = {
    __interval: durationText(stepMs),
    __interval_ms: String(Math.round(stepMs)),
    __rate_interval: durationText(Math.max(stepMs + scrapeMs, 4 * scrapeMs)),
    __auto: durationText(stepMs),
    __range: durationText(Math.round(rangeMs / 1000) * 1000),
    __range_s: String(Math.round(rangeMs / 1000)),
    __range_ms: String(Math.round(rangeMs)),
  };
  return query.replace(/\$(?:\{(__\w+)\}|(__\w+))/g, (whole, braced?: string, bare?: string) => {
    const name = braced ?? bare ?? '';
    return Object.hasOwn(values, name) ? (values[name] ?? whole) : whole;
  });
}
