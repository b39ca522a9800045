import { ArrowDown, ArrowUp, Copy } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import { type JumpSubject, useJumpPlace } from '../../lib/jump-places.ts';
import { copyText } from '../../lib/clipboard.ts';
import { formatText } from '../../signals/metric/unit.ts';
import { Button } from '../../ui/Button.tsx';
import { JumpButton } from '../../ui/JumpButton.tsx';
import { showToast } from '../../ui/Toasts.tsx';
import { VirtualRows } from '../../ui/VirtualRows.tsx';
import { seriesText, sortRows, type SeriesRow, type TableSort, toCsv, toSeriesTable } from './metric-table.ts';
import styles from './Metrics.module.css';

interface MetricsTableProps {
  readonly answer: MetricAnswer;
  readonly unit: string;
  /** What the jump menu of a row is about. */
  readonly subjectOf: (row: SeriesRow) => JumpSubject;
}

/** Every series with its labels as columns, sortable. */
export function MetricsTable({ answer, unit, subjectOf }: MetricsTableProps) {
  const place = useJumpPlace();
  const [sort, setSort] = useState<TableSort | null>(null);
  const table = toSeriesTable(answer);
  const rows = useDeferredValue(sortRows(table, sort));
  const columns = `repeat(${table.labelNames.length}, minmax(7rem, 1fr)) repeat(${table.valueNames.length}, minmax(5.5rem, auto)) var(--row-height)`;
  const isNumber = (name: string): boolean => table.valueNames.includes(name);
  const copy = async () => {
    const isCopied = await copyText(toCsv({ ...table, rows }));
    showToast(isCopied ? { title: 'Copied as CSV' } : { title: 'The browser refused to copy', tone: 'error' });
  };
  return (
    <div className={styles.tableFrame}>
      <p className={styles.notice}>
        {table.rows.length} series
        <Button variant="quiet" onClick={() => void copy()}>
          <Copy size={12} aria-hidden /> Copy as CSV
        </Button>
      </p>
      <div className={styles.table} role="table" aria-label="Series" aria-rowcount={rows.length + 1}>
        <div className={styles.tableHead} role="row" style={{ gridTemplateColumns: columns }}>
          {[...table.labelNames, ...table.valueNames].map((name) => (
            <HeadCell key={name} name={name} isNumber={isNumber(name)} sort={sort} onSort={setSort} />
          ))}
          <span role="columnheader" aria-label="Jumps" />
        </div>
        <VirtualRows
          count={rows.length}
          rowHeight={24}
          rowKey={(index) => seriesText(rows[index]?.labels ?? {})}
          label="Rows of the table"
          list={{ role: 'rowgroup' }}
          renderRow={(index) => {
            const row = rows[index];
            return row ? (
              <div
                ref={place(() => subjectOf(row))}
                className={styles.tableRow}
                role="row"
                style={{ gridTemplateColumns: columns }}
              >
                <Cells row={row} labelNames={table.labelNames} unit={unit} />
              </div>
            ) : null;
          }}
        />
      </div>
    </div>
  );
}

interface CellsProps {
  readonly row: SeriesRow;
  readonly labelNames: readonly string[];
  readonly unit: string;
}

function Cells({ row, labelNames, unit }: CellsProps) {
  return (
    <>
      {labelNames.map((name) => (
        <span key={name} role="cell" title={row.labels[name]}>
          {row.labels[name] ?? ''}
        </span>
      ))}
      {row.numbers.map((number, i) => (
        // The columns never change place while a row is shown.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={i} role="cell" data-number title={number === null ? undefined : String(number)}>
          {formatText(number, { unit })}
        </span>
      ))}
      <span role="cell" className={styles.rowJumps}>
        <JumpButton label={`Where ${seriesText(row.labels)} leads`} />
      </span>
    </>
  );
}

interface HeadCellProps {
  readonly name: string;
  readonly isNumber: boolean;
  readonly sort: TableSort | null;
  readonly onSort: (sort: TableSort | null) => void;
}

/** A click sorts with the largest or first word on top, another turns it round, a third gives the source's order. */
function HeadCell({ name, isNumber, sort, onSort }: HeadCellProps) {
  const state = sort?.column !== name ? 'none' : sort.isDescending ? 'descending' : 'ascending';
  const first = isNumber;
  const next =
    state === 'none'
      ? { column: name, isDescending: first }
      : sort?.isDescending === first
        ? { column: name, isDescending: !first }
        : null;
  return (
    <span role="columnheader" aria-sort={state} data-number={isNumber ? '' : undefined}>
      <button type="button" onClick={() => onSort(next)}>
        {name}
        {state === 'descending' ? <ArrowDown size={11} aria-hidden /> : null}
        {state === 'ascending' ? <ArrowUp size={11} aria-hidden /> : null}
      </button>
    </span>
  );
}
