import type { SyntaxNode } from '@lezer/common';
import type { LabelPath, LineFilterOp, LineFilterStage, LogExpr, NamedMatcher, Stage } from './ast.ts';
import { buildLabelFilter } from './build-filter.ts';
import { buildMatcher, buildMatchers } from './build-matcher.ts';
import { child, children, identifier, listItems, need, stringValue, type Builder } from './build-tree.ts';
import { unexpected } from './grammar.ts';
import { TreeError } from './query-error.ts';

export function buildLogExpr(builder: Builder, node: SyntaxNode): LogExpr {
  const inner = child(node, 'LogExpr');
  if (inner) return buildLogExpr(builder, inner);
  const pipeline = child(node, 'PipelineExpr');
  return {
    kind: 'log',
    matchers: buildMatchers(builder, need(node, 'Selector')),
    stages: pipeline ? buildStages(builder, pipeline) : [],
  };
}

export function buildStages(builder: Builder, pipeline: SyntaxNode): Stage[] {
  return listItems(pipeline, 'PipelineStage').flatMap((stage) => buildStage(builder, stage));
}

type StageBuilder = (builder: Builder, node: SyntaxNode) => Stage;

function buildStage(builder: Builder, stage: SyntaxNode): Stage[] {
  const filters = child(stage, 'LineFilters');
  if (filters) return buildLineFilters(builder, filters);
  const node = children(stage).find(({ name }) => name !== 'Pipe');
  const build = node && STAGES[node.name];
  if (!node || !build) throw new TreeError(`unknown pipeline stage ${node?.name}`);
  return [build(builder, node)];
}

const STAGES: Readonly<Record<string, StageBuilder>> = {
  LogfmtParser: (builder, node) => ({ kind: 'logfmt', ...logfmtFlags(builder, node) }),
  LogfmtExpressionParser: (builder, node) => ({
    kind: 'logfmtPaths',
    ...logfmtFlags(builder, node),
    paths: labelPaths(builder, node),
  }),
  LabelParser: buildLabelParser,
  JsonExpressionParser: (builder, node) => ({ kind: 'jsonPaths', paths: labelPaths(builder, node) }),
  LabelFilter: (builder, node) => ({ kind: 'labelFilter', filter: buildLabelFilter(builder, node) }),
  LineFormatExpr: (builder, node) => ({ kind: 'lineFormat', template: stringValue(builder, need(node, 'String')) }),
  LabelFormatExpr: buildLabelFormat,
  DecolorizeExpr: () => ({ kind: 'decolorize' }),
  DropLabelsExpr: (builder, node) => ({
    kind: 'drop',
    labels: listItems(need(node, 'DropLabels'), 'DropLabel').map((item) => namedMatcher(builder, item)),
  }),
  KeepLabelsExpr: buildKeep,
};

/** `distinct`, which the grammar does not know, stands as `keep` in the tree. */
function buildKeep(builder: Builder, node: SyntaxNode): Stage {
  const items = listItems(need(node, 'KeepLabels'), 'KeepLabel');
  if (builder.tokenOf(node).kind !== 'distinct')
    return { kind: 'keep', labels: items.map((item) => namedMatcher(builder, item)) };
  const matcher = items.map((item) => child(item, 'Matcher')).find((found) => found !== null);
  const operator = matcher && children(matcher)[1];
  if (operator) throw unexpected(builder.tokenOf(operator));
  return { kind: 'distinct', labels: items.map((item) => identifier(builder, need(item, 'Identifier'))) };
}

function logfmtFlags(builder: Builder, node: SyntaxNode): { isStrict: boolean; keepEmpty: boolean } {
  const list = child(node, 'LogfmtParserFlags');
  const flags = list ? listItems(list, 'ParserFlag').map((flag) => builder.tokenOf(flag).text) : [];
  return { isStrict: flags.includes('--strict'), keepEmpty: flags.includes('--keep-empty') };
}

function labelPaths(builder: Builder, node: SyntaxNode): LabelPath[] {
  const list = need(node, 'LabelExtractionExpressionList');
  return listItems(list, 'LabelExtractionExpression').map((item) => {
    const name = identifier(builder, need(item, 'Identifier'));
    const path = child(item, 'String');
    return { name, path: path ? stringValue(builder, path) : name };
  });
}

function buildLabelParser(builder: Builder, node: SyntaxNode): Stage {
  if (child(node, 'Json')) return { kind: 'json' };
  if (child(node, 'Unpack')) return { kind: 'unpack' };
  const pattern = stringValue(builder, need(node, 'String'));
  return child(node, 'Regexp') ? { kind: 'regexp', pattern } : { kind: 'pattern', pattern };
}

function buildLabelFormat(builder: Builder, node: SyntaxNode): Stage {
  const formats = listItems(need(node, 'LabelsFormat'), 'LabelFormatMatcher').map((item) => {
    const [target, source] = item.getChildren('Identifier');
    if (!target) throw new TreeError('the grammar gave a label_format without a label');
    const template = child(item, 'String');
    return {
      name: identifier(builder, target),
      isRename: template === null,
      value: template ? stringValue(builder, template) : source ? identifier(builder, source) : '',
    };
  });
  return { kind: 'labelFormat', formats };
}

function namedMatcher(builder: Builder, node: SyntaxNode): NamedMatcher {
  const matcher = child(node, 'Matcher');
  if (!matcher) return { name: identifier(builder, need(node, 'Identifier')), matcher: null };
  const built = buildMatcher(builder, matcher);
  return { name: built.name, matcher: built };
}

interface OpenLineFilter extends LineFilterStage {
  readonly alternatives: { text: string; isIp: boolean }[];
}

function buildLineFilters(builder: Builder, node: SyntaxNode): LineFilterStage[] {
  const filters: OpenLineFilter[] = [];
  const visit = (part: SyntaxNode) => {
    for (const item of children(part)) {
      if (item.name === 'Filter')
        filters.push({ kind: 'lineFilter', op: builder.tokenOf(item).kind as LineFilterOp, alternatives: [] });
      else if (item.name === 'String') {
        const ip = builder.ipPattern(builder.tokenOf(item));
        filters.at(-1)?.alternatives.push({ text: ip ?? stringValue(builder, item), isIp: ip !== null });
      } else visit(item);
    }
  };
  visit(node);
  return filters;
}
