import type { LabelsBuilder } from './labels-builder.ts';
import { parseError } from '../syntax/query-error.ts';
import type { LogExpr, Stage } from '../syntax/ast.ts';
import { printStage } from '../syntax/print.ts';
import { createLabelFormatRunner, createLineFormatRunner } from './format-stages.ts';
import type { EarlyFilter } from './hints.ts';
import { createDistinctRunner, type DistinctRunner } from './distinct.ts';
import { createJsonParser } from './json-parser.ts';
import { createJsonPathParser } from './json-paths.ts';
import { compileLabelFilter, earlyFilter } from './label-filter.ts';
import { createDecolorizeRunner, createDropRunner, createKeepRunner } from './label-stages.ts';
import { compileLineFilter, createLineFilterRunner, passesAll, type LineFilter } from './line-filter.ts';
import { createLogfmtParser, createLogfmtPathParser } from './logfmt-parser.ts';
import { createPatternParser } from './pattern-parser.ts';
import { createRegexpParser } from './regexp-parser.ts';
import type { StageRunner } from './stage.ts';
import { createUnpackParser } from './unpack-parser.ts';

/** A pipeline made ready: filters that can run over whole blocks of raw lines first, then the rest line by line. */
export interface Pipeline {
  readonly rawFilters: readonly LineFilter[];
  readonly stages: readonly StageRunner[];
  readonly earlyFilters: readonly EarlyFilter<LabelsBuilder>[];
  readonly requiredLabels: readonly string[];
  /** Those of the stages that must see all lines before they can choose. */
  readonly distinct: readonly DistinctRunner[];
}

/** @throws QueryError when a stage is malformed */
export function compilePipeline({ stages }: Pick<LogExpr, 'stages'>, nowMs: () => number): Pipeline {
  const ordered = moveLineFilters(stages);
  const rawFilters: LineFilter[] = [];
  const runners: StageRunner[] = [];
  const earlyFilters: EarlyFilter<LabelsBuilder>[] = [];
  const distinct: DistinctRunner[] = [];
  for (const stage of ordered) {
    try {
      if (stage.kind === 'lineFilter') {
        const filter = compileLineFilter(stage);
        if (passesAll(filter)) continue;
        if (runners.length === 0) rawFilters.push(filter);
        else runners.push(createLineFilterRunner(filter));
        continue;
      }
      if (stage.kind === 'distinct') {
        const runner = createDistinctRunner(stage.labels);
        runners.push(runner);
        distinct.push(runner);
        continue;
      }
      runners.push(createRunner(stage, nowMs));
      // What stands before a filter and chooses among lines must see those that the filter drops.
      const early = stage.kind === 'labelFilter' && distinct.length === 0 ? earlyFilter(stage.filter) : null;
      if (early) earlyFilters.push(early);
    } catch (error) {
      if (error instanceof Error && error.name !== 'QueryError')
        throw parseError(`stage '${printStage(stage)}' : ${error.message}`);
      throw error;
    }
  }
  return {
    rawFilters,
    stages: runners,
    earlyFilters,
    distinct,
    requiredLabels: runners.flatMap(({ requiredLabels }) => requiredLabels ?? []),
  };
}

/** Line filters move before stages that leave the line as it is, up to the last filter of another kind. */
function moveLineFilters(stages: readonly Stage[]): Stage[] {
  const result: Stage[] = [];
  let filters: Stage[] = [];
  let others: Stage[] = [];
  const flush = () => {
    result.push(...filters, ...others);
    filters = [];
    others = [];
  };
  for (const stage of stages) {
    if (stage.kind === 'labelFilter' || stage.kind === 'distinct') {
      flush();
      result.push(stage);
    } else if (stage.kind === 'lineFilter') filters.push(stage);
    else {
      others.push(stage);
      if (stage.kind === 'lineFormat' || stage.kind === 'unpack') flush();
    }
  }
  flush();
  return result;
}

function createRunner(stage: Exclude<Stage, { kind: 'lineFilter' | 'distinct' }>, nowMs: () => number): StageRunner {
  switch (stage.kind) {
    case 'json':
      return createJsonParser();
    case 'jsonPaths':
      return createJsonPathParser(stage.paths);
    case 'logfmt':
      return createLogfmtParser(stage);
    case 'logfmtPaths':
      return createLogfmtPathParser(stage.paths, stage.isStrict);
    case 'regexp':
      return createRegexpParser(stage.pattern);
    case 'pattern':
      return createPatternParser(stage.pattern);
    case 'unpack':
      return createUnpackParser();
    case 'decolorize':
      return createDecolorizeRunner();
    case 'lineFormat':
      return createLineFormatRunner(stage.template, nowMs);
    case 'labelFormat':
      return createLabelFormatRunner(stage.formats, nowMs);
    case 'drop':
      return createDropRunner(stage.labels);
    case 'keep':
      return createKeepRunner(stage.labels);
    case 'labelFilter': {
      const test = compileLabelFilter(stage.filter);
      return { run: (_line, labels) => test.passes(labels), requiredLabels: test.requiredLabels };
    }
  }
}
