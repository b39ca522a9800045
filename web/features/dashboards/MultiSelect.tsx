import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { SearchField } from '../../ui/TextField.tsx';
import { ALL, type VariableOption } from './model/variable.ts';
import styles from './VariableBar.module.css';

interface MultiSelectProps {
  readonly label: string;
  readonly values: readonly string[];
  readonly options: readonly VariableOption[];
  readonly onChange: (values: readonly string[]) => void;
}

const MAX_SHOWN = 200;

/** Several of many. Choices take effect when the list closes, so that a dashboard is asked once. */
export function MultiSelect({ label, values, options, onChange }: MultiSelectProps) {
  const [draft, setDraft] = useState<readonly string[] | null>(null);
  const [search, setSearch] = useState('');
  const chosen = draft ?? values;
  const found = options.filter(({ text }) => text.toLowerCase().includes(search.toLowerCase()));
  const handleOpen = (open: boolean): void => {
    if (!open && draft && !sameValues(draft, values)) onChange(draft);
    setDraft(open ? values : null);
    setSearch('');
  };
  const summary = summaryOf(chosen, options);
  return (
    <Popover
      label={label}
      open={draft !== null}
      onOpenChange={handleOpen}
      trigger={
        <Button className={styles.trigger ?? ''} aria-label={`${label}: ${summary}`}>
          <span className={styles.summary}>{summary}</span>
          <ChevronDown size={12} aria-hidden />
        </Button>
      }
    >
      <div className={styles.multi}>
        <SearchField
          label={`Find ${label}`}
          placeholder={`Find ${label.toLowerCase()}`}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <ul className={styles.options}>
          {found.slice(0, MAX_SHOWN).map(({ value, text }) => (
            <li key={value}>
              <label className={styles.option}>
                <input
                  type="checkbox"
                  checked={chosen.includes(value)}
                  onChange={() => setDraft(toggleValue(chosen, value))}
                />
                <span>{text}</span>
              </label>
            </li>
          ))}
        </ul>
        {found.length === 0 ? <p className={styles.none}>Nothing matches.</p> : null}
        {found.length > MAX_SHOWN ? (
          <p className={styles.none}>{found.length - MAX_SHOWN} more: type to find them.</p>
        ) : null}
      </div>
    </Popover>
  );
}

const sameValues = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

/** All stands alone: choosing it drops the others, choosing another drops it. */
export function toggleValue(values: readonly string[], value: string): readonly string[] {
  if (values.includes(value)) return values.filter((one) => one !== value);
  return value === ALL ? [ALL] : [...values.filter((one) => one !== ALL), value];
}

export function summaryOf(values: readonly string[], options: readonly VariableOption[]): string {
  if (values.length === 0) return 'None';
  const texts = values.map(
    (value) => options.find((one) => one.value === value)?.text ?? (value === ALL ? 'All' : value),
  );
  return texts.length > 3 ? `${texts.slice(0, 2).join(', ')} and ${texts.length - 2} more` : texts.join(', ');
}
