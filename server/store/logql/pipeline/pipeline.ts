import type { LabelsBuilder } from './labels-builder.ts';
import { parseError } from '../syntax/query-error.ts';
import type { LogExpr, Stage } from '../syntax/ast.ts';
import { printStage } from '../syntax/print.ts';
import { createLabelFormatRunner, createLineFormatRunner } from './format-stages.ts';
import type { EarlyFilter } from './hints.ts';
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
}

/** @throws QueryError when a stage is malformed */
export function compilePipeline({ stages }: Pick<LogExpr, 'stages'>, nowMs: () => number): Pipeline {
  const ordered = moveLineFilters(stages);
  const rawFilters: LineFilter[] = [];
  const runners: StageRunner[] = [];
  const earlyFilters: EarlyFilter<LabelsBuilder>[] = [];
  for (const stage of ordered) {
    try {
      if (stage.kind === 'lineFilter') {
        const filter = compileLineFilter(stage);
        if (passesAll(filter)) continue;
        if (runners.length === 0) rawFilters.push(filter);
        else runners.push(createLineFilterRunner(filter));
        continue;
      }
      runners.push(createRunner(stage, nowMs));
      const early = stage.kind === 'labelFilter' ? earlyFilter(stage.filter) : null;
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
    requiredLabels: runners.flatMap(({ requiredLabels }) => requiredLabels ?? []),
  };
}

/** Line filters move before stages that leave the line as it is, up to the last label filter. */
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
    if (stage.kind === 'labelFilter') {
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

function createRunner(stage: Exclude<Stage, { kind: 'lineFilter' }>, nowMs: () => number): StageRunner {
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
