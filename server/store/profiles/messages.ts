import type { FieldSpec, MessageOf, MessageSpec } from './message-codec.ts';

/** `querier.v1`, `push.v1`, `types.v1` and `google.v1.Profile` of Pyroscope's API: the fields that the store knows. */
const text = (id: number): { readonly id: number; readonly type: 'string' } => ({ id, type: 'string' });
const texts = (id: number): { readonly id: number; readonly type: 'string'; readonly repeated: true } => ({
  id,
  type: 'string',
  repeated: true,
});
const int = (id: number): { readonly id: number; readonly type: 'int64' } => ({ id, type: 'int64' });
const ints = (id: number): { readonly id: number; readonly type: 'int64'; readonly repeated: true } => ({
  id,
  type: 'int64',
  repeated: true,
});
const bool = (id: number): { readonly id: number; readonly type: 'bool' } => ({ id, type: 'bool' });
const one = <S extends MessageSpec>(id: number, type: S): { readonly id: number; readonly type: S } => ({ id, type });
const many = <S extends MessageSpec>(
  id: number,
  type: S,
): { readonly id: number; readonly type: S; readonly repeated: true } => ({ id, type, repeated: true });
const message = <F extends Readonly<Record<string, FieldSpec>>>(fields: F): { readonly fields: F } => ({ fields });

const PROFILE_TYPE_ID = { id: 1, type: 'string', protoName: 'profile_typeID' } as const;

const LabelPair = message({ name: text(1), value: text(2) });
const Labels = message({ labels: many(1, LabelPair) });
const ProfileType = message({
  ID: { id: 1, type: 'string', protoName: 'ID' },
  name: text(2),
  sampleType: text(4),
  sampleUnit: text(5),
  periodType: text(6),
  periodUnit: text(7),
});
const Location = message({ name: text(1) });
const GoPgo = message({ keepLocations: int(1), aggregateCallees: bool(2) });
const StackTraceSelector = message({ callSite: many(1, Location), goPgo: one(2, GoPgo) });

export const ProfileTypesRequest = message({ start: int(1), end: int(2) });
export const ProfileTypesResponse = message({ profileTypes: many(1, ProfileType) });
export const LabelNamesRequest = message({ matchers: texts(1), start: int(2), end: int(3) });
export const LabelNamesResponse = message({ names: texts(1) });
export const LabelValuesRequest = message({ name: text(1), matchers: texts(2), start: int(3), end: int(4) });
export const LabelValuesResponse = message({ names: texts(1) });
export const SeriesRequest = message({ matchers: texts(1), labelNames: texts(2), start: int(3), end: int(4) });
export const SeriesResponse = message({ labelsSet: many(2, Labels) });
export const GetProfileStatsRequest = message({});
export const GetProfileStatsResponse = message({
  dataIngested: bool(1),
  oldestProfileTime: int(2),
  newestProfileTime: int(3),
});

const PROFILE_FORMAT = {
  enum: [
    'PROFILE_FORMAT_UNSPECIFIED',
    'PROFILE_FORMAT_FLAMEGRAPH',
    'PROFILE_FORMAT_TREE',
    'PROFILE_FORMAT_DOT',
    'PROFILE_FORMAT_PPROF',
  ],
} as const;

export const SelectMergeStacktracesRequest = message({
  profileTypeID: PROFILE_TYPE_ID,
  labelSelector: text(2),
  start: int(3),
  end: int(4),
  maxNodes: int(5),
  format: { id: 6, type: PROFILE_FORMAT },
  stackTraceSelector: one(7, StackTraceSelector),
  profileIdSelector: texts(8),
  traceIdSelector: texts(10),
  spanSelector: texts(11),
});
export type SelectMergeStacktracesRequest = MessageOf<typeof SelectMergeStacktracesRequest>;

export const SelectMergeSpanProfileRequest = message({
  profileTypeID: PROFILE_TYPE_ID,
  labelSelector: text(2),
  spanSelector: texts(3),
  start: int(4),
  end: int(5),
  maxNodes: int(6),
  format: { id: 7, type: PROFILE_FORMAT },
});

const Level = message({ values: ints(1) });
const FlameGraph = message({ names: texts(1), levels: many(2, Level), total: int(3), maxSelf: int(4) });
const FlameGraphDiff = message({
  names: texts(1),
  levels: many(2, Level),
  total: int(3),
  maxSelf: int(4),
  leftTicks: { id: 5, type: 'int64', protoName: 'leftTicks' },
  rightTicks: { id: 6, type: 'int64', protoName: 'rightTicks' },
});

export const DiffRequest = message({
  left: one(1, SelectMergeStacktracesRequest),
  right: one(2, SelectMergeStacktracesRequest),
});
export const DiffResponse = message({ flamegraph: one(1, FlameGraphDiff) });

export const SelectMergeProfileRequest = message({
  profileTypeID: PROFILE_TYPE_ID,
  labelSelector: text(2),
  start: int(3),
  end: int(4),
  maxNodes: int(5),
  stackTraceSelector: one(6, StackTraceSelector),
  profileIdSelector: texts(7),
  traceIdSelector: texts(8),
});

export const SelectSeriesRequest = message({
  profileTypeID: PROFILE_TYPE_ID,
  labelSelector: text(2),
  start: int(3),
  end: int(4),
  groupBy: texts(5),
  step: { id: 6, type: 'double' },
  aggregation: { id: 7, type: { enum: ['TIME_SERIES_AGGREGATION_TYPE_SUM', 'TIME_SERIES_AGGREGATION_TYPE_AVERAGE'] } },
  stackTraceSelector: one(8, StackTraceSelector),
  limit: int(9),
});
export type SelectSeriesRequest = MessageOf<typeof SelectSeriesRequest>;

const Point = message({ value: { id: 1, type: 'double' }, timestamp: int(2) });
const Series = message({ labels: many(1, LabelPair), points: many(2, Point) });
export const SelectSeriesResponse = message({ series: many(1, Series) });

const ValueType = message({ type: int(1), unit: int(2) });
const SampleLabel = message({ key: int(1), str: int(2), num: int(3), numUnit: int(4) });
const Sample = message({ locationId: ints(1), value: ints(2), label: many(3, SampleLabel) });
const Mapping = message({
  id: int(1),
  filename: int(5),
  hasFunctions: bool(7),
  hasFilenames: bool(8),
  hasLineNumbers: bool(9),
});
const Line = message({ functionId: int(1), line: int(2) });
const PprofLocation = message({ id: int(1), mappingId: int(2), address: int(3), line: many(4, Line) });
const PprofFunction = message({ id: int(1), name: int(2), systemName: int(3), filename: int(4), startLine: int(5) });

/** pprof's own message; Connect answers it for `SelectMergeProfile`, and `/ingest` turns folded stacks into it. */
export const Profile = message({
  sampleType: many(1, ValueType),
  sample: many(2, Sample),
  mapping: many(3, Mapping),
  location: many(4, PprofLocation),
  function: many(5, PprofFunction),
  stringTable: texts(6),
  timeNanos: int(9),
  durationNanos: int(10),
  periodType: one(11, ValueType),
  period: int(12),
});

const PprofProfile = message({ profile: one(1, Profile) });
export const SelectMergeStacktracesResponse = message({
  flamegraph: one(1, FlameGraph),
  pprof: one(5, PprofProfile),
});
export const SelectMergeSpanProfileResponse = message({ flamegraph: one(1, FlameGraph) });

const RawSample = message({ rawProfile: { id: 1, type: 'bytes' }, ID: { id: 2, type: 'string', protoName: 'ID' } });
const RawProfileSeries = message({ labels: many(1, LabelPair), samples: many(2, RawSample) });
export const PushRequest = message({ series: many(1, RawProfileSeries) });
export const PushResponse = message({});
