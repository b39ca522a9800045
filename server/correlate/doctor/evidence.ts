import type { SourceVocabulary } from '../../contract/correlate.ts';
import type { Context } from '../../contract/jump.ts';
import type { SourceInfo } from '../../contract/source.ts';

/** One thing seen in a source, from which links lead. */
export interface Sample {
  readonly context: Exclude<Context, { kind: 'service' | 'log-field' | 'trace' }>;
  /** For the reader, short. */
  readonly text: string;
}

/** All that a diagnosis is made from, besides where the links led. */
export interface Evidence {
  readonly source: SourceInfo;
  readonly sources: readonly SourceInfo[];
  readonly vocabulary: readonly SourceVocabulary[];
  readonly samples: readonly Sample[];
  /** Names of metrics that suggestions would ask for, of those that a metric source has; by uid. */
  readonly metricNames: ReadonlyMap<string, readonly string[]>;
  /** Profile type IDs by uid. */
  readonly profileTypes: ReadonlyMap<string, readonly string[]>;
}

/** The samples of one kind. */
export const contextsOf = <K extends Sample['context']['kind']>(
  samples: readonly Sample[],
  kind: K,
): readonly Extract<Sample['context'], { kind: K }>[] =>
  samples.flatMap(({ context }) => (context.kind === kind ? [context as Extract<Sample['context'], { kind: K }>] : []));
