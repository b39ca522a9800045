import type { Context, Jump } from '../jump.ts';
import { epochMs } from '../units.ts';
import { escapeRegex } from './formats.ts';
import { anyStream, nameOf } from './names.ts';
import { traceFilter } from './service.ts';
import { sourcesOf } from './near-sources.ts';
import { queryJump, type Scope } from './sources.ts';
import { quote } from './variables.ts';

type TraceContext = Extract<Context, { kind: 'trace' }>;

/** Lines may be stamped a little before or after what they tell of. ms */
const SLACK_MS = 60_000;
/** More services make a selector longer than it narrows. */
const MAX_SERVICES = 30;

/** All log lines of a trace, whichever of its services wrote them. */
export function defaultTraceJumps({ traceId, services, range }: TraceContext, scope: Scope): Jump[] {
  return sourcesOf(scope.sources, 'loki', scope.ownUid).map((source) => {
    const known = scope.names.of(source.uid);
    const label = known ? nameOf('service', known) : 'service_name';
    const isNarrow = label !== undefined && label !== 'job' && services.length > 0 && services.length <= MAX_SERVICES;
    const selector = isNarrow ? `{${label}=~${quote(services.map(escapeRegex).join('|'))}}` : anyStream(known);
    return queryJump({
      source,
      rule: 'default:trace-logs',
      title: 'Logs of the trace',
      target: { refId: 'A', expr: `${selector} ${traceFilter(traceId)}` },
      range: { from: epochMs(range.from - SLACK_MS), to: epochMs(range.to + SLACK_MS) },
    });
  });
}
