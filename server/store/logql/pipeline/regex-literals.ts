/**
 * Loki replaces simple regular expressions by searches for text. On labels the two are not the same: what it replaces
 * is then no longer anchored, so that `=~"5.*"` finds every value with a 5 in it and `=~"/cart|/"` every path. To answer
 * as Loki does, this takes expressions apart in the same way, which includes how Go's parser draws the common beginning
 * out of alternatives.
 */
export type TextTest =
  | { readonly kind: 'contains' | 'equals'; readonly text: string }
  /** Any text but the empty one. */
  | { readonly kind: 'exists' }
  | { readonly kind: 'always' };

export interface TextTests {
  /** One must hold. */
  readonly tests: readonly TextTest[];
  readonly ignoreCase: boolean;
}

type Node =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'star' | 'plus' | 'empty' }
  | { readonly kind: 'group'; readonly node: Node }
  | { readonly kind: 'concat' | 'alternate'; readonly nodes: readonly Node[] };

const EMPTY: Node = { kind: 'empty' };
const IGNORE_CASE = '(?i)';

/** null when the expression is not simple. */
export function simplifyRegex(pattern: string, isLabel: boolean): TextTests | null {
  const ignoreCase = pattern.startsWith(IGNORE_CASE);
  const source = ignoreCase ? pattern.slice(IGNORE_CASE.length).toLowerCase() : pattern;
  const node = parseSimple(source);
  const tests = node && simplify(node, isLabel);
  return tests ? { tests: withoutAlways(tests), ignoreCase } : null;
}

/** Alternatives that always hold are forgotten, as Loki does. */
function withoutAlways(tests: readonly TextTest[]): readonly TextTest[] {
  const others = tests.filter(({ kind }) => kind !== 'always');
  return others.length > 0 ? others : [{ kind: 'always' }];
}

function simplify(node: Node, isLabel: boolean): TextTest[] | null {
  switch (node.kind) {
    case 'literal':
      return [{ kind: isLabel ? 'equals' : 'contains', text: node.text }];
    case 'star':
    case 'empty':
      return [{ kind: 'always' }];
    case 'plus':
      return [{ kind: 'exists' }];
    case 'group':
      return simplify(node.node, isLabel);
    case 'alternate':
      return simplifyAll(node.nodes, (leg) => simplify(ungroup(leg), isLabel));
    case 'concat':
      return simplifyConcat(node.nodes, null);
  }
}

function simplifyAll(nodes: readonly Node[], one: (node: Node) => TextTest[] | null): TextTest[] | null {
  const tests: TextTest[] = [];
  for (const node of nodes) {
    const found = one(node);
    if (!found) return null;
    tests.push(...found);
  }
  return tests;
}

const ungroup = (node: Node): Node => (node.kind === 'group' ? node.node : node);

/** A text with `.*` around it, or a text and the alternatives of what follows. */
function simplifyConcat(parts: readonly Node[], prefix: string | null): TextTest[] | null {
  const nodes = parts.map(ungroup).filter(({ kind }) => kind !== 'empty');
  if (nodes.length > 3) return null;
  let text = prefix;
  let literals = 0;
  let tests: TextTest[] | null = null;
  for (const node of nodes) {
    if (node.kind === 'literal') {
      if (literals++ > 0) return null;
      text = (text ?? '') + node.text;
    } else if (node.kind === 'alternate' && text !== null) {
      const found = simplifyEndings(node.nodes, text);
      if (!found) return null;
      tests = [...(tests ?? []), ...found];
    } else if (node.kind !== 'star') return null;
  }
  return tests ?? (text === null ? null : [{ kind: 'contains', text }]);
}

function simplifyEndings(endings: readonly Node[], text: string): TextTest[] | null {
  return simplifyAll(endings, (ending) => {
    switch (ending.kind) {
      case 'empty':
      case 'star':
        return [{ kind: 'contains', text }];
      case 'literal':
        return [{ kind: 'contains', text: text + ending.text }];
      case 'concat':
        return simplifyConcat(ending.nodes, text);
      case 'plus':
      case 'group':
      case 'alternate':
        return null;
    }
  });
}

const MAX_DEPTH = 50;

/** null when the expression holds anything but text, groups, alternatives, `.*` and `.+`. */
function parseSimple(source: string): Node | null {
  const parser = { source, at: 0 };
  const node = parseAlternatives(parser, 0);
  return node && parser.at === source.length ? node : null;
}

interface Parser {
  readonly source: string;
  at: number;
}

function parseAlternatives(parser: Parser, depth: number): Node | null {
  const legs: Node[] = [];
  for (;;) {
    const leg = parseConcat(parser, depth);
    if (!leg) return null;
    legs.push(leg);
    if (parser.source[parser.at] !== '|') break;
    parser.at++;
  }
  return legs.length === 1 ? (legs[0] ?? EMPTY) : alternate(legs);
}

function parseConcat(parser: Parser, depth: number): Node | null {
  const nodes: Node[] = [];
  for (;;) {
    const char = parser.source[parser.at];
    if (char === undefined || char === '|' || char === ')') break;
    const node = parseItem(parser, depth);
    if (!node) return null;
    const last = nodes.at(-1);
    if (node.kind === 'literal' && last?.kind === 'literal')
      nodes[nodes.length - 1] = { kind: 'literal', text: last.text + node.text };
    else nodes.push(node);
  }
  const flat = nodes.flatMap((node) => (node.kind === 'concat' ? node.nodes : [node]));
  return flat.length > 1 ? { kind: 'concat', nodes: flat } : (flat[0] ?? EMPTY);
}

const GROUP_START = /\((?:\?P?<\w+>|\?:)?(?!\?)/y;
const ANY = /\.([*+])\??(?![*+?{])/y;
const LITERAL = /(?:[^\\.+*?()|[\]{}^$]|\\[^\w\s])(?![*+?{])/uy;

function match(parser: Parser, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = parser.at;
  const found = pattern.exec(parser.source);
  if (found) parser.at += found[0].length;
  return found;
}

function parseItem(parser: Parser, depth: number): Node | null {
  const any = match(parser, ANY);
  if (any) return { kind: any[1] === '*' ? 'star' : 'plus' };
  const literal = match(parser, LITERAL)?.[0];
  if (literal !== undefined) return { kind: 'literal', text: literal.replace(/^\\/, '') };
  const group = match(parser, GROUP_START)?.[0];
  if (group === undefined || depth >= MAX_DEPTH) return null;
  const node = parseAlternatives(parser, depth + 1);
  if (!node || parser.source[parser.at] !== ')') return null;
  parser.at++;
  if (/^[*+?{]/.test(parser.source.slice(parser.at))) return null;
  return group === '(?:' ? node : { kind: 'group', node };
}

/** null when single characters among the alternatives become a class. */
function alternate(legs: readonly Node[]): Node | null {
  const flat = legs.flatMap((leg) => (leg.kind === 'alternate' ? leg.nodes : [leg]));
  const factored = drawOutBeginnings(flat);
  if (!factored || factored.some((node, index) => isSingle(node) && isSingle(factored[index + 1]))) return null;
  const nodes = factored.filter((node, index) => node.kind !== 'empty' || factored[index + 1]?.kind !== 'empty');
  return nodes.length === 1 ? (nodes[0] ?? EMPTY) : { kind: 'alternate', nodes };
}

const isSingle = (node: Node | undefined) => node?.kind === 'literal' && Array.from(node.text).length === 1;

/** Neighbours that begin with the same text become that text and the alternatives of what follows it. */
function drawOutBeginnings(legs: readonly Node[]): Node[] | null {
  const result: Node[] = [];
  for (let at = 0; at < legs.length;) {
    let prefix = beginning(legs[at] ?? EMPTY);
    let end = at + 1;
    for (; end < legs.length; end++) {
      const common = commonPrefix(prefix, beginning(legs[end] ?? EMPTY));
      if (common === '') break;
      prefix = common;
    }
    const run = legs.slice(at, end);
    const [only] = run;
    if (run.length === 1 && only) result.push(only);
    else {
      const endings = alternate(run.map((leg) => withoutBeginning(leg, prefix)));
      if (!endings) return null;
      const literal: Node = { kind: 'literal', text: prefix };
      const rest = endings.kind === 'concat' ? endings.nodes : [endings];
      result.push({ kind: 'concat', nodes: [literal, ...rest] });
    }
    at = end;
  }
  return result;
}

function beginning(node: Node): string {
  const first = node.kind === 'concat' ? node.nodes[0] : node;
  return first?.kind === 'literal' ? first.text : '';
}

function commonPrefix(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}

function withoutBeginning(node: Node, prefix: string): Node {
  if (node.kind === 'literal') {
    const text = node.text.slice(prefix.length);
    return text === '' ? EMPTY : { kind: 'literal', text };
  }
  if (node.kind !== 'concat') return node;
  const [first, ...rest] = node.nodes;
  const shortened = withoutBeginning(first ?? EMPTY, prefix);
  const nodes = shortened.kind === 'empty' ? rest : [shortened, ...rest];
  return nodes.length === 1 ? (nodes[0] ?? EMPTY) : { kind: 'concat', nodes };
}
