import { TemplateError, commandText, type Branch, type Command, type Node, type Operand, type Pipe } from './ast.ts';
import { MAX_RESULT_LENGTH, checkArguments, type TemplateFunction } from './function.ts';
import { isList, isMap, isTrue, printValue, sortedEntries, typeName, type Value } from './values.ts';

/** How much one line may make a template do. */
const MAX_STEPS = 100_000;

export interface TemplateScope {
  readonly name: string;
  readonly source: string;
  readonly functions: ReadonlyMap<string, TemplateFunction>;
}

class LoopSignal {
  readonly kind: 'break' | 'continue';
  constructor(kind: 'break' | 'continue') {
    this.kind = kind;
  }
}

/** @throws TemplateError with Go's message */
export function executeTemplate(
  nodes: readonly Node[],
  labels: ReadonlyMap<string, string>,
  scope: TemplateScope,
): string {
  return new Execution(scope, labels).run(nodes);
}

class Execution {
  readonly #scope: TemplateScope;
  readonly #labels: ReadonlyMap<string, string>;
  readonly #variables: { name: string; value: Value }[] = [];
  #output = '';
  #steps = 0;

  constructor(scope: TemplateScope, labels: ReadonlyMap<string, string>) {
    this.#scope = scope;
    this.#labels = labels;
    this.#variables.push({ name: '$', value: labels });
  }

  run(nodes: readonly Node[]): string {
    this.#runList(nodes, this.#labels);
    return this.#output;
  }

  #step(): void {
    if (++this.#steps > MAX_STEPS) throw new TemplateError('template takes too many steps');
  }

  #write(text: string): void {
    this.#output += text;
    if (this.#output.length > MAX_RESULT_LENGTH) throw new TemplateError('template output is too long');
  }

  #runList(nodes: readonly Node[], dot: Value): LoopSignal | null {
    for (const node of nodes) {
      this.#step();
      const signal = this.#runNode(node, dot);
      if (signal) return signal;
    }
    return null;
  }

  #runNode(node: Node, dot: Value): LoopSignal | null {
    switch (node.kind) {
      case 'text':
        this.#write(node.text);
        return null;
      case 'action': {
        const value = this.#evalPipe(node.pipe, dot);
        if (node.pipe.variables.length === 0) this.#write(value === null ? '<no value>' : printValue(value));
        return null;
      }
      case 'break':
      case 'continue':
        return new LoopSignal(node.kind);
      case 'if':
      case 'with':
      case 'range': {
        const depth = this.#variables.length;
        const signal = node.kind === 'range' ? this.#runRange(node, dot) : this.#runBranch(node, dot);
        this.#variables.length = depth;
        return signal;
      }
    }
  }

  #runBranch(node: Branch, dot: Value): LoopSignal | null {
    const value = this.#evalPipe(node.pipe, dot);
    const inner = node.kind === 'with' ? value : dot;
    return isTrue(value) ? this.#runList(node.body, inner) : this.#runList(node.otherwise, dot);
  }

  #runRange(node: Branch, dot: Value): LoopSignal | null {
    const value = this.#evalPipe({ ...node.pipe, variables: [] }, dot);
    const items = rangeItems(value);
    let isEmpty = true;
    for (const [key, item] of items) {
      isEmpty = false;
      this.#step();
      const depth = this.#variables.length;
      this.#bindLoop(node.pipe, key, item);
      const signal = this.#runList(node.body, item);
      this.#variables.length = depth;
      if (signal?.kind === 'break') break;
    }
    return isEmpty ? this.#runList(node.otherwise, dot) : null;
  }

  #bindLoop({ variables, isAssignment }: Pipe, key: Value, item: Value): void {
    const [first, second] = variables;
    const bind = (name: string, value: Value) =>
      isAssignment ? this.#assign(name, value) : this.#declare(name, value);
    if (first !== undefined) bind(first, second === undefined ? item : key);
    if (second !== undefined) bind(second, item);
  }

  #declare(name: string, value: Value): void {
    this.#variables.push({ name, value });
  }

  #assign(name: string, value: Value): void {
    const variable = this.#variables.findLast((known) => known.name === name);
    if (variable) variable.value = value;
  }

  #evalPipe(pipe: Pipe, dot: Value): Value {
    let value: Value | undefined;
    for (const command of pipe.commands) value = this.#evalCommand(command, dot, value);
    const result = value ?? null;
    const [name] = pipe.variables;
    if (name !== undefined) {
      if (pipe.isAssignment) this.#assign(name, result);
      else this.#declare(name, result);
    }
    return result;
  }

  #evalCommand({ args }: Command, dot: Value, final: Value | undefined): Value {
    this.#step();
    const [first, ...rest] = args;
    if (!first) return null;
    if (first.kind === 'function') return this.#call(first, rest, { dot, final });
    if (rest.length > 0 || final !== undefined) {
      if (first.kind === 'literal') throw this.#error(first, `can't give argument to non-function ${first.text}`);
      const name = first.kind === 'field' ? first.path.at(-1) : first.text;
      throw this.#error(first, `${name} is not a method but has arguments`);
    }
    if (first.kind === 'literal' && first.value === null) throw this.#error(first, 'nil is not a command');
    return this.#evalOperand(first, dot);
  }

  #call(
    operand: Operand & { kind: 'function' },
    args: readonly Operand[],
    { dot, final }: { dot: Value; final: Value | undefined },
  ): Value {
    const fn = this.#scope.functions.get(operand.name);
    if (!fn) throw this.#error(operand, `"${operand.name}" is not a defined function`);
    const values: Value[] = [];
    const stopsAt = operand.name === 'and' ? false : operand.name === 'or' ? true : null;
    for (const arg of args) {
      const value = this.#evalOperand(arg, dot);
      values.push(value);
      if (stopsAt !== null && isTrue(value) === stopsAt) return value;
    }
    if (final !== undefined) values.push(final);
    try {
      checkArguments(operand.name, fn, values);
      return fn.call(values);
    } catch (error) {
      // A result that no string can hold.
      const command = { ...operand, text: commandText({ args: [operand, ...args] }) };
      if (error instanceof RangeError) throw this.#error(command, `error calling ${operand.name}: result is too long`);
      if (!(error instanceof TemplateError)) throw error;
      const isArgumentError = /^wrong |^template: /.test(error.message);
      if (isArgumentError) throw this.#error(operand, error.message);
      throw this.#error(command, `error calling ${operand.name}: ${error.message}`);
    }
  }

  #evalOperand(operand: Operand, dot: Value): Value {
    switch (operand.kind) {
      case 'literal':
        return operand.value;
      case 'dot':
        return dot;
      case 'field':
        return this.#walk(dot, operand.path, operand);
      case 'variable': {
        const variable = this.#variables.findLast(({ name }) => name === operand.name);
        return this.#walk(variable?.value ?? null, operand.path, operand);
      }
      case 'function':
        return this.#call(operand, [], { dot, final: undefined });
      case 'pipe': {
        const depth = this.#variables.length;
        const value = this.#evalPipe(operand.pipe, dot);
        this.#variables.length = depth;
        return this.#walk(value, operand.path, operand);
      }
    }
  }

  #walk(start: Value, path: readonly string[], operand: Operand): Value {
    let value = start;
    for (const name of path) {
      if (value === null) throw this.#error(operand, `nil pointer evaluating interface {}.${name}`);
      if (!isMap(value)) throw this.#error(operand, `can't evaluate field ${name} in type ${typeName(value)}`);
      // A label that is missing is empty, a key missing from JSON has no value.
      value = value.get(name) ?? (value === this.#labels ? '' : null);
    }
    return value;
  }

  #error(operand: Operand, message: string): TemplateError {
    if (message.startsWith('template: ')) return new TemplateError(message);
    const before = this.#scope.source.slice(0, operand.at).split('\n');
    const place = `${this.#scope.name}:${before.length}:${before.at(-1)?.length ?? 0}`;
    return new TemplateError(`template: ${place}: executing "${this.#scope.name}" at <${operand.text}>: ${message}`);
  }
}

function* rangeItems(value: Value): Generator<[Value, Value]> {
  if (value === null) return;
  if (isList(value)) {
    for (const [index, item] of value.entries()) yield [BigInt(index), item];
  } else if (isMap(value)) yield* sortedEntries(value);
  else if (typeof value === 'bigint') for (let index = 0n; index < value; index++) yield [index, index];
  else throw new TemplateError(`range can't iterate over ${printValue(value)}`);
}
