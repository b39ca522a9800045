import { ArrowDown, ArrowUp } from 'lucide-react';
import { type Ref, useState } from 'react';
import { epochMs } from '../../../../server/contract/units.ts';
import { useJumpPlace } from '../../../lib/jump-places.ts';
import { formatDateTime } from '../../../lib/time.ts';
import { Button } from '../../../ui/Button.tsx';
import { JumpButton } from '../../../ui/JumpButton.tsx';
import { useDashboard } from '../dashboard-context.ts';
import type { Panel } from '../model/dashboard.ts';
import type { PanelData } from '../model/panel-data.ts';
import { cellSubject } from '../model/panel-subjects.ts';
import type { TableOptions } from '../model/panel-view.ts';
import { cellView, toTableView, type TableViewColumn } from '../model/table-view.ts';
import { sortTable } from '../model/transform-table.ts';
import styles from './Panels.module.css';
import { TraceLink } from './TraceLink.tsx';

/** More rows come page by page. */
const PAGE = 100;

interface TablePanelProps {
  readonly panel: Panel;
  readonly options: TableOptions;
  readonly data: PanelData;
}

export function TablePanel({ panel, options, data }: TablePanelProps) {
  const { range } = useDashboard();
  const place = useJumpPlace();
  const [sort, setSort] = useState<{ readonly name: string; readonly desc: boolean } | null>(() => savedSort(options));
  const [page, setPage] = useState(0);
  const view = toTableView(panel, data);
  const columns = sort ? sorted(view.columns, sort) : view.columns;
  const length = view.table.length;
  const pages = Math.max(1, Math.ceil(length / PAGE));
  const start = Math.min(page, pages - 1) * PAGE;
  const rows = Array.from({ length: Math.min(PAGE, length - start) }, (_, i) => start + i);
  return (
    <div className={styles.tableFrame}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <div className={styles.tableScroll} tabIndex={0} role="region" aria-label={panel.title || 'Table'}>
        <table className={styles.table}>
          {options.showHeader ? (
            <thead>
              <tr>
                {columns.map((column) => (
                  <HeaderCell key={column.name} column={column} sort={sort} onSort={setSort} />
                ))}
              </tr>
            </thead>
          ) : null}
          <tbody>
            {rows.map((row) => (
              <tr key={row}>
                {columns.map((column, i) => (
                  <BodyCell
                    key={column.name}
                    column={column}
                    row={row}
                    data={data}
                    place={place(() => cellSubject({ view: { ...view, columns }, data, range }, { column, row }))}
                    isLast={i === columns.length - 1}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages > 1 ? (
        <div className={styles.pager}>
          <span>
            Rows {start + 1} to {start + rows.length} of {length}
          </span>
          <Button variant="quiet" disabled={start === 0} onClick={() => setPage(page - 1)}>
            Previous
          </Button>
          <Button variant="quiet" disabled={start + PAGE >= length} onClick={() => setPage(page + 1)}>
            Next
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function savedSort({ sortBy }: TableOptions): { readonly name: string; readonly desc: boolean } | null {
  const [first] = sortBy;
  return first && first.displayName !== '' ? { name: first.displayName, desc: first.desc } : null;
}

/** Sorted by a column's title, as saved dashboards name it. */
function sorted(
  columns: readonly TableViewColumn[],
  sort: { readonly name: string; readonly desc: boolean },
): readonly TableViewColumn[] {
  const by = columns.find(({ title, name }) => title === sort.name || name === sort.name);
  if (!by) return columns;
  const table = { length: by.column.cells.length, columns: columns.map(({ column }) => column) };
  const result = sortTable(table, { name: by.column.name, desc: sort.desc });
  return columns.map((column, i) => ({ ...column, column: result.columns[i] ?? column.column }));
}

interface HeaderCellProps {
  readonly column: TableViewColumn;
  readonly sort: { readonly name: string; readonly desc: boolean } | null;
  readonly onSort: (sort: { readonly name: string; readonly desc: boolean } | null) => void;
}

function HeaderCell({ column, sort, onSort }: HeaderCellProps) {
  const { title, align, width } = column;
  const state = sort?.name === title ? (sort.desc ? 'descending' : 'ascending') : 'none';
  const next =
    state === 'none' ? { name: title, desc: true } : state === 'descending' ? { name: title, desc: false } : null;
  return (
    <th scope="col" aria-sort={state} data-align={align} style={width === null ? undefined : { inlineSize: width }}>
      <button type="button" className={styles.sort} onClick={() => onSort(next)}>
        {title}
        {state === 'descending' ? <ArrowDown size={11} aria-hidden /> : null}
        {state === 'ascending' ? <ArrowUp size={11} aria-hidden /> : null}
      </button>
    </th>
  );
}

interface BodyCellProps {
  readonly column: TableViewColumn;
  readonly row: number;
  readonly data: PanelData;
  readonly place: Ref<HTMLTableCellElement>;
  /** The one with the row's button. */
  readonly isLast: boolean;
}

function BodyCell({ column, row, data, place, isLast }: BodyCellProps) {
  const { text, color, paint, share } = cellView(column, row, (ms) => formatDateTime(epochMs(ms)));
  const query = data.traces[0]?.query;
  if (column.name === 'traceID' && query) {
    return (
      <td ref={place}>
        <TraceLink traceId={text} query={query} />
      </td>
    );
  }
  return (
    <td
      ref={place}
      data-align={column.align}
      data-paint={paint}
      title={text}
      style={color ? { ['--cell-color' as string]: color, ['--share' as string]: share } : undefined}
    >
      {text}
      {isLast ? <JumpButton label="Where this row leads" className={styles.rowJumps ?? ''} /> : null}
    </td>
  );
}
