import type { FieldOperator } from '../language/ast.ts';
import type { Attribute, AttributeScope } from '../language/attribute.ts';
import { applyBinary } from '../language/operators.ts';
import { elementsOf, NIL, TRUE, type Static, type StaticType } from '../language/static.ts';
import type { Condition } from './conditions.ts';
import { fromElements } from './stored-value.ts';

/** Scopes whose attributes are kept as key and value. */
export type KeyedScope = Exclude<AttributeScope, 'none'>;
export const KEYED_SCOPES: readonly KeyedScope[] = ['span', 'resource', 'event', 'link', 'instrumentation'];

/** Attributes that Tempo's blocks keep in columns of their own by default, with the type that goes there. */
export const DEDICATED: ReadonlyMap<string, StaticType> = new Map<string, StaticType>([
  ...['service.name', 'k8s.cluster.name', 'k8s.namespace.name', 'k8s.pod.name', 'k8s.container.name'].map(
    (name) => [`resource.${name}`, 'string'] as const,
  ),
  ...['http.request.method', 'url.path', 'url.route', 'server.address', 'http.method', 'http.url', 'http.route'].map(
    (name) => [`span.${name}`, 'string'] as const,
  ),
  ...['http.response.status_code', 'server.port', 'http.status_code'].map((name) => [`span.${name}`, 'int'] as const),
]);

/** Which value of an attribute a query gets to see: the part that met one of its conditions, nil when none did. */
export interface Attachment {
  readonly attach: (scope: KeyedScope, name: string, value: Static) => Static;
  /** Whether the query asks for this attribute at all. */
  readonly names: (scope: KeyedScope) => ReadonlySet<string>;
  /** What stands for an attribute that a span lacks. */
  readonly missing: (scope: KeyedScope, name: string) => Static;
  readonly attachIntrinsic: (intrinsic: Attribute['intrinsic'], value: Static) => Static;
  /** Whether an intrinsic is read whatever its value. */
  readonly showsAny: (intrinsic: Attribute['intrinsic']) => boolean;
}

type Test = (value: Static) => boolean;

/** Conditions on the attributes of one scope, as its columns take them. */
interface ScopeTests {
  readonly names: Set<string>;
  /** By attribute, for those with a column of their own. */
  readonly own: Map<string, Test[]>;
  /** By type of value: the other attributes share these, so one's condition lets through another's value. */
  readonly shared: Map<StaticType, Test[]>;
  readonly sharedNames: Set<string>;
}

export function createAttachment(conditions: readonly Condition[]): Attachment {
  const scopes = new Map<KeyedScope, ScopeTests>();
  const intrinsics = new Map<Attribute['intrinsic'], Test[]>();
  const shown = new Set<string>();
  const free = new Set<Attribute['intrinsic']>();
  for (const condition of conditions) {
    const { attribute } = condition;
    if (attribute.intrinsic) {
      if (condition.op === 'none') free.add(attribute.intrinsic);
      push(intrinsics, attribute.intrinsic, toTest(condition));
      continue;
    }
    for (const scope of scopesOf(attribute)) {
      addCondition(scopes, scope, condition);
      const column = `${scope}.${attribute.name}`;
      if (condition.op === 'none' && DEDICATED.has(column)) shown.add(column);
    }
  }
  return {
    attach(scope, name, value) {
      const tests = scopes.get(scope);
      if (!tests || value.type === 'nil') return NIL;
      const own = isDedicated(scope, name, value.type) ? (tests.own.get(name) ?? []) : undefined;
      if (!own && !tests.sharedNames.has(name)) return NIL;
      return keepElements(value, (element) =>
        (own ?? tests.shared.get(element.type) ?? []).some((test) => test(element)),
      );
    },
    names: (scope) => scopes.get(scope)?.names ?? new Set(),
    missing: (scope, name) => (shown.has(`${scope}.${name}`) ? NIL_TEXT : NIL),
    showsAny: (intrinsic) => free.has(intrinsic),
    attachIntrinsic: (intrinsic, value) =>
      (intrinsics.get(intrinsic) ?? []).some((test) => test(value)) ? value : NIL,
  };
}

/** A column of its own read without a condition gives this text where it holds nothing. */
export const NIL_TEXT: Static = { type: 'string', value: 'nil' };

const scopesOf = ({ scope }: Attribute): readonly KeyedScope[] => (scope === 'none' ? ['span', 'resource'] : [scope]);

const isDedicated = (scope: KeyedScope, name: string, type: StaticType) => DEDICATED.get(`${scope}.${name}`) === type;

function addCondition(scopes: Map<KeyedScope, ScopeTests>, scope: KeyedScope, condition: Condition): void {
  const tests = scopes.get(scope) ?? { names: new Set(), own: new Map(), shared: new Map(), sharedNames: new Set() };
  scopes.set(scope, tests);
  const { name } = condition.attribute;
  tests.names.add(name);
  const column = DEDICATED.get(`${scope}.${name}`);
  const type = condition.operand?.type;
  const test = toTest(condition);
  if (column && (type === undefined || type === column)) {
    push(tests.own, name, test);
    if (type !== undefined) return;
  }
  tests.sharedNames.add(name);
  const types: readonly StaticType[] = type === undefined ? ['string', 'int', 'float', 'boolean'] : [type];
  if (condition.op !== 'notExists') for (const each of types) push(tests.shared, each, test);
}

function push<Key>(tests: Map<Key, Test[]>, key: Key, test: Test): void {
  const list = tests.get(key);
  if (list) list.push(test);
  else tests.set(key, [test]);
}

function toTest({ op, operand }: Condition): Test {
  if (op === 'none' || op === 'exists') return () => true;
  if (op === 'notExists' || !operand) return () => false;
  return (value) => applyBinary(op satisfies FieldOperator, value, operand) === TRUE;
}

function keepElements(value: Static, accept: Test): Static {
  const elements = elementsOf(value);
  const kept = elements.filter(accept);
  return kept.length === elements.length ? value : fromElements(kept);
}

/** Shows every value as it is. */
export const SHOW_ALL: Attachment = {
  attach: (_scope, _name, value) => value,
  names: () => new Set(),
  missing: () => NIL,
  showsAny: () => false,
  attachIntrinsic: (_intrinsic, value) => value,
};
