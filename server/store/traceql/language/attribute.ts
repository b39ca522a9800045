import type { ImpliedType } from './static.ts';

export type AttributeScope = 'none' | 'resource' | 'span' | 'event' | 'link' | 'instrumentation';

export type Intrinsic =
  | 'duration'
  | 'name'
  | 'status'
  | 'statusMessage'
  | 'kind'
  | 'childCount'
  | 'eventName'
  | 'eventTimeSinceStart'
  | 'linkSpanId'
  | 'linkTraceId'
  | 'parent'
  | 'rootServiceName'
  | 'rootName'
  | 'traceDuration'
  | 'traceId'
  | 'spanId'
  | 'parentId'
  | 'instrumentationName'
  | 'instrumentationVersion'
  | 'nestedSetLeft'
  | 'nestedSetRight'
  | 'nestedSetParent'
  /** No text names it: Tempo's fetch of "any span" for `{ }`. */
  | 'spanStartTime';

export interface Attribute {
  readonly scope: AttributeScope;
  readonly parent: boolean;
  readonly intrinsic: Intrinsic | null;
  /** Name of the attribute; of an intrinsic, its spelling in answers. */
  readonly name: string;
}

/** How answers spell each intrinsic, whichever way the query did. */
const INTRINSIC_NAMES: Readonly<Record<Intrinsic, string>> = {
  duration: 'duration',
  name: 'name',
  status: 'status',
  statusMessage: 'statusMessage',
  kind: 'kind',
  childCount: 'span:childCount',
  eventName: 'event:name',
  eventTimeSinceStart: 'event:timeSinceStart',
  linkSpanId: 'link:spanID',
  linkTraceId: 'link:traceID',
  parent: 'parent',
  rootServiceName: 'rootServiceName',
  rootName: 'rootName',
  traceDuration: 'traceDuration',
  traceId: 'trace:id',
  spanId: 'span:id',
  parentId: 'span:parentID',
  instrumentationName: 'instrumentation:name',
  instrumentationVersion: 'instrumentation:version',
  nestedSetLeft: 'nestedSetLeft',
  nestedSetRight: 'nestedSetRight',
  nestedSetParent: 'nestedSetParent',
  spanStartTime: 'spanStartTime',
};

export const createIntrinsic = (intrinsic: Intrinsic): Attribute => ({
  scope: 'none',
  parent: false,
  intrinsic,
  name: INTRINSIC_NAMES[intrinsic],
});
export const createAttribute = (scope: AttributeScope, name: string, parent = false): Attribute => ({
  scope,
  parent,
  intrinsic: null,
  name,
});

/** Words that are an intrinsic by themselves. */
export const BARE_INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map([
  ['duration', 'duration'],
  ['name', 'name'],
  ['status', 'status'],
  ['statusMessage', 'statusMessage'],
  ['kind', 'kind'],
  ['parent', 'parent'],
  ['rootName', 'rootName'],
  ['rootServiceName', 'rootServiceName'],
  ['traceDuration', 'traceDuration'],
  ['nestedSetLeft', 'nestedSetLeft'],
  ['nestedSetRight', 'nestedSetRight'],
  ['nestedSetParent', 'nestedSetParent'],
]);

/** The `scope:name` spellings. */
export const SCOPED_INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map([
  ['trace:duration', 'traceDuration'],
  ['trace:rootName', 'rootName'],
  ['trace:rootService', 'rootServiceName'],
  ['trace:id', 'traceId'],
  ['span:duration', 'duration'],
  ['span:name', 'name'],
  ['span:kind', 'kind'],
  ['span:status', 'status'],
  ['span:statusMessage', 'statusMessage'],
  ['span:id', 'spanId'],
  ['span:parentID', 'parentId'],
  ['span:childCount', 'childCount'],
  ['event:name', 'eventName'],
  ['event:timeSinceStart', 'eventTimeSinceStart'],
  ['link:traceID', 'linkTraceId'],
  ['link:spanID', 'linkSpanId'],
  ['instrumentation:name', 'instrumentationName'],
  ['instrumentation:version', 'instrumentationVersion'],
]);

const INTRINSIC_TYPES: Partial<Record<Intrinsic, ImpliedType>> = {
  duration: 'duration',
  childCount: 'int',
  name: 'string',
  status: 'status',
  statusMessage: 'string',
  kind: 'kind',
  eventName: 'string',
  eventTimeSinceStart: 'duration',
  linkTraceId: 'string',
  linkSpanId: 'string',
  parent: 'nil',
  traceDuration: 'duration',
  rootServiceName: 'string',
  rootName: 'string',
  nestedSetLeft: 'int',
  nestedSetRight: 'int',
  nestedSetParent: 'int',
  traceId: 'string',
  spanId: 'string',
  parentId: 'string',
};

export const attributeType = ({ intrinsic }: Attribute): ImpliedType =>
  (intrinsic && INTRINSIC_TYPES[intrinsic]) ?? 'attribute';

const NEEDS_QUOTES = /[\s{}()=~!<>&|^,"]/;

export function formatAttribute({ scope, parent, intrinsic, name }: Attribute): string {
  const scopes = [parent ? 'parent' : '', scope === 'none' ? '' : scope].filter((part) => part !== '');
  const prefix = scopes.length > 0 ? `${scopes.join('.')}.` : intrinsic || name === '' ? '' : '.';
  const quoted = NEEDS_QUOTES.test(name) ? `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : name;
  return prefix + quoted;
}

export const isSameAttribute = (a: Attribute, b: Attribute): boolean =>
  a.name === b.name && a.scope === b.scope && a.intrinsic === b.intrinsic && a.parent === b.parent;

export const isServiceName = ({ scope, intrinsic, name }: Attribute): boolean =>
  intrinsic === null && scope === 'resource' && name === 'service.name';
