import type {
  ArithmeticOperator,
  ComparisonOperator,
  FirstStage,
  MetricsExpression,
  Pipeline,
  SecondStage,
} from './ast.ts';
import { readStatic } from './field-expression.ts';
import { parseConstituents, type Constituent } from './grammar.ts';
import { buildFirstStage } from './metrics-stage.ts';
import { EvaluationError } from './evaluation-error.ts';
import { applyBinary, applyUnary } from './operators.ts';
import { failAt } from './parse-error.ts';
import { buildPipeline } from './pipeline-builder.ts';
import { toNumber, type Static } from './static.ts';
import { describeToken, findClose, isWord, type Position, type Token } from './token.ts';
import { METRICS_FUNCTIONS } from './words.ts';

const SECOND = 1e9;
const LEVELS: Readonly<Record<string, number>> = { '+': 1, '-': 1, '*': 2, '/': 2 };
const COMPARISONS = ['=', '!=', '>', '>=', '<', '<='] as const;

const isMetricsFunction = (token: Token | undefined) => token?.type === 'WORD' && METRICS_FUNCTIONS.has(token.text);
export const isMetricsQuery = (tokens: readonly Token[]): boolean => tokens.some(isMetricsFunction);

/**
 * Metrics queries, around the spansets that the official grammar reads: Tempo 3's arithmetic between queries in
 * parentheses, comparisons of results, and the chain of second stages are not in that grammar.
 *
 * @throws TraceqlError
 */
export function buildMetrics(tokens: readonly Token[], end: Position): MetricsExpression {
  const at = findFunction(tokens);
  if (at !== undefined) return buildLeaf(tokens, { at, end });
  const reader = new MetricsReader(tokens, end);
  const operand = reader.readChain(0);
  const expression = typeof operand === 'object' && 'type' in operand ? reader.fail() : operand;
  const stages = reader.readStages();
  if (reader.position < tokens.length) reader.fail();
  return addStages(expression, stages);
}

/** `{…} | rate() by (…)` with what may follow it. */
function buildLeaf(tokens: readonly Token[], { at, end }: { at: number; end: Position }): MetricsExpression {
  const close = findClose(tokens, at + 1);
  const after = isWord(tokens[close + 1], 'by') ? findClose(tokens, close + 2) + 1 : close + 1;
  const own = tokens.slice(0, after);
  const { pipeline, first } = splitStages(parseConstituents(own, tokens[after] ?? end), { tokens: own, at });
  const rest = new MetricsReader(tokens, end, after);
  const stages = rest.readStages();
  if (rest.position < tokens.length) rest.fail();
  return { kind: 'leaf', pipeline, first, stages };
}

/** The metrics function that no parenthesis encloses: without one, the query is arithmetic. */
function findFunction(tokens: readonly Token[]): number | undefined {
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (isWord(token, '(', '{')) depth++;
    else if (isWord(token, ')', '}')) depth--;
    else if (depth === 0 && isMetricsFunction(token)) return index;
  }
  return undefined;
}

interface OwnTokens {
  readonly tokens: readonly Token[];
  /** Index of the metrics function. */
  readonly at: number;
}

/** The pipeline before the last pipe, and the function after it. */
function splitStages(node: Constituent, { tokens, at }: OwnTokens): { pipeline: Pipeline; first: FirstStage } {
  const find = (from: Constituent): Constituent | undefined =>
    from.rule === 'MetricsOperation' && from.from === at ? from : from.children.map(find).find(Boolean);
  const stage = find(node);
  const token = tokens[at] as Token;
  if (!stage || at < 2) return failAt(`syntax error: unexpected ${describeToken(token)}`, token);
  const before = tokens.slice(0, at - 1);
  const pipeline = buildPipeline(parseConstituents(before, tokens[at - 1] as Token), before);
  return { pipeline, first: buildFirstStage(stage, tokens) };
}

type Operand = MetricsExpression | Static;
const isScalar = (operand: Operand): operand is Static => 'type' in operand;

class MetricsReader {
  position: number;
  private readonly tokens: readonly Token[];
  private readonly end: Position;

  constructor(tokens: readonly Token[], end: Position, position = 0) {
    this.tokens = tokens;
    this.end = end;
    this.position = position;
  }

  fail(): never {
    const token = this.tokens[this.position];
    return failAt(`syntax error: unexpected ${describeToken(token)}`, token ?? this.end);
  }

  readChain(minimum: number): Operand {
    let left = this.readOperand();
    for (;;) {
      const token = this.tokens[this.position];
      const level = token?.type === 'WORD' ? LEVELS[token.text] : undefined;
      if (!token || level === undefined || level <= minimum) return left;
      this.position++;
      left = combine(describeToken(token) as ArithmeticOperator, { left, right: this.readChain(level), at: token });
    }
  }

  readStages(): SecondStage[] {
    const stages: SecondStage[] = [];
    for (;;) {
      const token = this.tokens[this.position];
      if (isWord(token, '|')) {
        this.position++;
        stages.push(this.readTop());
      } else if (isWord(token, ...COMPARISONS)) {
        this.position++;
        const value = this.readChain(0);
        if (!isScalar(value)) return this.fail();
        stages.push({ kind: 'metricsFilter', op: describeToken(token) as ComparisonOperator, value: inSeconds(value) });
      } else return stages;
    }
  }

  private readTop(): SecondStage {
    const [name, open, limit, close] = this.tokens.slice(this.position, this.position + 4);
    for (const isExpected of [
      isWord(name, 'topk', 'bottomk'),
      isWord(open, '('),
      limit?.type === 'INTEGER',
      isWord(close, ')'),
    ]) {
      if (!isExpected) this.fail();
      this.position++;
    }
    return { kind: describeToken(name) as 'topk' | 'bottomk', limit: limit?.type === 'INTEGER' ? limit.value : 0 };
  }

  private readOperand(): Operand {
    const token = this.tokens[this.position];
    if (isWord(token, '-')) {
      this.position++;
      const operand = this.readOperand();
      return isScalar(operand) ? applyUnary('-', operand) : this.fail();
    }
    if (isWord(token, '(')) return this.readGroup();
    if (token?.type !== 'INTEGER' && token?.type !== 'FLOAT' && token?.type !== 'DURATION') return this.fail();
    this.position++;
    return readStatic(token);
  }

  private readGroup(): Operand {
    const close = findClose(this.tokens, this.position);
    const inner = this.tokens.slice(this.position + 1, close);
    const after = this.tokens[close];
    if (!after) {
      this.position = this.tokens.length;
      return this.fail();
    }
    this.position = close + 1;
    if (isMetricsQuery(inner)) return buildMetrics(inner, after);
    const reader = new MetricsReader(inner, after);
    const operand = reader.readChain(0);
    return reader.position < inner.length || !isScalar(operand) ? reader.fail() : operand;
  }
}

interface Sides {
  readonly left: Operand;
  readonly right: Operand;
  readonly at: Token;
}

function combine(op: ArithmeticOperator, { left, right, at }: Sides): Operand {
  if (isScalar(left) && isScalar(right)) return foldScalars(op, { left, right, at });
  if (isScalar(left) && !isScalar(right))
    return addStages(right, [{ kind: 'scalar', op, value: scalarOf(left, at), isScalarOnLeft: true }]);
  if (isScalar(right) && !isScalar(left))
    return addStages(left, [{ kind: 'scalar', op, value: scalarOf(right, at), isScalarOnLeft: false }]);
  return { kind: 'math', op, left: left as MetricsExpression, right: right as MetricsExpression, stages: [] };
}

function foldScalars(op: ArithmeticOperator, { left, right, at }: { left: Static; right: Static; at: Token }): Static {
  if (left.type === 'duration' || right.type === 'duration')
    return failAt('duration cannot be used in scalar arithmetic', at);
  try {
    return applyBinary(op, left, right);
  } catch (error) {
    if (error instanceof EvaluationError) return failAt(error.message, at);
    throw error;
  }
}

function scalarOf(value: Static, at: Token): number {
  if (value.type === 'duration') failAt('duration cannot be used as a scalar operand in metric arithmetic', at);
  return toNumber(value);
}

const inSeconds = (value: Static) => (value.type === 'duration' ? value.value / SECOND : toNumber(value));

const addStages = (expression: MetricsExpression, stages: readonly SecondStage[]): MetricsExpression => ({
  ...expression,
  stages: [...expression.stages, ...stages],
});
