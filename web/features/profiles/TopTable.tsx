import { ArrowDown, ArrowUp } from 'lucide-react';
import { useState } from 'react';
import { percent } from '../../charts/flame-graph/frame-text.ts';
import { formatText } from '../../signals/metric/unit.ts';
import { type JumpSubject, useJumpPlace } from '../../lib/jump-places.ts';
import type { FunctionTotals } from '../../signals/profile/top-functions.ts';
import { VirtualRows } from '../../ui/VirtualRows.tsx';
import styles from './Profiles.module.css';
import { sortFunctions, type FunctionSort, type SortColumn } from './sort-functions.ts';

interface TopTableProps {
  readonly functions: readonly FunctionTotals[];
  /** The profile's total, for shares. */
  readonly whole: number;
  readonly unit: string;
  readonly selected: string | null;
  readonly onSelect: (name: string | null) => void;
  readonly subjectOf: (name: string) => JumpSubject;
}

const COLUMNS: readonly { readonly column: SortColumn; readonly label: string }[] = [
  { column: 'name', label: 'Function' },
  { column: 'self', label: 'Self' },
  { column: 'total', label: 'Total' },
];

/** Every function with what it costs: the flame graph as a table. */
export function TopTable({ functions, whole, unit, selected, onSelect, subjectOf }: TopTableProps) {
  const place = useJumpPlace();
  const [sort, setSort] = useState<FunctionSort>({ column: 'self', direction: 'descending' });
  const rows = sortFunctions(functions, sort);
  const sortBy = (column: SortColumn) =>
    setSort((before) => {
      if (before.column !== column) return { column, direction: column === 'name' ? 'ascending' : 'descending' };
      return { column, direction: before.direction === 'ascending' ? 'descending' : 'ascending' };
    });
  return (
    <div className={styles.table}>
      <div className={styles.tableHead} role="group" aria-label="Sort functions">
        {COLUMNS.map(({ column, label }) => (
          <button
            key={column}
            type="button"
            className={styles.sort}
            aria-pressed={sort.column === column}
            onClick={() => sortBy(column)}
          >
            {label}
            <SortMark sort={sort} column={column} />
          </button>
        ))}
      </div>
      {rows.length === 0 ? <p className={styles.none}>No function matches.</p> : null}
      <VirtualRows
        count={rows.length}
        rowHeight={24}
        rowKey={(index) => rows[index]?.name ?? index}
        label={`${rows.length} functions`}
        renderRow={(index) => {
          const row = rows[index];
          if (!row) return null;
          const isSelected = row.name === selected;
          return (
            <div role="listitem" ref={place(() => subjectOf(row.name))}>
              <button
                type="button"
                className={styles.row}
                aria-pressed={isSelected}
                title={row.name}
                onClick={() => onSelect(isSelected ? null : row.name)}
              >
                <span className={styles.name}>{row.name}</span>
                <Amount value={row.self} whole={whole} unit={unit} />
                <Amount value={row.total} whole={whole} unit={unit} />
              </button>
            </div>
          );
        }}
      />
    </div>
  );
}

interface AmountProps {
  readonly value: number;
  readonly whole: number;
  readonly unit: string;
}

const Amount = ({ value, whole, unit }: AmountProps) => (
  <span className={styles.amount}>
    <span
      className={styles.meter}
      style={{ inlineSize: `${whole === 0 ? 0 : Math.min(100, (100 * value) / whole)}%` }}
      aria-hidden
    />
    <span>{formatText(value, { unit })}</span>
    <span className={styles.share}>{percent(value, whole)}</span>
  </span>
);

function SortMark({ sort, column }: { readonly sort: FunctionSort; readonly column: SortColumn }) {
  if (sort.column !== column) return null;
  const Icon = sort.direction === 'ascending' ? ArrowUp : ArrowDown;
  return (
    <>
      <Icon size={12} aria-hidden />
      <span className={styles.hidden}>{sort.direction}</span>
    </>
  );
}
