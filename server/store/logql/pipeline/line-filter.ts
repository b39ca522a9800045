import { compileRegex, type Regex } from '../../regex.ts';
import type { LineFilterOp, LineFilterStage } from '../syntax/ast.ts';
import { containsIp, parseIpPattern } from './ip.ts';
import { lineText } from './line.ts';
import { checkLineFilter, parsePattern, testPattern } from './pattern.ts';
import type { StageRunner } from './stage.ts';

/** A test of one line; `needle` is set when the test is "contains this text", so that whole blocks can be searched. */
export interface LineTest {
  readonly needle: string | null;
  readonly test: (line: string) => boolean;
}
/** One line filter: alternatives of which one must hold, or with `isNegated` none may. */
export interface LineFilter {
  readonly isNegated: boolean;
  readonly tests: readonly LineTest[];
}

/** @throws Error with Loki's words */
export function compileLineFilter(stage: LineFilterStage): LineFilter {
  return {
    isNegated: stage.op === '!=' || stage.op === '!~' || stage.op === '!>',
    tests: stage.alternatives.flatMap(({ text, isIp }) =>
      isIp ? [ipTest(text, stage.op)] : textTests(text, stage.op),
    ),
  };
}

/** Whether the filter lets every line pass, as `|= ""` does. */
export const passesAll = (filter: LineFilter): boolean =>
  !filter.isNegated && filter.tests.some(({ needle }) => needle === '');

export function testLine(filter: LineFilter, line: string): boolean {
  for (const { test } of filter.tests) if (test(line)) return !filter.isNegated;
  return filter.isNegated;
}

export function createLineFilterRunner(filter: LineFilter): StageRunner {
  return { run: (line) => testLine(filter, lineText(line)) };
}

function ipTest(pattern: string, op: LineFilterOp): LineTest {
  if (op !== '|=' && op !== '!=') throw new Error('ip: invalid operation');
  const matcher = parseIpPattern(pattern);
  if (!matcher) throw new Error(`ip: invalid pattern: "${pattern}"`);
  return { needle: null, test: (line) => containsIp(line, matcher) };
}

function textTests(text: string, op: LineFilterOp): LineTest[] {
  switch (op) {
    case '|=':
    case '!=':
      return [contains(text)];
    case '|~':
    case '!~':
      return regexTests(text);
    case '|>':
    case '!>': {
      const parts = parsePattern(text);
      const complaint = checkLineFilter(parts);
      if (complaint) throw new Error(complaint);
      return [{ needle: null, test: (line) => testPattern(parts, line) }];
    }
  }
}

const contains = (needle: string): LineTest => ({ needle, test: (line) => line.includes(needle) });

/** Alternatives of plain text are searched as text. */
const PLAIN_ALTERNATIVES = /^\(?(?:[^\\.+*?()|[\]{}^$]+\|)*[^\\.+*?()|[\]{}^$]+\)?$/;

function regexTests(pattern: string): LineTest[] {
  const regex: Regex = compileRegex(pattern, false);
  const isGroup = pattern.startsWith('(') === pattern.endsWith(')');
  if (PLAIN_ALTERNATIVES.test(pattern) && isGroup)
    return pattern
      .replace(/^\(|\)$/g, '')
      .split('|')
      .map(contains);
  const trimmed = pattern.replace(/^\.\*/, '').replace(/\.\*$/, '');
  // Surrounding `.*` match anything but line breaks, of which the text itself has none: finding the text is enough.
  if (trimmed !== pattern && /^[^\\.+*?()|[\]{}^$\n]*$/.test(trimmed)) return [contains(trimmed)];
  return [{ needle: null, test: regex.test }];
}
