import { parser as logql } from '@grafana/lezer-logql';
import { parser as traceql } from '@grafana/lezer-traceql';
import { parser as promql } from '@prometheus-io/lezer-promql';
import type { QueryJump } from '../jump.ts';

/** Values that try to be more than a value. */
export const HOSTILE = [
  'a"b',
  'a\\',
  '\\"',
  '"} | line_format "{{.x}}" # ',
  '" } || { "" = "',
  '" or vector(1) or x{a="',
  '`',
  "it's",
  '{}()[]|&!=~',
  'a.b*c+d?e|f(g)[h]^$',
  'line\nbreak\r\ttab',
  '\u0000\u0007\u001b\u007f',
  'ü 日本語 🦊 \u202e',
  '${__from} $x [[y]]',
  '// comment',
  '# comment',
  '--',
  '',
  ' ',
  'x'.repeat(10_000),
  '"'.repeat(5000),
];

/** A query as its grammar reads it: what it is made of, and what its strings hold. */
export interface Read {
  readonly shape: readonly string[];
  readonly strings: readonly string[];
}
export function read({ sourceType, targets }: QueryJump): Read {
  const shape: string[] = [];
  const strings: string[] = [];
  for (const target of targets) {
    const text = 'expr' in target ? target.expr : 'query' in target ? target.query : target.labelSelector;
    if (/^[0-9a-f]{32}$/.test(text)) continue;
    const parser = sourceType === 'loki' ? logql : sourceType === 'tempo' ? traceql : promql;
    parser.parse(sourceType === 'tempo' ? withoutGoEscapes(text) : text).iterate({
      enter: ({ name, type, from, to }) => {
        if (type.isError) throw new Error(`broken ${sourceType} query: ${text.slice(0, 200)}`);
        shape.push(name);
        if (/^(String|StringLiteral)$/.test(name)) strings.push(unquote(text.slice(from, to)));
      },
    });
  }
  return { shape, strings };
}

/** The editor's TraceQL grammar knows only `\\"` and `\\\\` of Go's escapes, which Tempo reads all; in place, length kept. */
const withoutGoEscapes = (text: string): string =>
  text.replace(/\\(?:x[0-9a-f]{2}|[nrt])|\\[^]/g, (escape) =>
    /^\\["\\]$/.test(escape) ? escape : '_'.repeat(escape.length),
  );

const NAMED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
function unquote(literal: string): string {
  if (literal.startsWith('`')) return literal.slice(1, -1);
  return literal
    .slice(1, -1)
    .replace(/\\(x[0-9a-f]{2}|[^])/g, (_, escape: string) =>
      escape.length === 3 ? String.fromCharCode(Number.parseInt(escape.slice(1), 16)) : (NAMED[escape] ?? escape),
    );
}
