import { unquote, type SelectorMatcher } from './selectors.ts';

/** As long as queries may be; half of a longer one would say too much. */
const MAX_CHARS = 100_000;

const TOKEN = /"(?:[^"\\]|\\.)*"|`[^`]*`|\/\/[^\n]*|&&|\|\||[{}()]|[^"`{}()&|/]+|[^]/gsy;
const STRING = '"(?:[^"\\\\]|\\\\.)*"|`[^`]*`';
const CONDITION = new RegExp(
  `^\\s*((?:resource|span|event|link|instrumentation)?\\.[^\\s"\`=!<>~()]+|[A-Za-z]+(?::[A-Za-z]+)?)\\s*(=~|!~|!=|=)\\s*(${STRING}|[\\w.-]+)\\s*$`,
  's',
);

/**
 * What each `{…}` of a TraceQL text demands of a span: its conditions that are joined by `&&` at the top. What is no
 * plain condition, or stands beside a `||`, has no name, only its text. Intrinsics are named with their scope
 * (`span:status`), so that no label is taken for one. O(length).
 */
export function spansetsOf(text: string): readonly (readonly SelectorMatcher[])[] {
  if (text.length > MAX_CHARS) return [];
  return filtersOf(text).map(({ parts, isUnion }) =>
    isUnion
      ? [unread(parts.join('&&'))]
      : parts.filter((part) => !isVoid(part)).map((part) => readCondition(part) ?? unread(part)),
  );
}

const isVoid = (part: string): boolean => /^\s*(?:true)?\s*$/.test(part);
const unread = (part: string): SelectorMatcher => ({ name: '', op: '!=', value: part.trim(), text: part.trim() });

interface Filter {
  /** The conditions, as written. */
  readonly parts: readonly string[];
  readonly isUnion: boolean;
}

function filtersOf(text: string): readonly Filter[] {
  const filters: Filter[] = [];
  let parts: string[] | null = null;
  let [isUnion, depth] = [false, 0];
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith('//')) continue;
    if (parts === null) {
      if (token === '{') [parts, isUnion, depth] = [[''], false, 0];
      continue;
    }
    if (token === '}') {
      filters.push({ parts, isUnion });
      parts = null;
      continue;
    }
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (token === '||' && depth === 0) isUnion = true;
    if (token === '&&' && depth === 0) parts.push('');
    else parts[parts.length - 1] += token;
  }
  return filters;
}

function readCondition(part: string): SelectorMatcher | null {
  const [, name = '', op, operand = ''] = CONDITION.exec(part) ?? [];
  if (!op) return null;
  const isText = /^["`]/.test(operand);
  const value = operand.startsWith('"') ? unquote(operand.slice(1, -1)) : isText ? operand.slice(1, -1) : operand;
  const isIntrinsic = !name.includes('.');
  const known = isIntrinsic && !name.includes(':') ? `span:${name}` : name.replace(/^\./, '');
  return { name: known, op: op as SelectorMatcher['op'], value };
}
