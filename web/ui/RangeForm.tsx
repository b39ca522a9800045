import { useState } from 'react';
import type { RawRange } from '../../server/contract/query.ts';
import { epochMs } from '../../server/contract/units.ts';
import { parseRangeFields, toField } from '../lib/range-fields.ts';
import { Button } from './Button.tsx';
import { TextField } from './TextField.tsx';
import styles from './TimeRangePicker.module.css';

interface RangeFormProps {
  readonly range: RawRange;
  readonly onApply: (range: RawRange) => void;
}

/** Both ends as text, checked while they are typed. */
export function RangeForm({ range, onApply }: RangeFormProps) {
  const [fields, setFields] = useState<RawRange>({ from: toField(range.from), to: toField(range.to) });
  const [openedAt] = useState(() => epochMs(Date.now()));
  const checked = parseRangeFields(fields, openedAt);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (checked.range) onApply(checked.range);
      }}
    >
      {(['from', 'to'] as const).map((end) => (
        <label key={end} className={styles.field}>
          <span>{end === 'from' ? 'From' : 'To'}</span>
          <TextField
            label={end === 'from' ? 'From' : 'To'}
            value={fields[end]}
            aria-invalid={checked[end] !== undefined}
            onChange={(event) => setFields({ ...fields, [end]: event.target.value })}
          />
          {checked[end] ? (
            <span className={styles.fault} role="alert">
              {checked[end]}
            </span>
          ) : null}
        </label>
      ))}
      <Button type="submit" variant="primary" disabled={!checked.range}>
        Apply
      </Button>
    </form>
  );
}
