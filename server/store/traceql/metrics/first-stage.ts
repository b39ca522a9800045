import type { FirstStage } from '../language/ast.ts';
import { createAggregateStage } from './aggregate-stage.ts';
import { createCompareStage } from './compare-stage.ts';
import type { SpanStage, StageContext } from './stage.ts';

export const createSpanStage = (stage: FirstStage, context: StageContext): SpanStage =>
  stage.kind === 'compare' ? createCompareStage(stage, context) : createAggregateStage(stage, context);
