import { parseBytes } from '../go/bytes.ts';
import { parseGoDuration } from '../go/duration.ts';
import { parseGoFloat } from '../go/numbers.ts';
import { Hints, requiredLabels, type EarlyFilter } from '../pipeline/hints.ts';
import { compileLabelFilter, earlyFilter, type LabelTest } from '../pipeline/label-filter.ts';
import { LabelsBuilder } from '../pipeline/labels-builder.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Grouping, RangeAggregation, Unwrap } from '../syntax/ast.ts';

const SAMPLE_ERROR = 'SampleExtractionErr';
const NS_PER_SECOND = 1e9;

/** How samples are labelled. */
export interface SampleGrouping {
  readonly labels: readonly string[];
  readonly isWithout: boolean;
  /** All samples are of one series without labels. */
  readonly noLabels: boolean;
}

export interface Extractor {
  readonly grouping: SampleGrouping;
  readonly builder: LabelsBuilder;
  /** The value of a line that went through the pipeline; null when it has none. Bytes are counted by the caller. */
  readonly value: (labels: LabelsBuilder) => number | null;
  readonly kind: 'count' | 'bytes' | 'unwrap';
}

/** @param outer the grouping of a `sum` around the aggregation, under which only its labels need to be kept */
export function createExtractor(aggregation: RangeAggregation, pipeline: Pipeline, outer: Grouping | null): Extractor {
  const { op, range, grouping: own } = aggregation;
  const wanted = outer ?? own;
  const isSingle = wanted !== null && wanted.labels.length === 0 && !wanted.isWithout;
  const noLabels = isSingle || op === 'absent_over_time';
  const grouping = { labels: [...(wanted?.labels ?? [])].sort(), isWithout: wanted?.isWithout ?? false, noLabels };
  if (range.unwrap) return unwrapExtractor(range.unwrap, pipeline, grouping);
  return {
    grouping,
    builder: new LabelsBuilder(
      createHints({ ...grouping, required: pipeline.requiredLabels, filters: pipeline.earlyFilters }),
    ),
    value: () => 1,
    kind: op === 'bytes_over_time' || op === 'bytes_rate' ? 'bytes' : 'count',
  };
}

function unwrapExtractor(
  { label, conversion, filters }: Unwrap,
  pipeline: Pipeline,
  wanted: SampleGrouping,
): Extractor {
  const isWithout = wanted.labels.length === 0 || wanted.isWithout;
  const grouping = { ...wanted, isWithout, labels: isWithout ? [...wanted.labels, label] : wanted.labels };
  const tests = filters.map(compileLabelFilter);
  const [onlyFilter] = filters;
  const early = filters.length === 1 && onlyFilter ? earlyFilter(onlyFilter) : null;
  const hints = createHints({
    ...grouping,
    required: [...pipeline.requiredLabels, ...tests.flatMap((test) => test.requiredLabels), label],
    filters: early ? [...pipeline.earlyFilters, early] : pipeline.earlyFilters,
  });
  return {
    grouping,
    builder: new LabelsBuilder(hints),
    kind: 'unwrap',
    value: (labels) => unwrapValue(labels, { label, convert: CONVERSIONS[conversion], tests }),
  };
}

interface HintSource extends SampleGrouping {
  readonly required: readonly string[];
  readonly filters: readonly EarlyFilter<LabelsBuilder>[];
}

function createHints({ labels, isWithout, noLabels, required, filters }: HintSource): Hints<LabelsBuilder> {
  const names = requiredLabels([...required, ...labels]);
  if (noLabels) return names.length > 0 ? new Hints({ required: names, filters }) : new Hints({ noLabels: true });
  return isWithout || labels.length === 0 ? new Hints({ filters }) : new Hints({ required: names });
}

type Conversion = (text: string) => number | Error;

const CONVERSIONS: Readonly<Record<Unwrap['conversion'], Conversion>> = {
  '': parseGoFloat,
  bytes: parseBytes,
  duration: parseSeconds,
  duration_seconds: parseSeconds,
};

function parseSeconds(text: string): number | Error {
  const ns = parseGoDuration(text);
  return ns instanceof Error ? ns : ns / NS_PER_SECOND;
}

interface UnwrapPlan {
  readonly label: string;
  readonly convert: Conversion;
  readonly tests: readonly LabelTest[];
}

function unwrapValue(labels: LabelsBuilder, { label, convert, tests }: UnwrapPlan): number | null {
  const text = labels.get(label) ?? '';
  if (text === '') return null;
  const value = convert(text);
  if (value instanceof Error) {
    labels.error = SAMPLE_ERROR;
    labels.errorDetails = value.message;
  }
  // All filters run, as one conjunction: a later one may still mark an error.
  let passes = true;
  for (const test of tests) passes = test.passes(labels) && passes;
  return passes ? (value instanceof Error ? 0 : value) : null;
}
