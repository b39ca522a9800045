import type { LineFilterOp, LineFilterStage } from '../syntax/ast.ts';
import { containsIp, parseIpPattern } from './ip.ts';
import { lineText } from './line.ts';
import { checkLineFilter, parsePattern, testPattern } from './pattern.ts';
import type { StageRunner } from './stage.ts';
import { contains, regexTests, type LineTest } from './text-test.ts';

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
      return regexTests(text, false);
    case '|>':
    case '!>': {
      const parts = parsePattern(text);
      const complaint = checkLineFilter(parts);
      if (complaint) throw new Error(complaint);
      return [{ needle: null, test: (line) => testPattern(parts, line) }];
    }
  }
}
