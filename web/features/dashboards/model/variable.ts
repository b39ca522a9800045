import { z } from 'zod';
import type { RawSourceRef, RawVariable } from './raw-dashboard.ts';

export type VariableType =
  | 'query'
  | 'custom'
  | 'constant'
  | 'interval'
  | 'textbox'
  | 'datasource'
  | 'switch'
  | 'unsupported';

export interface VariableOption {
  readonly value: string;
  readonly text: string;
}

/** A template variable, as the dashboard declares it. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly type: VariableType;
  /** What the dashboard calls the type, for those we do not support. */
  readonly originalType: string;
  readonly hide: 'none' | 'label' | 'variable';
  /** The query's text: PromQL-like, comma list, plugin id, constant. */
  readonly query: string;
  /** Loki and others keep an object: `{type, label, stream}`. */
  readonly queryFields: Readonly<Record<string, unknown>>;
  readonly source: RawSourceRef;
  readonly regex: string;
  readonly regexApplyTo: 'value' | 'text';
  readonly sort: number;
  readonly refreshOnTime: boolean;
  readonly multi: boolean;
  readonly includeAll: boolean;
  readonly allValue: string | null;
  readonly allowCustomValue: boolean;
  readonly skipUrlSync: boolean;
  /** Saved with the dashboard; `$__all` for all. */
  readonly current: readonly VariableOption[];
  readonly options: readonly VariableOption[];
  readonly auto: { readonly count: number; readonly min: string } | null;
}

export const ALL = '$__all';

const TYPES: Readonly<Record<string, VariableType>> = {
  query: 'query',
  custom: 'custom',
  constant: 'constant',
  interval: 'interval',
  textbox: 'textbox',
  datasource: 'datasource',
  switch: 'switch',
};

export function parseVariable(raw: RawVariable): Variable {
  const fields = z.record(z.string(), z.unknown()).safeParse(raw.query);
  const queryFields = fields.success ? fields.data : {};
  return {
    name: raw.name,
    label: raw.label || raw.name,
    description: raw.description ?? '',
    type: Object.hasOwn(TYPES, raw.type) ? (TYPES[raw.type] ?? 'unsupported') : 'unsupported',
    originalType: raw.type,
    hide: raw.hide === 1 ? 'label' : raw.hide === 2 ? 'variable' : 'none',
    query:
      typeof raw.query === 'string' ? raw.query : typeof queryFields['query'] === 'string' ? queryFields['query'] : '',
    queryFields,
    source: raw.datasource,
    regex: raw.regex,
    regexApplyTo: raw.regexApplyTo === 'text' ? 'text' : 'value',
    sort: raw.sort,
    refreshOnTime: raw.refresh === 2,
    multi: raw.multi,
    includeAll: raw.includeAll,
    allValue: raw.allValue || null,
    allowCustomValue: raw.allowCustomValue,
    skipUrlSync: raw.skipUrlSync,
    current: raw.current ? pairUp(raw.current.value, raw.current.text) : [],
    options: raw.options.flatMap(({ value, text }) => pairUp(value, text)).filter(({ value }) => value !== ALL),
    auto: raw.auto ? { count: raw.auto_count, min: raw.auto_min } : null,
  };
}

/** `current` holds one value and text, or two arrays of them. */
function pairUp(value: unknown, text: unknown): readonly VariableOption[] {
  const values = asTexts(value);
  const texts = asTexts(text);
  return values.map((one, i) => ({ value: one, text: one === ALL ? 'All' : (texts[i] ?? one) }));
}

function asTexts(value: unknown): readonly string[] {
  if (value === null || value === undefined) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one)));
}
