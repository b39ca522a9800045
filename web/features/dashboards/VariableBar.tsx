import { TriangleAlert } from 'lucide-react';
import { Combobox } from '../../ui/Combobox.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { ALL, type VariableOption } from './model/variable.ts';
import type { VariableState } from './model/variable-state.ts';
import { MultiSelect } from './MultiSelect.tsx';
import styles from './VariableBar.module.css';

interface VariableBarProps {
  readonly states: readonly VariableState[];
  readonly onChange: (name: string, values: readonly string[]) => void;
}

/** The dashboard's variables, to be chosen from. */
export function VariableBar({ states, onChange }: VariableBarProps) {
  const shown = states.filter(({ variable }) => variable.hide !== 'variable' && variable.type !== 'constant');
  if (shown.length === 0) return null;
  return (
    <div className={styles.bar} role="group" aria-label="Variables">
      {shown.map((state) => (
        <div key={state.variable.name} className={styles.variable} data-status={state.status}>
          {state.variable.hide === 'label' ? null : (
            <span className={styles.label} title={state.variable.description || undefined} aria-hidden>
              {state.variable.label}
            </span>
          )}
          <VariableControl state={state} onChange={(values) => onChange(state.variable.name, values)} />
          {state.status === 'failed' ? <Failure state={state} /> : null}
        </div>
      ))}
    </div>
  );
}

function Failure({ state }: { readonly state: VariableState }) {
  const text = state.error instanceof Error ? state.error.message : 'Its options could not be read';
  return (
    <Tooltip label={text}>
      <button type="button" className={styles.failure} aria-label={`${state.variable.label}: ${text}`}>
        <TriangleAlert size={13} aria-hidden />
      </button>
    </Tooltip>
  );
}

interface VariableControlProps {
  readonly state: VariableState;
  readonly onChange: (values: readonly string[]) => void;
}

const FEW = 15;

function VariableControl({ state, onChange }: VariableControlProps) {
  const { variable, values } = state;
  if (variable.type === 'unsupported')
    return <span className={styles.missing}>{variable.originalType} is not supported yet</span>;
  if (variable.type === 'textbox') return <TextVariable state={state} onChange={onChange} />;
  const options = choicesOf(state);
  if (variable.multi)
    return <MultiSelect label={variable.label} values={values} options={options} onChange={onChange} />;
  const items = options.map(({ value, text }) => ({ value, label: text }));
  const value = values[0] ?? '';
  return options.length <= FEW ? (
    <Select label={variable.label} value={value} options={items} onChange={(next) => onChange([next])} />
  ) : (
    <Combobox label={variable.label} value={value} options={items} onChange={(next) => onChange([next])} />
  );
}

/** All first; what is chosen without being an option, last. */
function choicesOf({ variable, options, values, status }: VariableState): readonly VariableOption[] {
  const all = variable.includeAll ? [{ value: ALL, text: 'All' }] : [];
  const known = new Set([ALL, ...options.map(({ value }) => value)]);
  const strangers = values
    .filter((value) => value !== '' && !known.has(value))
    .map((value) => ({ value, text: value }));
  const choices = [...all, ...options, ...strangers];
  return choices.length > 0 ? choices : [{ value: '', text: status === 'ready' ? 'No values' : '…' }];
}

function TextVariable({ state, onChange }: VariableControlProps) {
  const value = state.values[0] ?? '';
  const commit = (next: string): void => {
    if (next !== value) onChange([next]);
  };
  return (
    <TextField
      key={value}
      label={state.variable.label}
      defaultValue={value}
      onBlur={(event) => commit(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit(event.currentTarget.value);
      }}
    />
  );
}
