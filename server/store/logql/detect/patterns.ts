import type { Budget } from '../../budget.ts';
import type { LogEntry } from '../evaluate/log-query.ts';
import { LEVEL_LABEL } from '../ingest/detected-level.ts';
import { joinTokens, tokenizeLine, VARIABLE, type TokenizedLine } from './tokenize.ts';

export interface MinedPattern {
  /** Text with `<_>` for what varies. */
  readonly pattern: string;
  readonly level: string;
  /** Unix seconds of the step and how many lines it has. */
  readonly samples: readonly (readonly [number, number])[];
}

interface Cluster {
  tokens: string[];
  readonly gaps: TokenizedLine['gaps'];
  readonly level: string;
  readonly counts: Map<bigint, number>;
  size: number;
}

/** Share of tokens that must agree for a line to be of a cluster. */
const SIMILARITY = 0.5;
/** Beyond these a log is not made of patterns, and work and answer stay small. */
const MAX_CLUSTERS_PER_LEAF = 50;
const MAX_PATTERNS = 300;
const MIN_LINES = 2;
const PREFIX_LENGTH = 3;
const BLOCK = 512;

/**
 * Groups lines by shape, after the Drain algorithm: lines of one level, one number of tokens and the same first tokens
 * are compared token by token; where lines of a group differ stands `<_>`.
 */
export async function minePatterns(
  entries: readonly LogEntry[],
  { stepNs, budget }: { stepNs: number; budget: Budget },
): Promise<MinedPattern[]> {
  const leaves = new Map<string, Cluster[]>();
  const step = BigInt(stepNs);
  for (let from = 0; from < entries.length; from += BLOCK) {
    for (const entry of entries.slice(from, from + BLOCK)) addLine(leaves, entry, step);
    budget.spend(BLOCK);
    const pause = budget.breathe();
    if (pause) await pause;
  }
  return [...leaves.values()]
    .flat()
    .filter(({ size, tokens }) => size >= MIN_LINES && tokens.length > 0)
    .sort((a, b) => b.size - a.size)
    .slice(0, MAX_PATTERNS)
    .map(({ tokens, gaps, level, counts }) => ({
      pattern: joinTokens(tokens, gaps),
      level,
      samples: [...counts]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([start, count]) => [Number(start / 1_000_000_000n), count] as const),
    }));
}

function addLine(leaves: Map<string, Cluster[]>, entry: LogEntry, step: bigint): void {
  const { tokens, gaps } = tokenizeLine(entry.line);
  const level = entry.metadata.find(([name]) => name === LEVEL_LABEL)?.[1] ?? 'unknown';
  const prefix = tokens.slice(0, PREFIX_LENGTH).map((token) => (/\d/.test(token) ? VARIABLE : token));
  const key = [level, tokens.length, ...prefix].join('\0');
  let leaf = leaves.get(key);
  if (!leaf) leaves.set(key, (leaf = []));
  let cluster = bestCluster(leaf, tokens);
  if (!cluster) {
    if (leaf.length >= MAX_CLUSTERS_PER_LEAF) return;
    leaf.push((cluster = { tokens: [...tokens], gaps, level, counts: new Map(), size: 0 }));
  } else cluster.tokens = cluster.tokens.map((token, index) => (token === tokens[index] ? token : VARIABLE));
  const start = entry.unixNano - (entry.unixNano % step);
  cluster.counts.set(start, (cluster.counts.get(start) ?? 0) + 1);
  cluster.size++;
}

function bestCluster(leaf: readonly Cluster[], tokens: readonly string[]): Cluster | null {
  let best: Cluster | null = null;
  let bestScore = SIMILARITY;
  for (const cluster of leaf) {
    let same = 0;
    for (const [index, token] of tokens.entries()) {
      const known = cluster.tokens[index];
      if (known === token || known === VARIABLE) same++;
    }
    const score = tokens.length === 0 ? 1 : same / tokens.length;
    if (score < bestScore) continue;
    best = cluster;
    bestScore = score;
  }
  return best;
}
