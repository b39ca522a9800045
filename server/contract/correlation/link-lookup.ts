import type { AbsoluteRange } from '../query.ts';
import type { EpochMs } from '../units.ts';
import type { Lookup } from './variables.ts';

/** What a link on a field of a row may name. */
export interface LinkScope {
  /** The field that the link hangs on, and its value. */
  readonly field: string;
  readonly value: string;
  /** Of the row. */
  readonly time: EpochMs;
  /** All fields of the row, in the order in which `fields[0]` counts. */
  readonly fields: ReadonlyMap<string, string>;
  /** The labels of the row's field, for `__field.labels`. */
  readonly labels: ReadonlyMap<string, string>;
  readonly series: string;
  readonly range: AbsoluteRange;
}

const MEMBER = /^(?:\.([^.[\]]+)|\[(?:"([^"]*)"|'([^']*)'|(\d+))\])/;

/**
 * Grafana's link variables: `__value.*`, `__field.*`, `__data.*`, `__series.name`, `__targetField`, `__from`,
 * `__to`, `__url_time_range`,
 * `__all_variables`, and each field by its name. A data field that is missing is empty; a name that nothing has is
 * undefined.
 */
export function linkLookup(scope: LinkScope): Lookup {
  const fixed = fixedVariables(scope);
  return (path) => {
    const known = fixed.get(path);
    if (known !== undefined) return known;
    if (path.startsWith('__data.fields')) return dataField(scope, path.slice('__data.fields'.length));
    if (path.startsWith('__field.labels'))
      return member(scope.labels, path.slice('__field.labels'.length))?.value ?? '';
    return scope.fields.get(path) ?? displayOf(scope, path);
  };
}

/** `${count.numeric}`: in Explore a field by its name has the same members as in `__data.fields`. */
function displayOf({ fields }: LinkScope, path: string): string | undefined {
  const [, name = '', part] = /^([^]*)\.(text|numeric)$/.exec(path) ?? [];
  const value = fields.get(name);
  return value !== undefined && part === 'numeric' ? String(Number(value)) : value;
}

function fixedVariables({ field, value, time, series, range }: LinkScope): ReadonlyMap<string, string> {
  const [from, to] = [String(range.from), String(range.to)];
  return new Map([
    ['__value', value],
    ['__value.raw', value],
    ['__value.text', value],
    ['__value.numeric', String(Number(value))],
    ['__value.time', String(Math.floor(time))],
    // The reducer that made the value; a row's own value has none.
    ['__value.calc', ''],
    ['__targetField', value],
    ['__targetField.text', value],
    ['__targetField.numeric', String(Number(value))],
    ['__field.name', field],
    ['__field.displayName', field],
    ['__series.name', series],
    ['__data.name', series],
    ['__data.refId', 'A'],
    ['__from', from],
    ['__to', to],
    ['__url_time_range', `from=${from}&to=${to}&timezone=browser`],
    ['__all_variables', ''],
  ]);
}

/** `.name`, `["a.b"]` or `[0]` of a map, and what stands behind it. */
function member(values: ReadonlyMap<string, string>, path: string): { value: string; rest: string } | undefined {
  const match = MEMBER.exec(path);
  if (!match) return undefined;
  const [whole, word, double, single, index] = match;
  const name = word ?? double ?? single;
  const value = name === undefined ? [...values.values()][Number(index)] : values.get(name);
  return value === undefined ? undefined : { value, rest: path.slice(whole.length) };
}

function dataField(scope: LinkScope, path: string): string {
  const found = member(scope.fields, path);
  if (!found) return '';
  if (found.rest.startsWith('.labels')) return member(scope.labels, found.rest.slice('.labels'.length))?.value ?? '';
  return found.rest === '.numeric' ? String(Number(found.value)) : found.value;
}
