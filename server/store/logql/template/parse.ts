import { goUnquote } from '../go/quote.ts';
import { TemplateError, commandText, type Branch, type Command, type Node, type Operand, type Pipe } from './ast.ts';
import { lexTemplate, type TemplateToken } from './lex.ts';

const MAX_DEPTH = 100;
const KEYWORDS = new Set(['if', 'else', 'end', 'range', 'with', 'break', 'continue', 'define', 'template', 'block']);

/**
 * @param hasFunction whether a function of this name exists
 * @throws TemplateError
 */
export function parseTemplate(template: string, hasFunction: (name: string) => boolean): Node[] {
  const parser = new TemplateParser(lexTemplate(template), hasFunction);
  const { nodes, end } = parser.parseList(0);
  if (end !== null) throw new TemplateError(`unexpected {{${end}}}`);
  return nodes;
}

type ListEnd = 'end' | 'else' | null;

class TemplateParser {
  readonly #tokens: readonly TemplateToken[];
  readonly #hasFunction: (name: string) => boolean;
  readonly #variables: string[] = ['$'];
  #at = 0;
  #loops = 0;

  constructor(tokens: readonly TemplateToken[], hasFunction: (name: string) => boolean) {
    this.#tokens = tokens;
    this.#hasFunction = hasFunction;
  }

  parseList(depth: number): { nodes: Node[]; end: ListEnd } {
    if (depth > MAX_DEPTH) throw new TemplateError('template nested too deeply');
    const nodes: Node[] = [];
    for (let token = this.#peek(); token; token = this.#peek()) {
      this.#at++;
      if (token.kind === 'text') nodes.push({ kind: 'text', text: token.text });
      else {
        const node = this.#parseAction(depth);
        if (node === 'end' || node === 'else') return { nodes, end: node };
        nodes.push(node);
      }
    }
    return { nodes, end: null };
  }

  #peek(): TemplateToken | undefined {
    return this.#tokens[this.#at];
  }

  #skipSpace(): void {
    while (this.#peek()?.kind === 'space') this.#at++;
  }

  #take(kind: TemplateToken['kind'], text?: string): TemplateToken | null {
    const token = this.#peek();
    if (token?.kind !== kind || (text !== undefined && token.text !== text)) return null;
    this.#at++;
    return token;
  }

  #close(context: string): void {
    this.#skipSpace();
    const token = this.#peek();
    if (!this.#take('close')) throw new TemplateError(`unexpected ${describe(token)} in ${context}`);
  }

  #parseAction(depth: number): Node | 'end' | 'else' {
    this.#skipSpace();
    const token = this.#peek();
    const word = token?.kind === 'word' && KEYWORDS.has(token.text) ? token.text : null;
    if (word === null) return { kind: 'action', pipe: this.#parseWholePipe('command') };
    this.#at++;
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        return this.#parseBranch(word, depth);
      case 'end':
        this.#close('end');
        return 'end';
      case 'else':
        return 'else';
      case 'break':
      case 'continue':
        if (this.#loops === 0) throw new TemplateError(`{{${word}}} outside {{range}}`);
        this.#close(word);
        return { kind: word };
      default:
        throw new TemplateError(`{{${word}}} is not supported`);
    }
  }

  #parseBranch(kind: Branch['kind'], depth: number): Branch {
    const scope = this.#variables.length;
    const pipe = this.#parseWholePipe(kind);
    if (kind === 'range') this.#loops++;
    const { nodes: body, end } = this.parseList(depth + 1);
    if (kind === 'range') this.#loops--;
    if (end === null) throw new TemplateError('unexpected EOF');
    const otherwise = end === 'else' ? this.#parseElse(kind, depth) : [];
    this.#variables.length = scope;
    return { kind, pipe, body, otherwise };
  }

  #parseElse(kind: Branch['kind'], depth: number): readonly Node[] {
    this.#skipSpace();
    const next = this.#peek();
    if (next?.kind === 'word' && next.text === kind && kind !== 'range') {
      this.#at++;
      return [this.#parseBranch(kind, depth + 1)];
    }
    this.#close('else');
    const { nodes, end } = this.parseList(depth + 1);
    if (end !== 'end') throw new TemplateError(end === null ? 'unexpected EOF' : 'expected end; found {{else}}');
    return nodes;
  }

  #parseWholePipe(context: string): Pipe {
    const pipe = this.#parsePipe(context, 0);
    this.#close(context);
    return pipe;
  }

  #parsePipe(context: string, depth: number): Pipe {
    if (depth > MAX_DEPTH) throw new TemplateError('template nested too deeply');
    const { variables, isAssignment } = this.#parseDeclaration(context);
    const commands: Command[] = [this.#parseCommand(context, depth)];
    for (this.#skipSpace(); this.#take('mark', '|'); this.#skipSpace()) {
      this.#skipSpace();
      // Go takes a bar with nothing after it.
      const next = this.#peek();
      if (next?.kind !== 'close' && next?.text !== ')') commands.push(this.#parseCommand(context, depth));
    }
    return { variables, isAssignment, commands };
  }

  #parseDeclaration(context: string): { variables: string[]; isAssignment: boolean } {
    const start = this.#at;
    const variables: string[] = [];
    this.#skipSpace();
    for (let variable = this.#take('variable'); variable; variable = this.#take('variable')) {
      variables.push(variable.text);
      this.#skipSpace();
      if (context === 'range' && variables.length === 1 && this.#take('mark', ',')) this.#skipSpace();
      else break;
    }
    const isDeclaration = variables.length > 0 && this.#take('mark', ':=') !== null;
    const isAssignment = !isDeclaration && variables.length > 0 && this.#take('mark', '=') !== null;
    if (!isDeclaration && !isAssignment) {
      this.#at = start;
      return { variables: [], isAssignment: false };
    }
    if (isDeclaration) this.#variables.push(...variables);
    return { variables, isAssignment };
  }

  #parseCommand(context: string, depth: number): Command {
    const args: Operand[] = [];
    for (;;) {
      this.#skipSpace();
      const operand = this.#parseOperand(depth);
      if (!operand) break;
      args.push(operand);
      const next = this.#peek();
      if (next?.kind !== 'space' && next?.kind !== 'close' && next?.kind !== 'mark')
        throw new TemplateError(`unexpected ${describe(next)} in operand`);
    }
    if (args.length > 0) return { args };
    const token = this.#peek();
    if (token?.kind === 'close' || token?.text === ')') throw new TemplateError(`missing value for ${context}`);
    throw new TemplateError(`unexpected ${describe(token)} in ${context}`);
  }

  #parseOperand(depth: number): Operand | null {
    const token = this.#peek();
    if (!token) return null;
    const { at, text } = token;
    switch (token.kind) {
      case 'string': {
        this.#at++;
        const value = goUnquote(text);
        if (value === null) throw new TemplateError('invalid syntax');
        return { kind: 'literal', value, at, text };
      }
      case 'char':
        this.#at++;
        return { kind: 'literal', value: BigInt(goUnquote(`"${text.slice(1, -1)}"`)?.codePointAt(0) ?? 0), at, text };
      case 'number':
        this.#at++;
        return { kind: 'literal', value: parseNumber(text), at, text };
      case 'field': {
        const path = this.#parsePath();
        // Go places a chain at its second field.
        const place = path.length > 1 ? at + (path[0]?.length ?? 0) + 1 : at;
        return { kind: 'field', path, at: place, text: path.map((name) => `.${name}`).join('') };
      }
      case 'variable': {
        this.#at++;
        if (!this.#variables.includes(text)) throw new TemplateError(`undefined variable "${text}"`);
        return { kind: 'variable', name: text, path: this.#parsePath(), at, text };
      }
      case 'word':
        this.#at++;
        return this.#wordOperand(text, at);
      case 'mark':
        return this.#markOperand(token, depth);
      case 'text':
      case 'open':
      case 'close':
      case 'space':
        return null;
    }
  }

  #wordOperand(text: string, at: number): Operand {
    if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true', at, text };
    if (text === 'nil') return { kind: 'literal', value: null, at, text };
    if (!this.#hasFunction(text)) throw new TemplateError(`function "${text}" not defined`);
    return { kind: 'function', name: text, at, text };
  }

  #markOperand({ text: mark, at }: TemplateToken, depth: number): Operand | null {
    if (mark === '.') {
      this.#at++;
      return { kind: 'dot', at, text: mark };
    }
    if (mark !== '(') return null;
    this.#at++;
    const pipe = this.#parsePipe('parenthesized pipeline', depth + 1);
    this.#skipSpace();
    if (!this.#take('mark', ')')) throw new TemplateError(`unclosed left paren`);
    const path = this.#parsePath();
    const chain = path.map((name) => `.${name}`).join('');
    const text = `(${pipe.commands.map(commandText).join(' | ')})${chain}`;
    return { kind: 'pipe', pipe, path, at, text };
  }

  #parsePath(): string[] {
    const path: string[] = [];
    for (let field = this.#take('field'); field; field = this.#take('field')) path.push(field.text.slice(1));
    return path;
  }
}

function parseNumber(text: string): bigint | number {
  const digits = text.replaceAll('_', '');
  const isInteger = /^[+-]?(?:0[xX][\da-fA-F]+|0[bB][01]+|0[oO][0-7]+|\d+)$/.test(digits);
  if (!isInteger) return Number(digits);
  const magnitude = digits.replace(/^[+-]/, '');
  const value = BigInt(/^0\d/.test(magnitude) ? `0o${magnitude.slice(1)}` : magnitude);
  return digits.startsWith('-') ? -value : value;
}

const describe = (token: TemplateToken | undefined) => (token ? `<${token.text.trim()}>` : 'EOF');
