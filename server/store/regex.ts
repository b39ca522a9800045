import { RE2JS } from 're2js';
import { toNative } from './regex/native.ts';

/** A compiled RE2 expression. `exec` gives capture groups as `RegExp` does; `groupNames[i]` names group i + 1 or is ''. */
export interface Regex {
  readonly test: (text: string) => boolean;
  readonly exec: (text: string) => readonly (string | undefined)[] | null;
  readonly groupNames: readonly string[];
  /** Every match in turn, from left to right; empty matches next to a match are left out, as Go does. */
  readonly findAll: (text: string) => Generator<RegexMatch>;
}
export interface RegexMatch {
  readonly index: number;
  readonly groups: readonly (string | undefined)[];
}

/** Groups times characters: some 100 MB while it runs. */
const MAX_GROUP_STATE = 1_000_000;

export class ExpressionTooLarge extends Error {
  override readonly name = 'ExpressionTooLarge';
  constructor(groups: number) {
    super(`error parsing regexp: expression too large: it has ${groups} groups`);
  }
}

/**
 * Prometheus, Loki and Tempo speak RE2, which does not backtrack. Patterns that JavaScript understands alike run on its
 * own RegExp (20–50 times faster) in texts short enough that backtracking cannot take long; all else runs on RE2JS,
 * linear in the text.
 *
 * @param anchored whether the whole text must match, as in label matchers
 * @throws Error with RE2's message when the pattern is not RE2, ExpressionTooLarge
 */
export function compileRegex(pattern: string, anchored: boolean): Regex {
  const re2 = anchored ? compileAnchored(pattern) : RE2JS.compile(pattern);
  // Every place in the pattern that a search is at keeps all groups found so far.
  if (re2.groupCount() * pattern.length > MAX_GROUP_STATE) throw new ExpressionTooLarge(re2.groupCount());
  const groupNames: string[] = Array.from({ length: re2.groupCount() }, () => '');
  for (const [name, index] of Object.entries(re2.namedGroups() as Record<string, number>)) groupNames[index - 1] = name;
  const linear = linearRegex(re2, groupNames);
  const native = toNative(pattern, anchored);
  if (!native) return linear;
  const { regexp, maxLength, hasSameGroups } = native;
  return {
    test: (text) => (text.length <= maxLength ? regexp.test(text) : linear.test(text)),
    exec: (text) => (hasSameGroups && text.length <= maxLength ? regexp.exec(text) : linear.exec(text)),
    // Each match may cost a whole search.
    findAll: (text) =>
      hasSameGroups && text.length <= maxLength / 4 ? findAllNative(regexp, text) : linear.findAll(text),
    groupNames,
  };
}

/** What closes groups that it did not open must not close ours, and errors speak of the pattern as written. */
function compileAnchored(pattern: string): RE2JS {
  if (pattern.includes(')')) RE2JS.compile(pattern);
  try {
    return RE2JS.compile(`^(?s:${pattern})$`);
  } catch {
    RE2JS.compile(pattern);
    // Good alone but not in the group: an open `\Q` took what closes it for text.
    return RE2JS.compile(`^(?s:${pattern}\\E)$`);
  }
}

function linearRegex(re2: RE2JS, groupNames: readonly string[]): Regex {
  const groupsOf = (matcher: Matcher) =>
    Array.from({ length: re2.groupCount() + 1 }, (_, group) => matcher.group(group) ?? undefined);
  return {
    test: (text) => re2.test(text),
    exec(text) {
      const matcher = re2.matcher(text);
      return matcher.find() ? groupsOf(matcher) : null;
    },
    *findAll(text) {
      const matcher = re2.matcher(text);
      for (let end = -1; matcher.find(); end = matcher.end()) {
        const index = matcher.start();
        if (matcher.end() > index || index !== end) yield { index, groups: groupsOf(matcher) };
      }
    },
    groupNames,
  };
}

type Matcher = ReturnType<RE2JS['matcher']>;

function* findAllNative(regexp: RegExp, text: string): Generator<RegexMatch> {
  let end = -1;
  for (const match of text.matchAll(new RegExp(regexp.source, `${regexp.flags}g`))) {
    const isRepeated = match[0] === '' && match.index === end;
    if (!isRepeated) yield { index: match.index, groups: match };
    end = match.index + match[0].length;
  }
}
