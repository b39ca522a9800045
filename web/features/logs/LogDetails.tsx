import { Copy, ZoomIn, ZoomOut } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Labels } from '../../../server/contract/answer.ts';
import type { LokiTarget } from '../../../server/contract/query.ts';
import { copyText } from '../../lib/clipboard.ts';
import { type PaneProps, useJumps } from '../../lib/pane.ts';
import { formatNano } from '../../lib/time.ts';
import { type LineField, lineFields } from '../../signals/log/fields.ts';
import { addFilter, canFilterBy, type FilterOperator, type LabelFilter } from '../../signals/log/filter.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { JumpLink } from '../../ui/JumpLink.tsx';
import { showToast } from '../../ui/Toasts.tsx';
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
  const found = jumps.resolve(logContext(row, source.uid, range));
  const own = lineFields(text);
  const known = new Set([...Object.keys(row.parsed), ...Object.keys(row.structuredMetadata)]);
  const rest = own.fields.filter((field) => !known.has(field.name));
  const where = own.format === 'text' ? null : own.format;
  return (
    <div role="row" className={styles.details}>
      <div role="gridcell" className={styles.detailsCell}>
        <div className={styles.detailsHead}>
          <time className={styles.stamp}>{formatNano(row.timestamp)}</time>
          {found.map((jump) => (
            <JumpLink key={jump.id} jump={jump} />
          ))}
          <span className={styles.gap} />
          <IconButton label="Copy line" onClick={() => void copyLine(row.line)}>
            <Copy size={14} aria-hidden />
          </IconButton>
        </div>
        <pre className={styles.text}>{text}</pre>
        <Fields title="Labels" fields={entriesOf(row.labels)} where="label" pane={pane} />
        <Fields
          title="Structured metadata"
          fields={entriesOf(row.structuredMetadata)}
          where="structured metadata"
          pane={pane}
        />
        <Fields title="Parsed" fields={entriesOf(row.parsed)} where="parsed" pane={pane} />
        <Fields title={LINE_TITLES[own.format]} fields={rest} where={where} pane={pane} />
      </div>
    </div>
  );
}

const LINE_TITLES = { json: 'From the JSON', logfmt: 'From the logfmt', text: 'From the text' } as const;

const entriesOf = (labels: Labels): readonly LineField[] =>
  Object.entries(labels).map(([name, value]) => ({ name, value }));

async function copyLine(line: string): Promise<void> {
  const isCopied = await copyText(line);
  showToast(isCopied ? { title: 'Line copied' } : { title: 'The browser refused to copy', tone: 'error' });
}

interface FieldsProps {
  readonly title: string;
  readonly fields: readonly LineField[];
  /** Null where the language has no filter for such fields. */
  readonly where: LabelFilter['where'] | null;
  readonly pane: PaneProps<LokiTarget>;
}

function Fields({ title, fields, where, pane }: FieldsProps) {
  if (fields.length === 0) return null;
  return (
    <table className={styles.fields}>
      <caption>{title}</caption>
      <tbody>
        {fields.map((field) => (
          <tr key={field.name}>
            <td className={styles.filters}>
              {where && canFilterBy(field.name) ? <Filters field={field} where={where} pane={pane} /> : null}
            </td>
            <th scope="row">{field.name}</th>
            <td className={styles.value}>{field.value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface FiltersProps {
  readonly field: LineField;
  readonly where: LabelFilter['where'];
  readonly pane: PaneProps<LokiTarget>;
}

function Filters({ field, where, pane }: FiltersProps): ReactNode {
  const { target, onTargetChange } = pane;
  const apply = (operator: FilterOperator) => {
    const expr = addFilter(target.expr, { ...field, where }, operator);
    if (expr !== null) onTargetChange({ ...target, expr });
  };
  return (
    <>
      <IconButton label={`Only lines with this ${field.name}`} onClick={() => apply('=')}>
        <ZoomIn size={12} aria-hidden />
      </IconButton>
      <IconButton label={`Without lines with this ${field.name}`} onClick={() => apply('!=')}>
        <ZoomOut size={12} aria-hidden />
      </IconButton>
    </>
  );
}
