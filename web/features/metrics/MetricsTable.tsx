import { ArrowDown, ArrowUp, Copy } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import type { PrometheusTarget } from '../../../server/contract/query.ts';
import { type JumpSubject, useJumpPlace } from '../../lib/jump-places.ts';
import type { JointPaneProps } from '../../lib/pane.ts';
import { copyText } from '../../lib/clipboard.ts';
import {
  QUERY_COLUMN,
  type SeriesRow,
  seriesText,
  sortRows,
  type SummaryTable,
  type TableSort,
  toCsv,
  toSummaryTable,
} from '../../signals/metric/summary-table.ts';
import { formatText } from '../../signals/metric/unit.ts';
import { Button } from '../../ui/Button.tsx';
import { JumpButton } from '../../ui/JumpButton.tsx';
import { showToast } from '../../ui/Toasts.tsx';
import { VirtualRows } from '../../ui/VirtualRows.tsx';
import { type AnsweredMetric, unitOf } from './metric-model.ts';
import styles from './Metrics.module.css';

interface MetricsTableProps {
  readonly answered: readonly AnsweredMetric[];
  readonly pane: JointPaneProps<PrometheusTarget>;
}

/** Every series of all queries with its labels as columns, sortable. */
export function MetricsTable({ answered, pane }: MetricsTableProps) {
  const place = useJumpPlace();
  const [sort, setSort] = useState<TableSort | null>(null);
  const table = toSummaryTable(
    answered.map(({ target, answer }) => ({ refId: target.refId, answer, unit: unitOf(target.expr) })),
    pane.isLettered,
  );
  const rows = useDeferredValue(sortRows(table, sort));
  const names = [...(table.isLettered ? [QUERY_COLUMN] : []), ...table.labelNames, ...table.valueNames];
  const columns = [
    table.isLettered ? '3.5rem' : '',
    table.labelNames.length > 0 ? `repeat(${table.labelNames.length}, minmax(7rem, 1fr))` : '',
    `repeat(${table.valueNames.length}, minmax(5.5rem, auto)) var(--row-height)`,
  ].join(' ');
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
          {names.map((name) => (
            <HeadCell key={name} name={name} isNumber={isNumber(name)} sort={sort} onSort={setSort} />
          ))}
          <span role="columnheader" aria-label="Jumps" />
        </div>
        <VirtualRows
          count={rows.length}
          rowHeight={24}
          rowKey={(index) => `${rows[index]?.refId} ${seriesText(rows[index]?.labels ?? {})}`}
          label="Rows of the table"
          list={{ role: 'rowgroup' }}
          renderRow={(index) => {
            const row = rows[index];
            return row ? (
              <div
                ref={place(() => rowSubject(row, answered, pane))}
                className={styles.tableRow}
                role="row"
                style={{ gridTemplateColumns: columns }}
              >
                <Cells row={row} table={table} />
              </div>
            ) : null;
          }}
        />
      </div>
    </div>
  );
}

/** The jump menu of a row, with the query that gave its series. */
function rowSubject(
  { refId, labels }: SeriesRow,
  answered: readonly AnsweredMetric[],
  { source, range }: JointPaneProps<PrometheusTarget>,
): JumpSubject | null {
  const found = answered.find(({ target }) => target.refId === refId);
  if (!found) return null;
  return {
    title: seriesText(labels),
    context: { kind: 'series', sourceUid: source.uid, range, expr: found.ask.query, labels },
  };
}

interface CellsProps {
  readonly row: SeriesRow;
  readonly table: SummaryTable;
}

function Cells({ row, table }: CellsProps) {
  return (
    <>
      {table.isLettered ? <span role="cell">{row.refId}</span> : null}
      {table.labelNames.map((name) => (
        <span key={name} role="cell" title={row.labels[name]}>
          {row.labels[name] ?? ''}
        </span>
      ))}
      {row.numbers.map((number, i) => (
        // The columns never change place while a row is shown.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={i} role="cell" data-number title={number === null ? undefined : String(number)}>
          {formatText(number, { unit: row.unit })}
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
