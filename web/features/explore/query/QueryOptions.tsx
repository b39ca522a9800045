import { ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import type { PaneQuery } from '../../../../server/contract/explore-url.ts';
import type { SourceType } from '../../../../server/contract/source.ts';
import { Segmented } from '../../../ui/Segmented.tsx';
import { TextField as TextInput } from '../../../ui/TextField.tsx';
import {
  type OptionChange,
  type OptionField,
  optionFields,
  optionProblem,
  optionSummary,
  type TextField,
} from './query-options.ts';
import styles from './QueryOptions.module.css';

interface QueryOptionsProps {
  readonly type: SourceType;
  readonly query: PaneQuery;
  readonly text: string;
  readonly onChange: (change: OptionChange) => void;
}

/** How a query is asked, folded away until wanted. What is set takes effect at once, and is in the URL. */
export function QueryOptions({ type, query, text, onChange }: QueryOptionsProps) {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const fields = optionFields(type, query, text);
  return (
    <>
      <button
        type="button"
        className={styles.toggle}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setIsOpen(!isOpen)}
      >
        <ChevronRight size={12} aria-hidden />
        Options<span className={styles.summary}>{optionSummary(fields)}</span>
      </button>
      <div
        id={id}
        className={styles.fields}
        role="group"
        aria-label={`Options of query ${query.refId}`}
        hidden={!isOpen}
      >
        {fields.map((field) => (
          <Option key={field.key} field={field} onChange={onChange} />
        ))}
      </div>
    </>
  );
}

interface OptionProps {
  readonly field: OptionField;
  readonly onChange: (change: OptionChange) => void;
}

function Option({ field, onChange }: OptionProps) {
  switch (field.kind) {
    case 'choice':
      return (
        <div className={styles.field}>
          <span aria-hidden>{field.label}</span>
          <Segmented
            label={field.label}
            value={field.value}
            options={field.choices}
            onChange={(value) => onChange({ key: field.key, value })}
          />
        </div>
      );
    case 'flag':
      return (
        <label className={styles.field}>
          <input
            type="checkbox"
            checked={field.value}
            onChange={(event) => onChange({ key: field.key, value: event.target.checked })}
          />
          {field.label}
        </label>
      );
    case 'text':
      // Another value from elsewhere, by Back or by a link, begins anew.
      return <TextOption key={field.value} field={field} onChange={onChange} />;
  }
}

interface TextOptionProps {
  readonly field: TextField;
  readonly onChange: (change: OptionChange) => void;
}

/** Takes effect on Enter and when left: half a number is none. */
function TextOption({ field, onChange }: TextOptionProps) {
  const id = useId();
  const [text, setText] = useState(field.value);
  const problem = optionProblem(field.key, text);
  const submit = () => {
    if (problem === null && text.trim() !== field.value) onChange({ key: field.key, value: text });
  };
  return (
    <div className={styles.field}>
      <span aria-hidden>{field.label}</span>
      <TextInput
        label={field.label}
        className={field.isNumber ? styles.number : styles.text}
        inputMode={field.isNumber ? 'numeric' : 'text'}
        value={text}
        placeholder={field.placeholder}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : id}
        onChange={(event) => setText(event.target.value)}
        onBlur={submit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') submit();
        }}
      />
      {problem === null ? null : (
        <span id={id} className={styles.problem} role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}
