import { parser } from '@grafana/lezer-logql';
import type { SyntaxNode } from '@lezer/common';
import { quote } from '../../../server/contract/correlation/variables.ts';
import { unquote } from './highlight.ts';

export interface LabelFilter {
  readonly name: string;
  readonly value: string;
  /** Index labels go into the stream selector; the rest is filtered in the pipeline. */
  readonly where: 'label' | 'structured metadata' | 'parsed' | 'json' | 'logfmt';
}

export type FilterOperator = '=' | '!=';

const SAFE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Whether a filter on this name can be written at all: the language has no quoted label names. */
export const canFilterBy = (name: string): boolean => SAFE_NAME.test(name);

/**
 * The query with one more filter. A filter on the same name and value that is there already is replaced, so that `=` and
 * `!=` never stand together. Values are quoted: no value can end its string. Null where the query has no stream selector
 * or the name cannot be written.
 */
export function addFilter(query: string, filter: LabelFilter, operator: FilterOperator): string | null {
  if (!canFilterBy(filter.name)) return null;
  const tree = parser.parse(query);
  const selector = findNode(tree.topNode, 'Selector');
  if (!selector) return null;
  const written = `${filter.name}${operator}${quote(filter.value)}`;
  const existing = findMatcher(selector.parent ?? selector, query, filter);
  if (existing) return query.slice(0, existing.from) + written + query.slice(existing.to);
  return filter.where === 'label'
    ? addToSelector(query, selector, written)
    : addToPipeline(query, { selector, written, where: filter.where });
}

/** Adds a line filter, so that only lines that contain the text stay. */
export function addLineFilter(query: string, text: string, operator: '|=' | '!='): string | null {
  const selector = findNode(parser.parse(query).topNode, 'Selector');
  if (!selector) return null;
  return `${query.slice(0, selector.to)} ${operator} ${quote(text)}${query.slice(selector.to)}`;
}

function addToSelector(query: string, selector: SyntaxNode, written: string): string {
  const isEmpty = selector.getChild('Matchers') === null;
  const close = query.lastIndexOf('}', selector.to - 1);
  const at = close > selector.from ? close : selector.to;
  const before = query.slice(0, at).trimEnd();
  const comma = isEmpty || before.endsWith(',') || before.endsWith('{') ? '' : ', ';
  return `${before}${comma}${written}${query.slice(at)}`;
}

interface PipelineEdit {
  readonly selector: SyntaxNode;
  readonly written: string;
  readonly where: Exclude<LabelFilter['where'], 'label'>;
}

function addToPipeline(query: string, { selector, written, where }: PipelineEdit): string {
  const pipeline = selector.nextSibling?.name === 'PipelineExpr' ? selector.nextSibling : null;
  const end = pipeline?.to ?? selector.to;
  const parserStage = where === 'json' || where === 'logfmt' ? where : null;
  const stages = pipeline ? query.slice(pipeline.from, pipeline.to) : '';
  const needsParser = parserStage !== null && !hasParser(pipeline, parserStage, stages);
  return `${query.slice(0, end)}${needsParser ? ` | ${parserStage}` : ''} | ${written}${query.slice(end)}`;
}

function hasParser(pipeline: SyntaxNode | null, stage: 'json' | 'logfmt', stages: string): boolean {
  if (!pipeline) return false;
  if (stage === 'json' ? findNode(pipeline, 'Json') : findNode(pipeline, 'Logfmt')) return true;
  return new RegExp(`\\|\\s*${stage}\\b`).test(stages);
}

function findMatcher(root: SyntaxNode, query: string, { name, value }: LabelFilter): SyntaxNode | null {
  let found: SyntaxNode | null = null;
  root.cursor().iterate((node) => {
    if (found || node.name !== 'Matcher') return;
    const label = node.node.getChild('Identifier');
    const string = node.node.getChild('String');
    const isEquality = node.node.getChild('Eq') ?? node.node.getChild('Neq');
    if (!label || !string || !isEquality || query.slice(label.from, label.to) !== name) return;
    if (unquote(query.slice(string.from, string.to)) === value) found = node.node;
  });
  return found;
}

function findNode(root: SyntaxNode, name: string): SyntaxNode | null {
  let found: SyntaxNode | null = null;
  root.cursor().iterate((node) => {
    if (found) return false;
    if (node.name === name) found = node.node;
    return true;
  });
  return found;
}
