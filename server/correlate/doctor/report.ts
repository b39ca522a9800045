import type { MissReason, RuleExample, RuleMiss, RuleReport, RuleVerdict } from '../../contract/doctor.ts';
import { exploreHref } from '../../contract/explore-url.ts';
import type { Jump, QueryJump } from '../../contract/jump.ts';
import { findSource } from '../../contract/correlation/sources.ts';
import { signalOf } from '../../contract/signal.ts';
import { toRawRange } from '../../contract/time-range.ts';
import type { Evidence } from './evidence.ts';
import type { Outcome } from './follow.ts';
import { configuredRules, type ConfiguredRule, type Link, type LinksByRule } from './rules.ts';
import { whyNoLink } from './why-no-link.ts';

/** A link of a sample and where it led. */
export interface Followed {
  readonly link: Link;
  readonly outcome: Outcome;
}

/** Reports on every configured rule, then on every default rule that applies to a sample. Pure. */
export function reportRules(
  evidence: Evidence,
  links: LinksByRule,
  followed: ReadonlyMap<string, readonly Followed[]>,
): readonly RuleReport[] {
  const configured = configuredRules(evidence.source);
  const known = new Set(configured.map(({ rule }) => rule));
  const defaults = [...links.keys()].filter((rule) => !known.has(rule));
  return [
    ...configured.map((rule) => configuredReport(rule, evidence, { links, followed })),
    ...defaults.map((rule) => defaultReport(rule, evidence, { links, followed })),
  ];
}

interface Results {
  readonly links: LinksByRule;
  readonly followed: ReadonlyMap<string, readonly Followed[]>;
}

function configuredReport(rule: ConfiguredRule, evidence: Evidence, results: Results): RuleReport {
  const samples = evidence.samples.filter(({ context }) => rule.kinds.includes(context.kind)).length;
  const counts = countsOf(rule.rule, results);
  const target = rule.targetUid ? findSource(evidence.sources, rule.targetUid) : null;
  const noLink =
    counts.links === 0 && (samples > 0 || needsNoSample(rule, evidence)) ? whyNoLink(rule, evidence) : null;
  const misses = noLink ? [{ ...noLink, count: OF_EACH.has(noLink.reason) ? samples : 1 }] : counts.misses;
  return {
    rule: rule.rule,
    title: rule.title,
    isDefault: false,
    target: target && { name: target.name, signal: signalOf(target.type) },
    ...counts,
    samples,
    misses,
    verdict: noLink ? 'dead' : verdictOf(counts),
  };
}

/** What is wrong with the rule itself is wrong once, whatever it is tried on. */
const OF_EACH: ReadonlySet<MissReason> = new Set(['never-matches', 'unresolved']);

/** A link to nowhere is dead, whatever is to be seen. */
const needsNoSample = ({ targetUid }: ConfiguredRule, { sources }: Evidence): boolean =>
  targetUid !== undefined && findSource(sources, targetUid) === null;

function defaultReport(rule: string, evidence: Evidence, results: Results): RuleReport {
  const counts = countsOf(rule, results);
  const [first] = results.links.get(rule) ?? [];
  const target = first?.jump.kind === 'query' ? findSource(evidence.sources, first.jump.sourceUid) : null;
  const kind = first?.sample.context.kind;
  return {
    rule,
    title: first?.jump.title ?? rule,
    isDefault: true,
    target: target && { name: target.name, signal: signalOf(target.type) },
    ...counts,
    samples: evidence.samples.filter(({ context }) => context.kind === kind).length,
    verdict: verdictOf(counts),
  };
}

type Counts = Pick<RuleReport, 'links' | 'followed' | 'hits' | 'misses' | 'examples'>;

const MAX_EXAMPLES = 3;

function countsOf(rule: string, { links, followed }: Results): Counts {
  const tried = followed.get(rule) ?? [];
  const hits = tried.filter(({ outcome }) => outcome.miss === null);
  const missed = tried.filter(({ outcome }) => outcome.miss !== null);
  // Of both kinds, so that one sees what works and what does not.
  const shown = [...hits.slice(0, missed.length > 0 ? 1 : MAX_EXAMPLES), ...missed].slice(0, MAX_EXAMPLES);
  return {
    links: links.get(rule)?.length ?? 0,
    followed: tried.length,
    hits: hits.length,
    misses: missesOf(missed),
    examples: shown.map(exampleOf),
  };
}

/** By reason, most frequent first, with the words of the first of each. */
function missesOf(missed: readonly Followed[]): readonly RuleMiss[] {
  const byReason = new Map<string, RuleMiss>();
  for (const { outcome } of missed) {
    if (!outcome.miss) continue;
    const { reason, detail } = outcome.miss;
    const before = byReason.get(reason);
    byReason.set(reason, { reason, detail: before?.detail ?? detail, count: (before?.count ?? 0) + 1 });
  }
  return [...byReason.values()].toSorted((a, b) => b.count - a.count);
}

const exampleOf = ({ link, outcome }: Followed): RuleExample => ({
  text: link.sample.text,
  href: link.jump.kind === 'query' ? hrefOf(link.jump) : null,
  hits: outcome.hits,
});

/** An address of Explore that shows what the jump asks for. */
export const hrefOf = ({ sourceUid, targets, range, spanId }: QueryJump): string =>
  exploreHref({
    panes: [
      {
        id: 'doc',
        datasource: sourceUid,
        queries: targets.map((target) => ({ ...target })),
        range: toRawRange(range),
        ...(spanId ? { spanId } : {}),
      },
    ],
  });

/** What could not be counted says nothing about a link. */
function verdictOf({ followed, hits, misses }: Counts): RuleVerdict {
  const uncounted = misses.filter(({ reason }) => reason === 'not-counted').reduce((sum, { count }) => sum + count, 0);
  const counted = followed - uncounted;
  if (counted === 0) return 'untested';
  if (hits === counted) return 'healthy';
  return hits > 0 ? 'partial' : 'dead';
}

export const isQuery = (jump: Jump): jump is QueryJump => jump.kind === 'query';
