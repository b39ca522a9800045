import type { AnyValue, Attributes, Resource } from '../../telemetry.ts';
import { METRIC_NAME } from '../model/labels.ts';
import { prometheusLabel } from './metric-names.ts';

/** Resource attributes that every series carries, besides those that say which target it is. */
const PROMOTED: ReadonlySet<string> = new Set([
  'deployment.environment.name',
  'k8s.cluster.name',
  'k8s.pod.name',
  'service.instance.id',
  'service.name',
  'service.namespace',
]);
/** Attributes that make up `job` and `instance`. */
const IDENTIFYING: ReadonlySet<string> = new Set(['service.namespace', 'service.name', 'service.instance.id']);

export function attributeText(value: AnyValue): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return typeof value === 'object' ? goJson(toJson(value)) : String(value);
}

const HTML = /[<>&\u2028\u2029]/g;

/** JSON as Go writes it, which escapes what HTML would read. */
const goJson = (value: unknown): string =>
  JSON.stringify(value).replace(HTML, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

function toJson(value: AnyValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(toJson);
  // Go sorts the keys of maps.
  const entries = value.entries.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return Object.fromEntries(entries.map(({ key, value: inner }) => [key, toJson(inner)]));
}

const isList = (value: object): value is readonly AnyValue[] => Array.isArray(value);

const labelNames = new Map<string, string>();

function labelName(key: string): string {
  const known = labelNames.get(key);
  if (known !== undefined) return known;
  const name = prometheusLabel(key);
  if (labelNames.size < 10_000) labelNames.set(key, name);
  return name;
}

/** Attributes as labels. Keys that come to the same name share it, their values joined by `;` in the order of the keys. */
export function attributeLabels(
  attributes: Attributes,
  keep: (key: string) => boolean = () => true,
): Map<string, string> {
  const labels = new Map<string, string>();
  const sorted =
    attributes.length < 2 ? attributes : attributes.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  for (const { key, value } of sorted) {
    if (key === '' || key === METRIC_NAME || !keep(key)) continue;
    const text = attributeText(value);
    if (text === '') continue;
    const name = labelName(key);
    const before = labels.get(name);
    labels.set(name, before === undefined ? text : `${before};${text}`);
  }
  return labels;
}

/** What a resource gives to its series, worked out once. */
export interface ResourceLabels {
  /** The same for resources that give the same labels. */
  readonly key: string;
  readonly promoted: ReadonlyMap<string, string>;
  /** `job` and `instance` */
  readonly target: ReadonlyMap<string, string>;
  /** Labels of `target_info`; null when it would say nothing new, or of nobody. */
  readonly info: ReadonlyMap<string, string> | null;
}

export function resourceLabels({ attributes }: Resource): ResourceLabels {
  const text = (key: string) => attributeText(attributes.find((attribute) => attribute.key === key)?.value ?? null);
  const target = new Map<string, string>();
  const service = text('service.name');
  const namespace = text('service.namespace');
  const instance = text('service.instance.id');
  if (service !== '') target.set('job', namespace === '' ? service : `${namespace}/${service}`);
  if (instance !== '') target.set('instance', instance);
  const rest = attributeLabels(attributes, (key) => !IDENTIFYING.has(key));
  const info = rest.size > 0 && target.size > 0 ? new Map([...rest, ...target, [METRIC_NAME, 'target_info']]) : null;
  const promoted = attributeLabels(attributes, (key) => PROMOTED.has(key));
  return { key: [...promoted, ...target].flat().join('\u0000'), promoted, target, info };
}

/** The labels of a data point, without the name. */
export function pointLabels(attributes: Attributes, { promoted, target }: ResourceLabels): Map<string, string> {
  const labels = attributeLabels(attributes);
  for (const [name, value] of promoted) if (!labels.has(name)) labels.set(name, value);
  for (const [name, value] of target) labels.set(name, value);
  return labels;
}
