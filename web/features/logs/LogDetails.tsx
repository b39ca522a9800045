import { Copy, ZoomIn, ZoomOut } from 'lucide-react';
import type { Labels } from '../../../server/contract/answer.ts';
import type { LokiTarget } from '../../../server/contract/query.ts';
import type { LogRow } from '../../../server/contract/logs.ts';
import { useJumpPlace } from '../../lib/jump-places.ts';
import { type PaneProps, useJumps } from '../../lib/pane.ts';
import { formatNano } from '../../lib/time.ts';
import { type LineField, lineFields } from '../../signals/log/fields.ts';
import { addFilter, canFilterBy, type FilterOperator, type LabelFilter } from '../../signals/log/filter.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { JumpButton } from '../../ui/JumpButton.tsx';
import { JumpLink } from '../../ui/JumpLink.tsx';
import { copyLine, fieldSubject, lineSubject } from './log-subjects.ts';
import { type LogEntry, logContext } from './log-model.ts';
import styles from './Logs.module.css';

interface LogDetailsProps {
  readonly entry: LogEntry;
  readonly pane: PaneProps<LokiTarget>;
}

/** Everything about one line: where it leads, its text, and its fields with filters. */
export function LogDetails({ entry, pane }: LogDetailsProps) {
  const { source, range } = pane;
  const { row, text } = entry;
  const jumps = useJumps();
  const place = useJumpPlace();
  const found = jumps.resolve(logContext(row, source.uid, range));
  const own = lineFields(text);
  const known = new Set([...Object.keys(row.parsed), ...Object.keys(row.structuredMetadata)]);
  const rest = own.fields.filter((field) => !known.has(field.name));
  const where = own.format === 'text' ? null : own.format;
  return (
    <div ref={place(() => lineSubject(entry, { sourceUid: source.uid, range }))} role="row" className={styles.details}>
      <div role="gridcell" className={styles.detailsCell}>
        <div className={styles.detailsHead}>
          <time className={styles.stamp}>{formatNano(row.timestamp)}</time>
          {found.map((jump) => (
            <JumpLink key={jump.id} jump={jump} />
          ))}
          <span className={styles.gap} />
          <JumpButton label="Where this line leads" />
          <IconButton label="Copy line" onClick={() => void copyLine(row.line)}>
            <Copy size={14} aria-hidden />
          </IconButton>
        </div>
        <pre className={styles.text}>{text}</pre>
        <Fields title="Labels" fields={entriesOf(row.labels)} where="label" pane={pane} row={row} />
        <Fields
          title="Structured metadata"
          fields={entriesOf(row.structuredMetadata)}
          where="structured metadata"
          pane={pane}
          row={row}
        />
        <Fields title="Parsed" fields={entriesOf(row.parsed)} where="parsed" pane={pane} row={row} />
        <Fields title={LINE_TITLES[own.format]} fields={rest} where={where} pane={pane} row={row} />
      </div>
    </div>
  );
}

const LINE_TITLES = { json: 'From the JSON', logfmt: 'From the logfmt', text: 'From the text' } as const;

const entriesOf = (labels: Labels): readonly LineField[] =>
  Object.entries(labels).map(([name, value]) => ({ name, value }));

interface FieldsProps {
  readonly title: string;
  readonly fields: readonly LineField[];
  /** Null where the language has no filter for such fields. */
  readonly where: LabelFilter['where'] | null;
  readonly pane: PaneProps<LokiTarget>;
  readonly row: LogRow;
}

function Fields({ title, fields, where, pane, row }: FieldsProps) {
  const place = useJumpPlace();
  const { source, range, target, onTargetChange } = pane;
  if (fields.length === 0) return null;
  const filterBy = (field: LineField) =>
    where && canFilterBy(field.name)
      ? (operator: FilterOperator) => {
          const expr = addFilter(target.expr, { ...field, where }, operator);
          if (expr !== null) onTargetChange({ ...target, expr });
        }
      : null;
  return (
    <table className={styles.fields}>
      <caption>{title}</caption>
      <tbody>
        {fields.map((field) => {
          const onFilter = filterBy(field);
          return (
            <tr
              key={field.name}
              ref={place(() => fieldSubject(field, { row, sourceUid: source.uid, range, onFilter }))}
            >
              <td className={styles.filters}>
                {onFilter ? <Filters name={field.name} onFilter={onFilter} /> : null}
                <JumpButton label={`Where this ${field.name} leads`} />
              </td>
              <th scope="row">{field.name}</th>
              <td className={styles.value}>{field.value}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface FiltersProps {
  readonly name: string;
  readonly onFilter: (operator: FilterOperator) => void;
}

const Filters = ({ name, onFilter }: FiltersProps) => (
  <>
    <IconButton label={`Only lines with this ${name}`} onClick={() => onFilter('=')}>
      <ZoomIn size={12} aria-hidden />
    </IconButton>
    <IconButton label={`Without lines with this ${name}`} onClick={() => onFilter('!=')}>
      <ZoomOut size={12} aria-hidden />
    </IconButton>
  </>
);
