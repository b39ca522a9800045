import type { AbsoluteRange, RawRange } from '../../../server/contract/query.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import type { ServicesPlace } from './search.ts';
import type { ServiceSources } from './service-sources.ts';

/** What the route hands to a services page. */
export interface ServicesContext extends ServicesPlace {
  readonly sources: readonly SourceInfo[];
  readonly onSource: (uid: string) => void;
  readonly onRange: (range: RawRange) => void;
  readonly onOpen: (href: string) => void;
}

/** What a part of a service's page looks at. */
export interface ServiceView {
  readonly service: string;
  readonly from: ServiceSources;
  readonly range: AbsoluteRange;
}
