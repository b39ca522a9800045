import type { LabelsBuilder } from './labels-builder.ts';
import type { Line } from './line.ts';

/** One step of a pipeline, made ready for a query. It may replace the line, change labels, or drop both. */
export interface StageRunner {
  /** False drops the line. */
  readonly run: (line: Line, labels: LabelsBuilder) => boolean;
  /** Labels that it reads, for the hints of metric queries. */
  readonly requiredLabels?: readonly string[];
}

export function runStages(stages: readonly StageRunner[], line: Line, labels: LabelsBuilder): boolean {
  for (const stage of stages) if (!stage.run(line, labels)) return false;
  return true;
}
