import { z } from 'zod';
import type { Labels } from '../../../../server/contract/answer.ts';
import type { Thresholds } from '../../../signals/metric/thresholds.ts';
import { reduceToNumber } from '../../../signals/metric/reduce.ts';
import { lenientObject } from './lenient.ts';
import type { RawPanel } from './raw-dashboard.ts';

const finite = z.number().nullish().catch(null);
const flag = z.boolean().catch(false);

/** How values of a field look: `fieldConfig.defaults` after overrides. Absent and malformed settings have defaults. */
export const FieldOptions = z.looseObject({
  unit: z.string().catch(''),
  decimals: finite,
  min: finite,
  max: finite,
  displayName: z.string().catch(''),
  noValue: z.string().nullish().catch(null),
  mappings: z.array(z.unknown()).catch([]),
  thresholds: z.unknown().optional(),
  color: z
    .looseObject({ mode: z.string().catch(''), fixedColor: z.string().catch(''), seriesBy: z.string().catch('last') })
    .catch({ mode: '', fixedColor: '', seriesBy: 'last' }),
  links: z
    .array(z.looseObject({ title: z.string().catch(''), url: z.string().catch(''), targetBlank: flag }))
    .catch([]),
  custom: lenientObject({
    drawStyle: z.string().catch('line'),
    lineInterpolation: z.string().catch('linear'),
    lineWidth: z.number().catch(1),
    lineStyle: z
      .looseObject({ fill: z.string().catch('solid'), dash: z.array(z.number()).catch([]) })
      .nullish()
      .catch(null),
    fillOpacity: z.number().catch(0),
    fillBelowTo: z.string().catch(''),
    showPoints: z.string().catch('auto'),
    pointSize: z.number().catch(5),
    spanNulls: z.union([z.boolean(), z.number()]).catch(false),
    stacking: z
      .looseObject({ mode: z.string().catch('none'), group: z.string().catch('A') })
      .catch({ mode: 'none', group: 'A' }),
    axisPlacement: z.string().catch('auto'),
    axisLabel: z.string().catch(''),
    axisSoftMin: finite,
    axisSoftMax: finite,
    axisCenteredZero: flag,
    scaleDistribution: z
      .looseObject({ type: z.string().catch('linear'), log: z.number().catch(10) })
      .catch({ type: 'linear', log: 10 }),
    thresholdsStyle: z.looseObject({ mode: z.string().catch('off') }).catch({ mode: 'off' }),
    transform: z.string().catch(''),
    hideFrom: z
      .looseObject({ viz: flag, legend: flag, tooltip: flag })
      .catch({ viz: false, legend: false, tooltip: false }),
    cellOptions: z
      .looseObject({ type: z.string().catch('auto'), mode: z.string().catch('') })
      .catch({ type: 'auto', mode: '' }),
    align: z.string().catch('auto'),
    width: finite,
    hidden: flag,
  }),
});
export type FieldOptions = z.infer<typeof FieldOptions>;

/** What overrides look at: a series, or a column of a table. */
export interface FieldIdentity {
  readonly name: string;
  readonly refId: string;
  readonly type: 'number' | 'string' | 'time';
  readonly labels: Labels;
  readonly values?: ArrayLike<number>;
}

export type FieldConfig = RawPanel['fieldConfig'];

/** Defaults and every matching override, later ones over earlier ones. */
export function resolveField(config: FieldConfig, field: FieldIdentity): FieldOptions {
  const merged = structuredClone(config.defaults);
  for (const { matcher, properties } of config.overrides) {
    if (!matches(matcher.id, matcher.options, field)) continue;
    for (const { id, value } of properties) assign(merged, id, value);
  }
  return FieldOptions.parse(merged);
}

/** `custom.lineWidth` → merged.custom.lineWidth. Names that reach a prototype are left alone. */
function assign(target: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop();
  if (!last || [...keys, last].some((key) => key === '__proto__' || key === 'constructor' || key === 'prototype'))
    return;
  let at = target;
  for (const key of keys) {
    const next = at[key];
    const inner: Record<string, unknown> = isRecord(next) ? next : {};
    at[key] = inner;
    at = inner;
  }
  at[last] = value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ByNames = z.looseObject({ mode: z.string().catch('include'), names: z.array(z.string()).catch([]) });
const ByNamesOrRegex = z.looseObject({ pattern: z.string().catch(''), names: z.array(z.string()).catch([]) });
const ByValue = z.looseObject({ reducer: z.string(), op: z.string(), value: z.number() });

function matches(id: string, options: unknown, field: FieldIdentity): boolean {
  switch (id) {
    case 'byName':
      return options === field.name;
    case 'byRegexp':
      return testPattern(String(options), field.name);
    case 'byType':
      return options === field.type;
    case 'byTypes':
      return Array.isArray(options) && options.includes(field.type);
    case 'byFrameRefID':
      return options === field.refId;
    case 'byNames': {
      const { mode, names } = ByNames.catch({ mode: 'include', names: [] }).parse(options);
      return names.includes(field.name) !== (mode === 'exclude');
    }
    case 'byRegexpOrNames': {
      const { pattern, names } = ByNamesOrRegex.catch({ pattern: '', names: [] }).parse(options);
      return names.includes(field.name) || (pattern !== '' && testPattern(pattern, field.name));
    }
    case 'byValue':
      return matchesValue(options, field);
    case 'numeric':
      return field.type === 'number';
    case 'time':
      return field.type === 'time';
    default:
      return false;
  }
}

function matchesValue(options: unknown, field: FieldIdentity): boolean {
  const parsed = ByValue.safeParse(options);
  if (!parsed.success || !field.values) return false;
  const value = reduceToNumber(field.values, parsed.data.reducer);
  if (value === null) return false;
  const other = parsed.data.value;
  switch (parsed.data.op) {
    case 'gte':
      return value >= other;
    case 'gt':
      return value > other;
    case 'lte':
      return value <= other;
    case 'lt':
      return value < other;
    case 'eq':
      return value === other;
    case 'neq':
      return value !== other;
    default:
      return false;
  }
}

/** `/pattern/flags` or a bare pattern. One that does not compile matches nothing. */
export function testPattern(pattern: string, text: string): boolean {
  return toRegExp(pattern)?.test(text) ?? false;
}

export function toRegExp(pattern: string): RegExp | null {
  const slashed = /^\/(.*)\/([a-z]*)$/s.exec(pattern);
  try {
    return slashed ? new RegExp(slashed[1] ?? '', (slashed[2] ?? '').replace(/[^imsu]/g, '')) : new RegExp(pattern);
  } catch {
    return null;
  }
}

const Step = z.looseObject({ value: z.number().nullish().catch(null), color: z.string().catch('green') });
const RawThresholds = z.looseObject({ mode: z.string().catch('absolute'), steps: z.array(Step).catch([]) });

/** The first step's value is null in JSON, or missing, and means minus infinity. */
export function parseThresholds(raw: unknown): Thresholds {
  const parsed = RawThresholds.safeParse(raw);
  if (!parsed.success) return { mode: 'absolute', steps: [] };
  const steps = parsed.data.steps.map(({ value, color }) => ({ value: value ?? -Infinity, color }));
  return {
    mode: parsed.data.mode === 'percentage' ? 'percentage' : 'absolute',
    steps: steps.sort((a, b) => a.value - b.value),
  };
}
