import type { SourceVocabulary } from '../../contract/correlate.ts';
import type { DoctorPatch, SourceDiagnosis } from '../../contract/doctor.ts';
import type { QueryJump } from '../../contract/jump.ts';
import { sourcesOf } from '../../contract/correlation/near-sources.ts';
import type { SourceInfo } from '../../contract/source.ts';
import { ProblemError } from '../../http/problem.ts';
import { sourceInfo, type DataSource } from '../../provisioning/data-source.ts';
import { reasonOf } from '../words.ts';
import type { Evidence } from './evidence.ts';
import { follow, type FollowDeps } from './follow.ts';
import { metricNamesOf, profileTypesOf } from './inventory.ts';
import type { DoctorDeps } from './deps.ts';
import type { Finding } from './findings.ts';
import { proposeAll, proposePatch } from './patch.ts';
import { reportRules, isQuery, type Followed } from './report.ts';
import { configuredRules, linksByRule, type Link, type LinksByRule } from './rules.ts';
import { takeSamples, type Samples } from './take-samples.ts';

/** Looks at real telemetry of a source, follows each of its links, and says which arrive, why not, and what would mend it. */
export async function diagnose(deps: DoctorDeps, source: DataSource, signal: AbortSignal): Promise<SourceDiagnosis> {
  const started = performance.now();
  const all = deps.sources.list();
  const vocabulary = await deps.vocabulary.all(all.map((one) => ({ source: one, signal })));
  const taken = await samplesOf(deps, { source, vocabulary }, signal);
  const evidence: Evidence = {
    source: sourceInfo(source),
    sources: all.map(sourceInfo),
    vocabulary,
    samples: taken.samples,
    metricNames: source.type === 'tempo' ? await metricNamesOf(deps, signal) : new Map(),
    profileTypes: source.type === 'tempo' ? await profileTypesOf(deps, signal) : new Map(),
  };
  const links = linksByRule(evidence);
  const followDeps: FollowDeps = {
    count: deps.count,
    labels: deps.vocabulary.labels,
    ask: deps.vocabulary.ask,
    find: deps.sources.get,
  };
  const followed = await followAll(followDeps, { evidence, links }, signal);
  const rules = reportRules(evidence, links, followed);
  const findings = await findingsOf(followDeps, { evidence, followed, rules }, signal);
  return {
    uid: source.uid,
    name: source.name,
    type: source.type,
    sampled: taken.samples.length > 0 ? { text: samplesText(taken), from: taken.range.from, to: taken.range.to } : null,
    problem: taken.problem,
    rules,
    ...proposals(evidence, findings),
    elapsedMs: Math.round(performance.now() - started),
  };
}

/** A source without links gets all that come to mind; one with links, what they lack. */
function proposals(
  evidence: Evidence,
  findings: readonly Finding[],
): { patch: DoctorPatch | null; suggestion: DoctorPatch | null } {
  const isBare = configuredRules(evidence.source).length === 0;
  return isBare
    ? { patch: null, suggestion: proposeAll(evidence) }
    : { patch: proposePatch(evidence, findings), suggestion: null };
}

type Taken = Samples & { readonly problem: string | null };

async function samplesOf(
  { clients, now }: DoctorDeps,
  { source, vocabulary }: { readonly source: DataSource; readonly vocabulary: readonly SourceVocabulary[] },
  signal: AbortSignal,
): Promise<Taken> {
  const labels = vocabulary.find(({ uid }) => uid === source.uid)?.labels ?? null;
  const time = now();
  try {
    const taken = await takeSamples(clients, { call: { source, signal }, labels, now: time });
    const problem =
      taken.samples.length > 0 ? null : `"${source.name}" holds nothing of the last 7 days to try links on`;
    return { ...taken, problem };
  } catch (error) {
    if (signal.aborted || !(error instanceof ProblemError)) throw error;
    return { samples: [], range: { from: time, to: time } as Samples['range'], problem: reasonOf(error, source) };
  }
}

const WORDS = {
  log: 'lines',
  span: 'spans',
  exemplar: 'exemplars',
  point: 'points',
  series: 'series',
  'stack-frame': 'profiles',
};

function samplesText({ samples }: Samples): string {
  const kinds = Object.groupBy(samples, ({ context }) => context.kind);
  return Object.entries(kinds)
    .filter(([kind]) => kind !== 'point')
    .map(([kind, of]) => `${of.length} ${WORDS[kind as keyof typeof WORDS]}`)
    .join(', ');
}

/** Of a configured rule more links are followed than of a default one, which nobody relies on by name. */
const FOLLOW = { configured: 8, byDefault: 3 };
const AT_ONCE = 4;

async function followAll(
  deps: FollowDeps,
  { evidence, links }: { readonly evidence: Evidence; readonly links: LinksByRule },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Followed[]>> {
  const configured = new Set(configuredRules(evidence.source).map(({ rule }) => rule));
  const chosen = [...links].flatMap(([rule, of]) =>
    spread(of, configured.has(rule) ? FOLLOW.configured : FOLLOW.byDefault).map((link) => ({ rule, link })),
  );
  const followed = new Map<string, Followed[]>();
  await inTurn(chosen, async ({ rule, link }) => {
    if (!isQuery(link.jump)) return;
    const outcome = await follow(deps, link.jump, signal);
    followed.set(rule, [...(followed.get(rule) ?? []), { link, outcome }]);
  });
  return followed;
}

/** Some of the links, evenly over all, each to another place. */
function spread(links: readonly Link[], most: number): readonly Link[] {
  const distinct = new Map(links.map((link) => [isQuery(link.jump) ? JSON.stringify(link.jump.targets) : '', link]));
  const all = [...distinct.values()];
  const step = Math.max(1, all.length / most);
  return Array.from({ length: Math.min(most, all.length) }, (_, index) => all[Math.floor(index * step)]).filter(
    (link) => link !== undefined,
  );
}

async function inTurn<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

interface Found {
  readonly evidence: Evidence;
  readonly followed: ReadonlyMap<string, readonly Followed[]>;
  readonly rules: readonly SourceDiagnosis['rules'][number][];
}

/** Configured rules, and for those whose traces were not found, another source that has them. */
function findingsOf(
  deps: FollowDeps,
  { evidence, followed, rules }: Found,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const configured = rules.filter(({ isDefault }) => !isDefault);
  return Promise.all(
    configured.map(async (report) => {
      const isLost = report.verdict === 'dead' && report.misses.some(({ reason }) => reason === 'not-found');
      const jumps = isLost ? (followed.get(report.rule) ?? []).map(({ link }) => link.jump).filter(isQuery) : [];
      return { report, elsewhere: await findElsewhere(deps, { jumps: jumps.slice(0, 2), evidence }, signal) };
    }),
  );
}

async function findElsewhere(
  deps: FollowDeps,
  { jumps, evidence }: { readonly jumps: readonly QueryJump[]; readonly evidence: Evidence },
  signal: AbortSignal,
): Promise<SourceInfo | null> {
  for (const jump of jumps) {
    for (const other of sourcesOf(evidence.sources, jump.sourceType)) {
      if (other.uid === jump.sourceUid) continue;
      const source = deps.find(other.uid);
      const ask = { targets: jump.targets, range: jump.range, maxBytes: 2 ** 28 };
      const { hits } = source ? await deps.count({ source, signal }, ask) : { hits: null };
      if (hits?.kind === 'count' && hits.count > 0) return other;
    }
  }
  return null;
}
