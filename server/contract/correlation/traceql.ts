import type { Labels } from '../answer.ts';
import { conceptOf, matchersIn, plainName, type Identity, type Matcher, type Names } from './names.ts';
import type { SourceInfo } from '../source.ts';
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

/** Conditions on spans that say the same as labels do; only of attributes that the source has, where it could say. */
export function spanConditions(labels: Labels, tags: readonly string[] | null): readonly string[] {
  return Object.entries(labels).flatMap(([name, value]) => {
    if (value === '' || NOT_OF_SPANS.has(name) || conceptOf(name) !== null) return [];
    const condition = intrinsic(name, value) ?? attributeCondition(name, value, tags);
    return condition === null ? [] : [condition];
  });
}

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

/** A label is text; the attribute may be a number or a truth value. */
function comparison(attribute: string, value: string): string {
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

/** Conditions on the resource: where the spans ran. */
export const resourceConditions = (source: SourceInfo, identity: Identity, names: Names): readonly string[] =>
  matchersIn(source, identity, names).map(resourceCondition);

const resourceCondition = ({ name, op, value }: Matcher): string => {
  const attribute = /^(span|resource)\./.test(name) ? attributeName(name) : name;
  return `${attribute} ${op} ${quote(value)}`;
};
