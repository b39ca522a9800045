import type { RawRange } from '../../../server/contract/query.ts';
import { DEFAULT_RANGE } from '../../../server/contract/time-range.ts';

/** What the URL of a services page says: the range in Grafana's parameters, and the source that its services are of. */
export interface ServicesSearch {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly source?: string | undefined;
}

export const rangeOf = ({ from, to }: ServicesSearch): RawRange => ({
  from: from ?? DEFAULT_RANGE.from,
  to: to ?? DEFAULT_RANGE.to,
});

/** Where a services page looks. */
export interface ServicesPlace {
  /** As the URL has it. */
  readonly raw: RawRange;
  /** A uid or a name; undefined for the first source. */
  readonly source: string | undefined;
}

/** The map, and a service; both keep range and source, so that a way through services looks at one time and place. */
export const servicesHref = (place: ServicesPlace): string => `/services${queryOf(place)}`;
export const serviceHref = (service: string, place: ServicesPlace): string =>
  `/services/${encodeURIComponent(service)}${queryOf(place)}`;

function queryOf({ raw, source }: ServicesPlace): string {
  const isDefault = raw.from === DEFAULT_RANGE.from && raw.to === DEFAULT_RANGE.to;
  const query = new URLSearchParams({
    ...(isDefault ? {} : { from: raw.from, to: raw.to }),
    ...(source && { source }),
  });
  return query.size === 0 ? '' : `?${query}`;
}
