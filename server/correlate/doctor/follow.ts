import type { HitCount } from '../../contract/correlate.ts';
import type { MissReason } from '../../contract/doctor.ts';
import type { QueryJump } from '../../contract/jump.ts';
import { conceptOf } from '../../contract/correlation/names.ts';
import { selectorsOf } from '../../contract/correlation/selectors.ts';
import {
  DecodeFailed,
  QueryRejected,
  UpstreamFailed,
  UpstreamRefused,
  UpstreamUnreachable,
  ProblemError,
} from '../../http/problem.ts';
import type { DataSource } from '../../provisioning/data-source.ts';
import type { SourceCall } from '../../sources/source-call.ts';
import type { Count } from '../count.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { widen, type WidenDeps } from '../widen.ts';
import { reasonOf } from '../words.ts';

/** Where a link led. */
export interface Outcome {
  readonly hits: HitCount;
  /** null: it arrived. */
  readonly miss: { readonly reason: MissReason; readonly detail: string } | null;
}
export interface FollowDeps extends WidenDeps {
  readonly count: Count;
  readonly find: (uid: string) => DataSource | undefined;
  /** The names of a source, asked for now. */
  readonly ask: Vocabulary['ask'];
}

const MAX_BYTES = 2 ** 30;

/** Follows one link, and where it finds nothing, finds out why. */
export async function follow(deps: FollowDeps, jump: QueryJump, signal: AbortSignal): Promise<Outcome> {
  const source = deps.find(jump.sourceUid);
  if (!source) {
    const detail = `no data source has the uid "${jump.sourceUid}"`;
    return { hits: { kind: 'unknown', reason: detail }, miss: { reason: 'target-missing', detail } };
  }
  const call = { source, signal };
  const { targets, range } = jump;
  const { hits, fault } = await deps.count(call, { targets, range, maxBytes: MAX_BYTES });
  if (hits.kind === 'count') return { hits, miss: hits.count > 0 ? null : await whyEmpty(deps, jump, call) };
  const reason = fault ? faultReason(fault) : 'not-counted';
  return { hits, miss: { reason, detail: fault ? reasonOf(fault, source) : hits.reason } };
}

function faultReason(fault: ProblemError): MissReason {
  if (fault instanceof QueryRejected) return 'rejected';
  if (fault instanceof UpstreamUnreachable) return 'target-down';
  if (fault instanceof DecodeFailed) return 'target-wrong';
  if (fault instanceof UpstreamRefused && /HTTP 40[13]\b/.test(fault.message)) return 'target-denied';
  if (fault instanceof UpstreamRefused && /HTTP (3\d\d|404)\b/.test(fault.message)) return 'target-wrong';
  return fault instanceof UpstreamFailed || fault instanceof UpstreamRefused ? 'target-down' : 'not-counted';
}

async function whyEmpty(deps: FollowDeps, jump: QueryJump, call: SourceCall): Promise<NonNullable<Outcome['miss']>> {
  const { source } = call;
  const known = await deps.labels(call);
  if (known === null) return whyNameless(deps, call);
  const absent = absentLabels(jump, known);
  if (absent.length > 0) {
    const names = known
      .toSorted((a, b) => likeness(b) - likeness(a))
      .slice(0, SHOWN)
      .join(', ');
    const detail = `"${source.name}" has no label ${absent.map((name) => `"${name}"`).join(', ')}; it has ${names}${known.length > SHOWN ? ', …' : ''}`;
    return { reason: 'label-absent', detail };
  }
  return whyAbsent(deps, jump, call);
}

/** A trace by ID is not found at a wrong address either; a source that lists its names is one. */
async function whyNameless(deps: FollowDeps, call: SourceCall): Promise<NonNullable<Outcome['miss']>> {
  const { source, signal } = call;
  try {
    await deps.ask(call);
  } catch (error) {
    if (signal.aborted || !(error instanceof ProblemError)) throw error;
    return { reason: faultReason(error), detail: reasonOf(error, source) };
  }
  const detail = `"${source.name}" answers, but holds nothing that it could name: the wrong tenant, or nothing arrives there`;
  return { reason: 'not-found', detail };
}

const SHOWN = 5;

/** Names of the things that links select by come first. */
const likeness = (name: string): number => (conceptOf(name) === 'service' ? 2 : Number(conceptOf(name) !== null));

/** Labels that a query selects streams, series or profiles by, and that the source does not have. */
export function absentLabels(jump: QueryJump, known: readonly string[]): readonly string[] {
  if (jump.sourceType === 'tempo') return [];
  const texts = jump.targets.map((target) =>
    'expr' in target ? target.expr : 'labelSelector' in target ? target.labelSelector : '',
  );
  const used = new Set(texts.flatMap((text) => selectorsOf(text).flat()).map(({ name }) => name));
  return [...used].filter((name) => name !== '__name__' && !known.includes(name));
}

/** The names are right: it is there at another time, under other labels, or not at all. */
async function whyAbsent(deps: FollowDeps, jump: QueryJump, call: SourceCall): Promise<NonNullable<Outcome['miss']>> {
  const { source } = call;
  const { targets, range } = jump;
  const [first] = targets;
  if (first && 'query' in first && /^[0-9a-f]+$/i.test(first.query)) {
    return { reason: 'not-found', detail: `"${source.name}" has no trace ${first.query}` };
  }
  const traceId = traceIdIn(jump);
  const { matched } = await widen(deps, call, { targets, range, traceId, maxBytes: MAX_BYTES });
  if (matched === 'trace') {
    return {
      reason: 'labels-differ',
      detail: `"${source.name}" has something of the same trace or span, but not under these labels`,
    };
  }
  if (matched !== null && matched !== 'exact') {
    const reach = matched === '5s' ? '5 s' : '5 min';
    return {
      reason: 'outside-range',
      detail: `"${source.name}" has it up to ${reach} before or after the link's range`,
    };
  }
  return { reason: 'not-found', detail: `"${source.name}" has nothing for this query in its range` };
}

function traceIdIn({ targets }: QueryJump): string | undefined {
  const [first] = targets;
  return first && 'expr' in first ? /\b[0-9a-f]{32}\b/.exec(first.expr)?.[0] : undefined;
}
