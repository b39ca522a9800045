import type { PaneQuery } from '../../../../server/contract/explore-url.ts';
import { signalOf } from '../../../../server/contract/signal.ts';
import type { Signal, SourceType } from '../../../../server/contract/source.ts';
import { textOfQuery } from '../query/target-text.ts';

const NAMES: Readonly<Record<Signal, string>> = {
  logs: 'Logs',
  traces: 'Traces',
  metrics: 'Metrics',
  profiles: 'Profile',
};
/** Longer, a title is cut: it names a pane, it does not show its query. */
const MAX_LENGTH = 80;

/** The service that a selector or condition of any of the four languages asks for by equality. */
const SERVICE = /(?:^|[^\w])(?:resource\.)?(?:service[._]name|service|app|job)\s*=\s*["`]([^"`]{1,100})["`]/;
const TRACE_ID = /^[0-9a-f]{1,32}$/i;

function gistOf(type: SourceType, query: PaneQuery): string {
  const text = textOfQuery(type, query).trim();
  const service = SERVICE.exec(text)?.[1] ?? '';
  switch (type) {
    case 'loki': {
      const [, filter = ''] = /\|[=~]\s*["`]([^"`]{1,60})["`]/.exec(text) ?? [];
      return join(service, filter && `“${filter}”`) || text;
    }
    case 'tempo':
      return TRACE_ID.test(text) ? text.slice(0, 8) : service || text;
    case 'prometheus': {
      // The first name that stands before a selector or a range, not before an argument list.
      const [, metric = ''] = /([a-zA-Z_:][\w:]*)\s*[{[]/.exec(text) ?? [];
      return join(metric, service) || text;
    }
    case 'grafana-pyroscope-datasource': {
      const profile = query['profileTypeId'];
      const kind = typeof profile === 'string' ? (profile.split(':')[1] ?? '') : '';
      return join(kind, service);
    }
  }
}

const join = (...parts: readonly string[]): string => parts.filter(Boolean).join(' · ');
const cut = (text: string): string => (text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text);

interface TitleInput {
  readonly own: string | undefined;
  /** Undefined for a source that is not provisioned. */
  readonly type: SourceType | undefined;
  readonly query: PaneQuery | undefined;
  /** What the view said of its answer. */
  readonly known: string | undefined;
}

/** What a pane is called: by its reader, by its answer, or by what it asks. */
export function titleOf({ own, type, query, known }: TitleInput): string {
  if (own) return own;
  if (!type) return 'Missing data source';
  const gist = known ?? (query ? gistOf(type, query).replaceAll(/\s+/g, ' ') : '');
  const isTrace = type === 'tempo' && query !== undefined && TRACE_ID.test(textOfQuery(type, query).trim());
  return cut(join(isTrace ? 'Trace' : NAMES[signalOf(type)], gist === '{}' ? '' : gist));
}
