import { TemplateError, type Node, type Operand, type Pipe } from './ast.ts';
import { BUILTIN_FUNCTIONS } from './builtins.ts';
import { executeTemplate } from './evaluate.ts';
import type { TemplateFunction } from './function.ts';
import { MATH_FUNCTIONS } from './math-functions.ts';
import { parseTemplate } from './parse.ts';
import { TEXT_FUNCTIONS } from './text-functions.ts';
import { timeFunctions } from './time-functions.ts';

/** The line that `__line__` and `__timestamp__` speak of. */
export interface TemplateContext {
  line: () => string;
  unixNano: () => bigint;
  readonly nowMs: () => number;
}
export interface Template {
  /** Set when the template is one label and nothing else. */
  readonly onlyLabel: string | null;
  /** Labels that it names. */
  readonly labels: readonly string[];
  /** Whether it can see no other labels: it takes none from all of them, as `range` or `.` alone would. */
  readonly seesNamedOnly: boolean;
  /** @throws TemplateError with Go's message */
  readonly execute: (labels: ReadonlyMap<string, string>) => string;
}

/**
 * @param name what errors call the template
 * @throws TemplateError when the template is malformed
 */
export function compileTemplate(name: string, source: string, context: TemplateContext): Template {
  const functions = new Map<string, TemplateFunction>(
    Object.entries({
      ...BUILTIN_FUNCTIONS,
      ...TEXT_FUNCTIONS,
      ...MATH_FUNCTIONS,
      ...timeFunctions(context.nowMs),
      __line__: { parameters: [], call: () => context.line() },
      __timestamp__: { parameters: [], call: () => ({ unixNano: context.unixNano(), zone: 'UTC' }) },
    }),
  );
  let nodes: Node[];
  try {
    nodes = parseTemplate(source, (known) => functions.has(known));
  } catch (error) {
    if (error instanceof TemplateError) throw new TemplateError(`template: ${name}:1: ${error.message}`);
    throw error;
  }
  return {
    onlyLabel: onlyLabel(nodes),
    labels: [...new Set(nodes.flatMap(fieldsOfNode))],
    seesNamedOnly: nodes.every(namesFields),
    execute: (labels) => executeTemplate(nodes, labels, { name, source, functions }),
  };
}

function onlyLabel(nodes: readonly Node[]): string | null {
  const [node] = nodes;
  if (nodes.length !== 1 || node?.kind !== 'action' || node.pipe.commands.length !== 1) return null;
  const args = node.pipe.commands[0]?.args ?? [];
  const [arg] = args;
  return args.length === 1 && arg?.kind === 'field' && arg.path.length === 1 ? (arg.path[0] ?? null) : null;
}

function fieldsOfNode(node: Node): string[] {
  switch (node.kind) {
    case 'text':
    case 'break':
    case 'continue':
      return [];
    case 'action':
      return fieldsOfPipe(node.pipe);
    case 'if':
    case 'with':
    case 'range':
      return [...fieldsOfPipe(node.pipe), ...node.body.flatMap(fieldsOfNode), ...node.otherwise.flatMap(fieldsOfNode)];
  }
}

const fieldsOfPipe = (pipe: Pipe): string[] => pipe.commands.flatMap(({ args }) => args.flatMap(fieldsOfOperand));

function fieldsOfOperand(operand: Operand): readonly string[] {
  if (operand.kind === 'field') return operand.path;
  return operand.kind === 'pipe' ? fieldsOfPipe(operand.pipe) : [];
}

/** Whether fields are all that is taken from the labels. */
function namesFields(node: Node): boolean {
  switch (node.kind) {
    case 'text':
    case 'break':
    case 'continue':
      return true;
    case 'action':
      return pipeNamesFields(node.pipe);
    case 'if':
      return pipeNamesFields(node.pipe) && node.body.every(namesFields) && node.otherwise.every(namesFields);
    // What a dot means in them is another matter.
    case 'with':
    case 'range':
      return false;
  }
}

const pipeNamesFields = ({ commands }: Pipe): boolean => commands.every(({ args }) => args.every(operandNamesFields));

function operandNamesFields(operand: Operand): boolean {
  if (operand.kind === 'pipe') return pipeNamesFields(operand.pipe);
  return operand.kind !== 'dot' && operand.kind !== 'variable';
}
