import { ALL_CHARS, NO_CHARS, type CharSet } from './char-set.ts';
import { END, mayBeEmpty, START, type Body, type CharsNode, type Node } from './pattern.ts';

/** At most `factor` · n^`degree`, in a text of n characters. */
export interface Cost {
  readonly factor: number;
  readonly degree: number;
}
const ONE: Cost = { factor: 1, degree: 0 };
const LENGTH: Cost = { factor: 1, degree: 1 };
const constant = (factor: number): Cost => ({ factor, degree: 0 });
const times = (a: Cost, b: Cost): Cost => ({ factor: a.factor * b.factor, degree: a.degree + b.degree });
const plus = (a: Cost, b: Cost): Cost => ({ factor: a.factor + b.factor, degree: Math.max(a.degree, b.degree) });

/** What may stand behind; null when the search is over there. */
type Follow = CharSet | null;

interface Measure {
  /** In how many ways it may match from one place, as far as what follows may fail then. */
  readonly ways: Cost;
  /** Steps to find all of them. */
  readonly effort: Cost;
  /** What it may begin with. */
  readonly first: CharSet;
}

/** Steps that a backtracking engine takes at worst to find out that a text has no match. */
export function searchCost(body: Body, anchored: boolean): Cost {
  const { effort } = measureBody(body, anchored ? NO_CHARS : null);
  const startsThere = body.every(([first]) => first?.kind === 'assertion' && first.source === START);
  return anchored || startsThere ? effort : times(LENGTH, effort);
}

/** The longest text for which the cost stays within a number of steps. */
export function longestText({ factor, degree }: Cost, maxSteps: number): number {
  if (factor > maxSteps) return 0;
  return degree === 0 ? Infinity : Math.floor((maxSteps / factor) ** (1 / degree));
}

function measureBody(body: Body, follow: Follow): Measure {
  const measured = body.map((nodes) => measureSequence(nodes, follow));
  return {
    ways: measured.map(({ ways }) => ways).reduce(plus),
    effort: measured.map(({ effort }) => effort).reduce(plus),
    first: measured.reduce((all, { first }) => all | first, NO_CHARS),
  };
}

function measureSequence(nodes: readonly Node[], follow: Follow): Measure {
  let rest: Measure = { ways: ONE, effort: ONE, first: follow ?? ALL_CHARS };
  let behind = follow;
  for (const node of nodes.toReversed()) {
    const own = measureNode(node, behind);
    const first = mayBeEmpty(node) && !isEnd(node) ? own.first | rest.first : own.first;
    rest = { ways: times(own.ways, rest.ways), effort: plus(own.effort, times(own.ways, rest.effort)), first };
    behind = first;
  }
  return rest;
}

const isEnd = (node: Node): boolean => node.kind === 'assertion' && node.source === END;

function measureNode(node: Node, follow: Follow): Measure {
  switch (node.kind) {
    case 'chars':
      return measureChars(node, follow);
    case 'assertion':
      return { ways: ONE, effort: ONE, first: isEnd(node) ? NO_CHARS : (follow ?? ALL_CHARS) };
    case 'group': {
      const inner = measureBody(node.body, follow);
      if (!node.isOptional) return inner;
      return { ...inner, ways: plus(inner.ways, ONE), effort: plus(inner.effort, ONE) };
    }
  }
}

function measureChars({ chars, min, max }: CharsNode, follow: Follow): Measure {
  // Once there is enough the search is over: it fails only where there is too little.
  if (follow === null) return { ways: ONE, effort: constant(min + 1), first: chars };
  const effort = max === Infinity ? plus(constant(min), LENGTH) : constant(max + 1);
  // What follows cannot begin within the run: only all of it will do.
  const isWhole = (chars & follow) === NO_CHARS || min === max;
  if (isWhole) return { ways: ONE, effort, first: chars };
  return { ways: max === Infinity ? LENGTH : constant(max - min + 1), effort, first: chars };
}
