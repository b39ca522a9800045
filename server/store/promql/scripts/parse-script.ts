import { compileRegex } from '../../regex.ts';
import { parseDuration } from '../model/durations.ts';
import type { LabelSet } from '../model/labels.ts';
import { parseNumber } from '../model/numbers.ts';
import { unquote } from '../parser/literals.ts';
import { parseSeriesLine, type SequenceValue } from './series-notation.ts';
import { parseStartLine, type StartLine } from './start-notation.ts';

export interface LoadedSeries {
  readonly labels: LabelSet;
  readonly values: readonly SequenceValue[];
  readonly starts: readonly (number | null)[] | null;
}

export type ExpectKind = 'ordered' | 'fail' | 'warn' | 'no_warn' | 'info' | 'no_info';
export interface Expectation {
  readonly kind: ExpectKind;
  readonly matches: (text: string) => boolean;
  readonly described: string;
  /** Of the old notation, as `eval_warn`: one is enough, and others may come. */
  readonly isLoose: boolean;
}

export interface ExpectedSeries {
  /** From 1, for ordered results. */
  readonly position: number;
  readonly labels: LabelSet;
  readonly values: readonly SequenceValue[];
}

export interface EvalCommand {
  readonly kind: 'eval';
  readonly line: number;
  readonly query: string;
  readonly isRange: boolean;
  /** ms. For an instant query the times of the range vector it is expected to return, if any. */
  start: number;
  end: number;
  step: number;
  /** When an instant query is evaluated. */
  at: number;
  readonly expectations: Expectation[];
  readonly series: ExpectedSeries[];
  scalar: number | null;
  text: string | null;
  /** The result is no vector, so that the query cannot be run over a range. */
  instantOnly: boolean;
}

export type Command =
  | { readonly kind: 'clear' }
  | {
      readonly kind: 'load';
      readonly line: number;
      readonly step: number;
      readonly withCustomBuckets: boolean;
      readonly series: LoadedSeries[];
    }
  | EvalCommand
  /** A command that makes no sense. */
  | { readonly kind: 'invalid'; readonly line: number; readonly text: string; readonly reason: string };

/** Blank lines and comments separate commands; what cannot be read becomes a command of its own. */
export function parseScript(script: string): Command[] {
  const lines = script.split('\n').map((line) => (line.trim().startsWith('#') ? '' : line.trim()));
  const commands: Command[] = [];
  for (let at = 0; at < lines.length; at++) {
    const text = lines[at] ?? '';
    if (text === '') continue;
    const line = at + 1;
    const body: string[] = [];
    while (at + 1 < lines.length && lines[at + 1] !== '') body.push(lines[++at] ?? '');
    try {
      const { command, used } = parseCommand(text, body, line);
      commands.push(command);
      at -= body.length - used;
    } catch (error) {
      commands.push({ kind: 'invalid', line, text, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return commands;
}

interface Parsed {
  readonly command: Command;
  /** How many lines of the body belong to it. */
  readonly used: number;
}

function parseCommand(head: string, body: readonly string[], line: number): Parsed {
  const [word = ''] = head.toLowerCase().split(/[\t ]+/);
  if (word === 'clear') return { command: { kind: 'clear' }, used: 0 };
  if (word.startsWith('load')) return { command: parseLoad(head, body, line), used: body.length };
  if (word.startsWith('eval')) return parseEval(head, body, line);
  throw new Error(`invalid command "${head}"`);
}

function duration(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === null) throw new Error(`not a duration: "${text}"`);
  return milliseconds;
}

function parseLoad(head: string, body: readonly string[], line: number): Command {
  const match = /^load(?:_(with_nhcb))?\s+(.+?)$/.exec(head);
  if (!match) throw new Error('invalid load command');
  const series: LoadedSeries[] = [];
  let pending: StartLine | null = null;
  for (const text of body) {
    const start = parseStartLine(text);
    if (start) {
      if (pending) throw new Error(`start times without samples, before: ${text}`);
      pending = start;
      continue;
    }
    const { labels, values } = parseSeriesLine(text);
    if (pending && pending.labels.key !== labels.key) throw new Error(`start times of another series: ${text}`);
    if (pending && pending.offsets.length !== values.length)
      throw new Error(`${pending.offsets.length} start times for ${values.length} samples: ${text}`);
    series.push({ labels, values, starts: pending?.offsets ?? null });
    pending = null;
  }
  if (pending) throw new Error('start times without samples');
  return { kind: 'load', line, step: duration(match[2] ?? ''), withCustomBuckets: match[1] !== undefined, series };
}

const INSTANT = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+(?:at\s+(.+?))?\s+(.+)$/;
const RANGE = /^eval(?:_(fail|warn|info))?\s+range\s+from\s+(.+)\s+to\s+(.+)\s+step\s+(.+?)\s+(.+)$/;

function parseEval(head: string, body: readonly string[], line: number): Parsed {
  const command = evalHead(head, line);
  let position = 0;
  let used = 0;
  for (const text of body) {
    used++;
    if (readExpectation(command, text)) {
      if (text.startsWith('expected_fail')) break;
      continue;
    }
    const number = parseNumber(text);
    if (number !== null) {
      command.scalar = number;
      break;
    }
    const { labels, values } = parseSeriesLine(text);
    command.series.push({ position: ++position, labels, values });
  }
  const problem = contradiction(command);
  if (problem !== null) throw new Error(problem);
  return { command, used };
}

/** What no result could meet, or Prometheus does not take. */
function contradiction({ expectations, series, isRange, instantOnly, start, end }: EvalCommand): string | null {
  const count = (wanted: ExpectKind) => expectations.filter(({ kind, isLoose }) => kind === wanted && !isLoose).length;
  for (const [kind, none] of [['warn', 'no_warn'] as const, ['info', 'no_info'] as const])
    if (count(kind) > 0 && count(none) > 0) return `${kind} and ${none} cannot be expected together`;
  if (count('fail') > 1) return 'more than one failure is expected';
  if (end < start) return 'the end is before the start';
  if (!isRange && !instantOnly && series.some(({ values }) => values.length > 1))
    return 'an instant query returns one value of a series; "expect range vector" tells of more';
  return null;
}

function evalHead(head: string, line: number): EvalCommand {
  const instant = INSTANT.exec(head);
  const range = RANGE.exec(head);
  if (!instant && !range) throw new Error('invalid eval command');
  const [modifier, query] = instant ? [instant[1], instant[3]] : [range?.[1], range?.[5]];
  const [start, end, step] = range ? [range[2], range[3], range[4]].map((text) => duration(text ?? '')) : [];
  const at = instant ? duration(instant[2] ?? '0') : 0;
  return {
    kind: 'eval',
    line,
    query: query ?? '',
    isRange: range !== null,
    start: start ?? at,
    end: end ?? at,
    step: step ?? 0,
    at,
    expectations: modifier ? [{ ...expectation(modifier as ExpectKind), isLoose: true }] : [],
    series: [],
    scalar: null,
    text: null,
    instantOnly: false,
  };
}

const EXPECT = /^expect\s+(ordered|fail|warn|no_warn|info|no_info)(?:\s+(regex|msg):(.+))?$/;
const EXPECT_RANGE = /^expect range vector\s+from\s+(.+)\s+to\s+(.+)\s+step\s+(.+)$/;
const EXPECT_FAIL = /^expected_fail_(message|regexp)\s*(.*)$/;

function readExpectation(command: EvalCommand, text: string): boolean {
  const failure = EXPECT_FAIL.exec(text);
  if (failure) {
    command.expectations.push(expectation('fail', failure[1] === 'regexp' ? 'regex' : 'msg', failure[2]));
    return true;
  }
  const range = EXPECT_RANGE.exec(text);
  if (range) {
    [command.start, command.end, command.step] = [
      duration(range[1] ?? ''),
      duration(range[2] ?? ''),
      duration(range[3] ?? ''),
    ];
    command.instantOnly = true;
    return true;
  }
  if (text.startsWith('expect string ')) {
    command.text = unquote(text.slice('expect string '.length));
    if (command.text === null) throw new Error('expected string is not quoted');
    command.instantOnly = true;
    return true;
  }
  if (text.split(' ')[0] !== 'expect') return false;
  const match = EXPECT.exec(text);
  if (!match) throw new Error(`invalid expect statement: ${text}`);
  command.expectations.push(expectation(match[1] as ExpectKind, match[2], match[3]));
  return true;
}

function expectation(kind: ExpectKind, how?: string, what = ''): Expectation {
  const wanted = what.trim();
  if (how === undefined) return { kind, matches: () => true, described: 'anything', isLoose: false };
  if (how === 'msg') return { kind, matches: messageMatcher(kind, wanted), described: wanted, isLoose: false };
  const { test } = compileRegex(wanted, false);
  return { kind, matches: test, described: `/${wanted}/`, isLoose: false };
}

const POSITION = / \(\d+:\d+\)$/;

/** Scripts up to Prometheus 3.14 name annotations without the place in the query that newer ones end with. */
function messageMatcher(kind: ExpectKind, wanted: string): (text: string) => boolean {
  if (kind === 'fail' || POSITION.test(wanted)) return (text) => text === wanted;
  return (text) => text.replace(POSITION, '') === wanted;
}
