import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { interpolate, type InterpolateContext } from './interpolate.ts';

/** 1-based, as editors count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}
export interface YamlMap {
  readonly kind: 'map';
  readonly at: Position;
  readonly entries: readonly { readonly key: string; readonly keyAt: Position; readonly value: YamlTree }[];
}
interface YamlList {
  readonly kind: 'list';
  readonly at: Position;
  readonly items: readonly YamlTree[];
}
interface YamlScalar {
  readonly kind: 'scalar';
  readonly at: Position;
  readonly value: string | number | boolean | null;
  /** As written: `007` stays that where a text is wanted. */
  readonly source: string;
}
/** A YAML file with the position of everything in it; aliases and merge keys resolved, texts interpolated. */
export type YamlTree = YamlMap | YamlList | YamlScalar;

/** `what` is said about a place; a value of the file is never part of it. */
export type Report = (at: Position, severity: 'error' | 'warning', what: string) => void;

const START: Position = { line: 1, column: 1 };
const MAX_DEPTH = 64;

/** The file's tree, or null when it is empty or no YAML. */
export function parseYaml(text: string, context: InterpolateContext, report: Report): YamlTree | null {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true });
  const position = (offset: number | undefined): Position => {
    if (offset === undefined) return START;
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  for (const { code, pos } of document.errors)
    report(position(pos[0]), 'error', SYNTAX[code] ?? 'this is not valid YAML');
  if (document.errors.length > 0 || document.contents === null) return null;
  return new Builder({ document, position, context, report }).build(document.contents, 0);
}

/** The parser's own messages quote the file, which may hold secrets. */
const SYNTAX: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'an alias (*name) has no anchor (&name) before it',
  BAD_DQ_ESCAPE: 'a double-quoted text has an escape that YAML does not know; single quotes take a backslash as it is',
  BAD_INDENT: 'the indentation does not fit, or a bracket is not closed; expected every key of a map in one column',
  BAD_SCALAR_START: 'a plain text cannot start so; expected it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'expected one key and value a line; a text that contains ": " needs quotes',
  DUPLICATE_KEY: 'this key stands twice in its map; expected it once',
  MISSING_CHAR:
    'something is not closed or separated; expected a closing quote or bracket, a comma, or a space after ":"',
  MULTILINE_IMPLICIT_KEY: 'expected "key: value" on one line',
  MULTIPLE_DOCS: 'expected one YAML document in the file',
  TAB_AS_INDENT: 'tabs cannot indent YAML; expected spaces',
  UNEXPECTED_TOKEN: 'this does not belong here; expected "key: value" or "- item"',
};

interface BuilderOptions {
  readonly document: Document;
  readonly position: (offset: number | undefined) => Position;
  readonly context: InterpolateContext;
  readonly report: Report;
}
type Entry = YamlMap['entries'][number];

class Builder {
  private readonly options: BuilderOptions;

  constructor(options: BuilderOptions) {
    this.options = options;
  }

  build(node: unknown, depth: number): YamlTree {
    const { document, position, report } = this.options;
    if (isAlias(node)) {
      const target = node.resolve(document);
      if (depth < MAX_DEPTH && target) return this.build(target, depth + 1);
    }
    const at = position(rangeOf(node)?.[0]);
    if (depth >= MAX_DEPTH) {
      report(at, 'error', 'this is nested too deeply');
    } else if (isMap(node)) {
      return { kind: 'map', at, entries: this.entries(node.items, depth) };
    } else if (isSeq(node)) {
      return { kind: 'list', at, items: node.items.map((item) => this.build(item, depth + 1)) };
    } else if (isScalar(node)) {
      return this.scalar(node.value, { at, source: node.source ?? '' });
    }
    return { kind: 'scalar', at, value: null, source: '' };
  }

  /** Merged keys (`<<`) stand behind the map's own, which win. */
  private entries(
    pairs: readonly { readonly key: unknown; readonly value: unknown }[],
    depth: number,
  ): readonly Entry[] {
    const own: Entry[] = [];
    const merged: Entry[] = [];
    for (const pair of pairs) {
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      const value = this.build(pair.value, depth + 1);
      if (key === '<<') merged.push(...mergeable(value));
      else own.push({ key, keyAt: this.options.position(rangeOf(pair.key)?.[0]), value });
    }
    const keys = new Set(own.map((entry) => entry.key));
    return [...own, ...merged.filter((entry) => !keys.has(entry.key) && keys.add(entry.key))];
  }

  private scalar(value: unknown, { at, source }: Pick<YamlScalar, 'at' | 'source'>): YamlScalar {
    const { context, report } = this.options;
    if (typeof value === 'number' || typeof value === 'boolean') return { kind: 'scalar', at, value, source };
    if (value === null || value === undefined) return { kind: 'scalar', at, value: null, source };
    const result = interpolate(String(value), context);
    if (!result.ok) {
      report(at, 'error', `the file "${result.unreadable}" cannot be read; expected a readable file after $__file`);
      return { kind: 'scalar', at, value: '', source: '' };
    }
    for (const name of result.unset) report(at, 'warning', unsetMessage(name));
    return { kind: 'scalar', at, value: result.text, source: result.text };
  }
}

const unsetMessage = (name: string): string =>
  `"$${name}" is taken for an environment variable, which is not set, so it becomes empty; a literal $ is written $$`;

const mergeable = (value: YamlTree): readonly Entry[] => {
  if (value.kind === 'map') return value.entries;
  return value.kind === 'list' ? value.items.flatMap(mergeable) : [];
};

function rangeOf(node: unknown): readonly number[] | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  return Array.isArray(node.range) ? node.range : undefined;
}

/** The tree as plain data. */
export function plain(tree: YamlTree): unknown {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(plain);
  return Object.fromEntries(tree.entries.map(({ key, value }) => [key, plain(value)]));
}

/** The value of a key, when the tree is a map that has it. */
export const child = (tree: YamlTree | undefined, key: string): YamlTree | undefined =>
  tree?.kind === 'map' ? tree.entries.find((entry) => entry.key === key)?.value : undefined;
