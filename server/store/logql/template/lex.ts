import { TemplateError } from './ast.ts';

export type TemplateToken =
  | { readonly kind: 'text'; readonly text: string; readonly at: number }
  | { readonly kind: 'open' | 'close'; readonly text: string; readonly at: number }
  | {
      readonly kind: 'word' | 'string' | 'char' | 'number' | 'field' | 'variable' | 'mark';
      readonly text: string;
      readonly at: number;
    }
  | { readonly kind: 'space'; readonly text: string; readonly at: number };

const COMMENT = /\{\{(?:- )?\/\*[\s\S]*?\*\/(?: -)?\}\}/y;
const INSIDE: readonly (readonly [TemplateToken['kind'], RegExp])[] = [
  ['space', /[ \t\r\n]+/y],
  ['string', /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y],
  ['char', /'(?:[^'\\\n]|\\.)+'/y],
  ['number', /[+-]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)/y],
  ['field', /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['variable', /\$(?:[\p{L}_][\p{L}\p{Nd}_]*)?/uy],
  ['word', /[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['mark', /:=|[().|,=]/y],
];

/** @throws TemplateError */
export function lexTemplate(template: string): TemplateToken[] {
  const tokens: TemplateToken[] = [];
  let at = 0;
  let trimNext = false;
  const pushText = (end: number, trimEnd: boolean) => {
    let text = template.slice(at, end);
    if (trimNext) text = text.slice(blankStart(text));
    if (trimEnd) text = text.slice(0, blankEnd(text));
    if (text !== '') tokens.push({ kind: 'text', text, at });
  };
  for (;;) {
    const open = template.indexOf('{{', at);
    if (open < 0) break;
    const trimsBefore = /^-[ \t\r\n]/.test(template.slice(open + 2, open + 4));
    pushText(open, trimsBefore);
    COMMENT.lastIndex = open;
    const comment = COMMENT.exec(template)?.[0];
    if (comment !== undefined) {
      trimNext = comment.endsWith(' -}}');
      at = open + comment.length;
      continue;
    }
    tokens.push({ kind: 'open', text: '{{', at: open });
    const close = lexAction(template, open + (trimsBefore ? 3 : 2), tokens);
    trimNext = template[close] !== '}';
    at = template.indexOf('}}', close) + 2;
    tokens.push({ kind: 'close', text: '}}', at: close });
  }
  pushText(template.length, false);
  return tokens;
}

const isBlank = (char: string | undefined) => char === ' ' || char === '\t' || char === '\r' || char === '\n';

function blankStart(text: string): number {
  let at = 0;
  while (isBlank(text[at])) at++;
  return at;
}

/** Where white space at the end begins; an expression would try it at every place. */
function blankEnd(text: string): number {
  let at = text.length;
  while (isBlank(text[at - 1])) at--;
  return at;
}

const CLOSE = /(?:[ \t\r\n]-)?\}\}/y;

/** Where the action closes. */
function lexAction(template: string, start: number, tokens: TemplateToken[]): number {
  let at = start;
  for (;;) {
    CLOSE.lastIndex = at;
    if (CLOSE.test(template)) return at;
    if (at >= template.length) throw new TemplateError('unclosed action');
    let found: TemplateToken | undefined;
    for (const [kind, pattern] of INSIDE) {
      pattern.lastIndex = at;
      const text = pattern.exec(template)?.[0];
      if (text === undefined) continue;
      found = { kind, text, at };
      break;
    }
    if (!found) {
      const char = template[at] ?? '';
      if (char === '"') throw new TemplateError('unterminated quoted string');
      if (char === '`') throw new TemplateError('unterminated raw quoted string');
      // A brace is no character that an action may hold, while others are that mean nothing here.
      if (char === '{' || char === '}')
        throw new TemplateError(`bad character U+00${char === '{' ? '7B' : '7D'} '${char}'`);
      throw new TemplateError(`unexpected ${JSON.stringify(char)} in command`);
    }
    tokens.push(found);
    at += found.text.length;
  }
}
