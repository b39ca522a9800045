import type { RawRange } from '../../../server/contract/query.ts';
import { DEFAULT_RANGE } from '../../../server/contract/time-range.ts';

/** The range in the URL of a services page, in Grafana's parameters. */
export interface ServicesSearch {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export const rangeOf = ({ from, to }: ServicesSearch): RawRange => ({
  from: from ?? DEFAULT_RANGE.from,
  to: to ?? DEFAULT_RANGE.to,
});

/** Keeps the range, so that a way through services looks at one time. */
export function serviceHref(service: string, range: RawRange): string {
  const isDefault = range.from === DEFAULT_RANGE.from && range.to === DEFAULT_RANGE.to;
  const query = isDefault ? '' : `?${new URLSearchParams({ from: range.from, to: range.to })}`;
  return `/services/${encodeURIComponent(service)}${query}`;
}
