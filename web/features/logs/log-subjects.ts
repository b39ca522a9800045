import type { LogRow } from '../../../server/contract/logs.ts';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import { copyText } from '../../lib/clipboard.ts';
import type { JumpAction, JumpSubject } from '../../lib/jump-places.ts';
import type { LineField } from '../../signals/log/fields.ts';
import type { FilterOperator } from '../../signals/log/filter.ts';
import { showToast } from '../../ui/Toasts.tsx';
import { type LogEntry, logContext } from './log-model.ts';

/** Where a line or a field of it stands. */
interface LogPlace {
  readonly sourceUid: string;
  readonly range: AbsoluteRange;
}

/** A title must be told from the next, not be read to its end. */
const TITLE_CHARS = 160;
const shorten = (text: string): string => (text.length > TITLE_CHARS ? `${text.slice(0, TITLE_CHARS)}…` : text);

async function copy(text: string, what: string): Promise<void> {
  const isCopied = await copyText(text);
  showToast(isCopied ? { title: `${what} copied` } : { title: 'The browser refused to copy', tone: 'error' });
}

export const copyLine = (line: string): Promise<void> => copy(line, 'Line');

/** The jump menu of a whole line. */
export const lineSubject = ({ row, text }: LogEntry, { sourceUid, range }: LogPlace): JumpSubject => ({
  title: shorten(text),
  context: logContext(row, sourceUid, range),
  actions: [{ id: 'copy', label: 'Copy line', icon: 'copy', run: () => void copyLine(row.line) }],
});

interface FieldPlace extends LogPlace {
  readonly row: LogRow;
  /** null where the language cannot filter by such a field. */
  readonly onFilter: ((operator: FilterOperator) => void) | null;
}

/** The jump menu of one field: where its value leads, and filters by it. */
export function fieldSubject(field: LineField, { row, sourceUid, range, onFilter }: FieldPlace): JumpSubject {
  const filters: readonly JumpAction[] = onFilter
    ? [
        { id: 'for', label: `Only lines with this ${field.name}`, icon: 'filter', run: () => onFilter('=') },
        { id: 'out', label: `Without lines with this ${field.name}`, icon: 'exclude', run: () => onFilter('!=') },
      ]
    : [];
  return {
    title: shorten(`${field.name} = ${field.value}`),
    context: { kind: 'log-field', sourceUid, range, row, field: { name: field.name, value: field.value } },
    actions: [
      ...filters,
      { id: 'copy', label: 'Copy value', icon: 'copy', run: () => void copy(field.value, 'Value') },
    ],
  };
}
