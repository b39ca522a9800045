import { z } from 'zod';
import type { DataTable, TableColumn } from '../../../signals/metric/table.ts';
import { toRegExp } from './field-config.ts';
import { renameSeries, selectSeriesByName, type Transformation } from './transform-series.ts';

/** Carried out in table panels. `merge` and `labelsToFields` are how our tables are made in the first place. */
const TABLE: ReadonlySet<string> = new Set([
  'organize',
  'sortBy',
  'filterFieldsByName',
  'filterByValue',
  'renameByRegex',
  'limit',
  'merge',
  'labelsToFields',
  'joinByField',
  'seriesToColumns',
]);
const SERIES: ReadonlySet<string> = new Set(['renameByRegex', 'filterFieldsByName']);

/** Whether a transformation is carried out in a panel of that kind. */
export const isSupported = (id: string, viewKind: string): boolean => (viewKind === 'table' ? TABLE : SERIES).has(id);

type Cell = string | number | null;

/** The transformations of a table panel, in order; those not supported leave the table as it is. */
export function transformTable(table: DataTable, transformations: readonly Transformation[]): DataTable {
  return transformations.reduce(applyOne, table);
}

function applyOne(table: DataTable, transformation: Transformation): DataTable {
  const { id, options } = transformation;
  switch (id) {
    case 'organize':
      return organize(table, options);
    case 'sortBy':
      return sortBy(table, options);
    case 'filterFieldsByName':
      return { ...table, columns: selectSeriesByName(table.columns, [transformation]) };
    case 'renameByRegex':
      return { ...table, columns: renameSeries(table.columns, [transformation]) };
    case 'filterByValue':
      return filterByValue(table, options);
    case 'limit':
      return takeRows(table, range(Math.min(table.length, Number(options['limitField'] ?? 10) || 10)));
    case 'joinByField':
    case 'seriesToColumns':
      return joinByField(table, String(options['byField'] ?? 'Time'));
    default:
      return table;
  }
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);

function takeRows(table: DataTable, rows: readonly number[]): DataTable {
  return {
    length: rows.length,
    columns: table.columns.map((column) => ({ ...column, cells: rows.map((row) => column.cells[row] ?? null) })),
  };
}

const flags = z.record(z.string(), z.boolean()).catch({});
const Organize = z.looseObject({
  excludeByName: flags,
  includeByName: flags,
  indexByName: z.record(z.string(), z.number()).catch({}),
  renameByName: z.record(z.string(), z.string()).catch({}),
});

function organize(table: DataTable, options: unknown): DataTable {
  const parsed = Organize.safeParse(options);
  if (!parsed.success) return table;
  const { excludeByName, includeByName, indexByName, renameByName } = parsed.data;
  const included = new Set(Object.keys(includeByName).filter((name) => includeByName[name]));
  const place = (column: TableColumn): number => indexByName[column.name] ?? Number.MAX_SAFE_INTEGER;
  const columns = table.columns
    .filter(({ name }) => !excludeByName[name] && (included.size === 0 || included.has(name)))
    .sort((a, b) => place(a) - place(b))
    .map((column) => ({ ...column, name: renameByName[column.name] || column.name }));
  return { ...table, columns };
}

const SortBy = z.looseObject({
  sort: z.array(z.looseObject({ field: z.string(), desc: z.boolean().catch(false) })).catch([]),
});

function sortBy(table: DataTable, options: unknown): DataTable {
  const parsed = SortBy.safeParse(options);
  const rule = parsed.success ? parsed.data.sort[0] : undefined;
  return rule ? sortTable(table, { name: rule.field, desc: rule.desc }) : table;
}

/** Rows by one column; empty cells last either way. */
export function sortTable(table: DataTable, by: { readonly name: string; readonly desc: boolean }): DataTable {
  const column = table.columns.find(({ name }) => name === by.name);
  if (!column) return table;
  const rows = range(table.length).sort((a, b) =>
    compareCells(column.cells[a] ?? null, column.cells[b] ?? null, by.desc),
  );
  return takeRows(table, rows);
}

const textOrder = new Intl.Collator('en', { numeric: true });

function compareCells(a: Cell, b: Cell, desc: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : textOrder.compare(String(a), String(b));
  return desc ? -order : order;
}

const FilterByValue = z.looseObject({
  type: z.string().catch('include'),
  match: z.string().catch('all'),
  filters: z
    .array(
      z.looseObject({
        fieldName: z.string(),
        config: z.looseObject({ id: z.string(), options: z.looseObject({ value: z.unknown().optional() }).optional() }),
      }),
    )
    .catch([]),
});

function filterByValue(table: DataTable, options: unknown): DataTable {
  const parsed = FilterByValue.safeParse(options);
  if (!parsed.success || parsed.data.filters.length === 0) return table;
  const { type, match, filters } = parsed.data;
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  const rows = range(table.length).filter((row) => {
    const tests = filters.map(({ fieldName, config }) =>
      testCell(columns.get(fieldName)?.cells[row] ?? null, config.id, config.options?.value),
    );
    const isMatch = match === 'any' ? tests.some(Boolean) : tests.every(Boolean);
    return isMatch === (type !== 'exclude');
  });
  return takeRows(table, rows);
}

function testCell(cell: Cell, id: string, value: unknown): boolean {
  const number = Number(cell);
  switch (id) {
    case 'isNull':
      return cell === null;
    case 'isNotNull':
      return cell !== null;
    case 'greater':
      return cell !== null && number > Number(value);
    case 'greaterOrEqual':
      return cell !== null && number >= Number(value);
    case 'lower':
      return cell !== null && number < Number(value);
    case 'lowerOrEqual':
      return cell !== null && number <= Number(value);
    case 'equal':
      return String(cell ?? '') === String(value);
    case 'notEqual':
      return String(cell ?? '') !== String(value);
    case 'regex':
      return toRegExp(String(value))?.test(String(cell ?? '')) ?? false;
    default:
      return true;
  }
}

/** Rows of one value of `field` become one; where several have a cell, the first stands. */
function joinByField(table: DataTable, field: string): DataTable {
  const key = table.columns.find(({ name }) => name === field);
  if (!key) return table;
  const groups = new Map<Cell, number[]>();
  key.cells.forEach((cell, row) => {
    const group = groups.get(cell);
    if (group) group.push(row);
    else groups.set(cell, [row]);
  });
  const lists = [...groups.values()];
  const others = table.columns.filter((column) => column !== key);
  const merge = (column: TableColumn): TableColumn => ({
    ...column,
    cells: lists.map(
      (rows) => rows.map((row) => column.cells[row] ?? null).find((cell) => cell !== null && cell !== '') ?? null,
    ),
  });
  return { length: lists.length, columns: [key, ...others].map(merge) };
}
