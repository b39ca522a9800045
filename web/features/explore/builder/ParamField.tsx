import type { ParamSpec } from '../../../signals/query/model.ts';
import { Select } from '../../../ui/Select.tsx';
import { SuggestField } from '../../../ui/SuggestField.tsx';
import { TextField } from '../../../ui/TextField.tsx';
import styles from './QueryBuilder.module.css';

interface ParamFieldProps {
  readonly param: ParamSpec;
  readonly value: string;
  readonly labels: () => Promise<readonly string[]>;
  readonly onChange: (value: string) => void;
}

const DURATIONS = ['$__rate_interval', '$__auto', '$__interval', '$__range', '1m', '5m', '15m', '1h'];

/** One field of a step, as its kind asks for. */
export function ParamField({ param, value, labels, onChange }: ParamFieldProps) {
  switch (param.kind) {
    case 'choice':
      return (
        <Select
          label={param.name}
          value={value}
          variant="quiet"
          options={(param.choices ?? []).map((choice) => ({ value: choice, label: choice }))}
          onChange={onChange}
        />
      );
    case 'labels':
      return (
        <SuggestField
          label={`${param.name}, separated by commas`}
          value={value}
          placeholder={param.isOptional ? 'no labels' : 'labels'}
          className={styles.name}
          onChange={onChange}
          suggest={async () => (await labels()).map((name) => withName(value, name))}
        />
      );
    case 'duration':
      return (
        <SuggestField
          label={param.name}
          value={value}
          className={styles.short}
          onChange={onChange}
          suggest={() => Promise.resolve(DURATIONS)}
        />
      );
    case 'text':
    case 'number':
    case 'code':
      return (
        <TextField
          label={param.name}
          value={value}
          placeholder={param.name}
          inputMode={param.kind === 'number' ? 'decimal' : 'text'}
          className={param.kind === 'number' ? styles.short : styles.value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

/** Names are added behind those that stand already. */
function withName(list: string, name: string): string {
  const before = list.slice(0, list.lastIndexOf(',') + 1);
  return before === '' ? name : `${before} ${name}`;
}
