import { conceptOf, plainName, type Matcher } from './names.ts';
import { isPresence, type Demand, type Subject } from './demands.ts';
import { plainAlternatives, wholeNumbers, type WholeNumbers } from './regex-text.ts';
import { quote } from './variables.ts';

/** Labels that OpenTelemetry's conventions name after a span attribute, dots turned into underscores. */
const ATTRIBUTES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    http_route: 'span.http.route',
    http_request_method: 'span.http.request.method',
    http_method: 'span.http.method',
    http_response_status_code: 'span.http.response.status_code',
    http_status_code: 'span.http.status_code',
    rpc_method: 'span.rpc.method',
    rpc_service: 'span.rpc.service',
    rpc_system: 'span.rpc.system',
    rpc_grpc_status_code: 'span.rpc.grpc.status_code',
    db_system: 'span.db.system',
    db_system_name: 'span.db.system.name',
    db_operation_name: 'span.db.operation.name',
    db_collection_name: 'span.db.collection.name',
    messaging_system: 'span.messaging.system',
    messaging_destination_name: 'span.messaging.destination.name',
    error_type: 'span.error.type',
  }),
);
/** Attributes that the conventions type as integers. */
const INTEGERS = /(^|\.)(status_code|server\.port|resend_count)$/;
/** What applications call the same in their log lines. */
const NICKNAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    route: 'http_route',
    method: 'http_request_method',
    status: 'http_response_status_code',
    status_code: 'http_response_status_code',
    statuscode: 'http_response_status_code',
  }),
);
const NOT_OF_SPANS = new Set([
  '__name__',
  'le',
  'quantile',
  'instance',
  'job',
  'otel_scope_name',
  'otel_scope_version',
]);

export interface SpanConditions {
  readonly conditions: readonly string[];
  /** What was demanded and no condition says. */
  readonly leftOut: readonly Demand[];
}

/**
 * Conditions on spans that say the same as labels and demands do; only of attributes that the source has, where it could
 * say. Where something runs is not told here.
 */
export function spanConditions(
  { labels, demands }: Pick<Subject, 'labels' | 'demands'>,
  tags: readonly string[] | null,
): SpanConditions {
  const ofLabels = Object.entries(labels).flatMap(([name, value]) => {
    const condition = value === '' || isElsewhere(name) ? null : labelCondition(name, value, tags);
    return condition === null ? [] : [[name, condition] as const];
  });
  const told = new Set(ofLabels.map(([name]) => name));
  const conditions = ofLabels.map(([, condition]) => condition);
  const leftOut = demands.filter((demand) => {
    if (conceptOf(demand.name) !== null) return false;
    if (demand.op === '=' && demand.value !== '') return !told.has(demand.name);
    const condition = NOT_OF_SPANS.has(demand.name) ? null : demandCondition(demand, tags);
    if (condition !== null) conditions.push(condition);
    return condition === null && !isPresence(demand);
  });
  return { conditions, leftOut };
}

const isElsewhere = (name: string): boolean => NOT_OF_SPANS.has(name) || conceptOf(name) !== null;

const labelCondition = (name: string, value: string, tags: readonly string[] | null): string | null =>
  intrinsic(name, value) ?? attributeCondition(name, value, tags);

/** The condition that a span has this attribute; null where no span of the source has one of that name. */
export function attributeCondition(name: string, value: string, tags: readonly string[] | null): string | null {
  const attribute = attributeFor(name, tags);
  return attribute === null ? null : comparison(attribute, value);
}

/** By an application's own name for it, too: `route`, `status`. */
export function nicknameCondition(name: string, value: string, tags: readonly string[] | null): string | null {
  const known = NICKNAMES.get(plainName(name));
  return attributeCondition(name, value, tags) ?? (known ? attributeCondition(known, value, tags) : null);
}

function attributeFor(name: string, tags: readonly string[] | null): string | null {
  const plain = plainName(name);
  if (tags === null) return ATTRIBUTES.get(plain) ?? null;
  // oxlint-disable-next-line no-control-regex -- a quoted name has no escape for these
  const same = tags.filter((tag) => /^(span|resource)\.[^\u0000-\u001f]+$/.test(tag) && plainName(tag) === plain);
  return same.find((tag) => tag.startsWith('span.')) ?? same[0] ?? null;
}

/** Of span metrics: `span_name`, `span_kind`, `status_code`. */
function intrinsic(name: string, value: string): string | null {
  if (name === 'span_name') return `name = ${quote(value)}`;
  const [, kind] =
    (name === 'span_kind' && /^(?:SPAN_KIND_)?(SERVER|CLIENT|INTERNAL|PRODUCER|CONSUMER)$/i.exec(value)) || [];
  if (kind) return `kind = ${kind.toLowerCase()}`;
  const [, status] = (name === 'status_code' && /^STATUS_CODE_(ERROR|OK|UNSET)$/.exec(value)) || [];
  return status ? `status = ${status.toLowerCase()}` : null;
}

/** null where no condition says the same. */
function demandCondition(demand: Demand, tags: readonly string[] | null): string | null {
  const { name, op, value } = demand;
  if (name === 'span_name') return value === '' ? null : `name ${op} ${quote(value)}`;
  const ofIntrinsic = intrinsics(demand);
  if (ofIntrinsic) return ofIntrinsic;
  const attribute = attributeFor(name, tags);
  if (attribute === null) return null;
  const own = attributeName(attribute);
  if (value === '') return op === '!=' || op === '!~' ? `${own} != nil` : null;
  return op === '=~' ? among(attribute, value) : notAmong(attribute, demand);
}

/** `span_kind` and `status_code` by a list of their words. */
function intrinsics({ name, op, value }: Demand): string | null {
  const words = op === '!=' ? [value] : (plainAlternatives(value) ?? ['']);
  const conditions = words.map((word) => intrinsic(name, word));
  if (name === 'span_name' || !conditions.every((condition) => condition !== null)) return null;
  if (op === '=~') return anyOf(conditions);
  return conditions.map((condition) => condition.replace(' = ', ' != ')).join(' && ');
}

const anyOf = (conditions: readonly string[]): string =>
  conditions.length === 1 ? (conditions[0] ?? '') : `(${conditions.join(' || ')})`;

/** A pattern is of text: an attribute that is a number is compared with the numbers that the pattern matches. */
function among(attribute: string, pattern: string): string | null {
  const name = attributeName(attribute);
  const numbers = numbersOf(attribute, pattern) ?? [];
  const ofNumbers = numbers.map(({ min, max }) =>
    min === max ? `${name} = ${min}` : `(${name} >= ${min} && ${name} <= ${max})`,
  );
  if (INTEGERS.test(attribute)) return ofNumbers.length > 0 ? anyOf(ofNumbers) : null;
  const texts = plainAlternatives(pattern) ?? [];
  // That it may be absent TraceQL cannot say.
  if (texts.includes('')) return null;
  const words = texts.filter((word) => /^(true|false)$/.test(word));
  return anyOf([`${name} =~ ${quote(pattern)}`, ...ofNumbers, ...words.map((word) => `${name} = ${word}`)]);
}

/**
 * TraceQL's `!=` and `!~` hold where the attribute is there and of the operand's type. That suits: what a metric with the
 * label counts has the attribute, and spans without it are mostly of another kind. (`= nil` is not in Tempo before 2.10.)
 */
function notAmong(attribute: string, { op, value }: Demand): string | null {
  const name = attributeName(attribute);
  const numbers = numbersOf(attribute, op === '!=' ? escapeless(value) : value);
  const words = (op === '!=' ? [value] : (plainAlternatives(value) ?? [])).filter((word) =>
    /^(true|false)$/.test(word),
  );
  const outside = [
    ...(numbers ? [allOf(numbers.map((range) => outsideOf(name, range)))] : []),
    ...(words.length > 0 ? [allOf(words.map((word) => `${name} != ${word}`))] : []),
  ];
  if (INTEGERS.test(attribute)) return numbers ? anyOf(outside) : null;
  return anyOf([`${name} ${op} ${quote(value)}`, ...outside]);
}

/** HTTP's status codes have three digits: `5.*` are those from 500 on. */
const numbersOf = (attribute: string, pattern: string): readonly WholeNumbers[] | null =>
  wholeNumbers(
    /\bhttp\..*status_code$/.test(attribute) ? pattern.replace(/(?<=\d|\])\.[*+](?=$|\||\))/g, '..') : pattern,
  );

/** Digits alone are the pattern of themselves; other text is of no number. */
const escapeless = (value: string): string => (/^\d+$/.test(value) ? value : 'x');

const allOf = (conditions: readonly string[]): string =>
  conditions.length === 1 ? (conditions[0] ?? '') : `(${conditions.join(' && ')})`;

const outsideOf = (name: string, { min, max }: WholeNumbers): string =>
  min === max ? `${name} != ${min}` : `(${name} < ${min} || ${name} > ${max})`;

/** A label is text; the attribute may be a number or a truth value. */
export function comparison(attribute: string, value: string): string {
  const name = attributeName(attribute);
  const text = `${name} = ${quote(value)}`;
  const isLiteral = /^(true|false|-?\d{1,15}(\.\d{1,9})?)$/.test(value);
  if (!isLiteral) return text;
  return INTEGERS.test(attribute) ? `${name} = ${value}` : `(${text} || ${name} = ${value})`;
}

/** TraceQL quotes the names that its bare form cannot hold. */
function attributeName(attribute: string): string {
  const [, scope = '', name = ''] = /^(span|resource)\.([^]*)$/.exec(attribute) ?? [];
  return /^[A-Za-z_][\w.-]*$/.test(name) ? `${scope}.${name}` : `${scope}.${quote(name)}`;
}

/** A condition on the resource: where the spans ran. */
export function resourceCondition({ name, op, value }: Matcher): string {
  const attribute = /^(span|resource)\./.test(name) ? attributeName(name) : name;
  return op === '=' && value === '' ? `${attribute} = nil` : `${attribute} ${op} ${quote(value)}`;
}
