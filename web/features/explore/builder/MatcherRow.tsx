import { X } from 'lucide-react';
import type { CompletionSource, LabelScope } from '../../../charts/editor/completion-source.ts';
import type { QueryLanguage } from '../../../charts/editor/language.ts';
import type { BuilderMatcher } from '../../../signals/query/model.ts';
import { isTextValue } from '../../../signals/query/traceql.ts';
import { IconButton } from '../../../ui/IconButton.tsx';
import { Select } from '../../../ui/Select.tsx';
import { SuggestField } from '../../../ui/SuggestField.tsx';
import styles from './QueryBuilder.module.css';

interface MatcherRowProps {
  readonly matcher: BuilderMatcher;
  readonly language: QueryLanguage;
  readonly operators: readonly string[];
  readonly source: CompletionSource;
  /** The other conditions, to suggest what goes with them. */
  readonly scope: LabelScope;
  readonly onChange: (matcher: BuilderMatcher) => void;
  readonly onRemove: () => void;
}

const INTRINSICS = ['name', 'status', 'duration', 'kind', 'traceDuration', 'rootName', 'rootServiceName'];

export function MatcherRow(props: MatcherRowProps) {
  const { matcher, language, operators, source, scope, onChange, onRemove } = props;
  const { label, op, value } = matcher;
  const isTraces = language === 'traceql';
  const names = async () => [...(isTraces ? INTRINSICS : []), ...(await source.labelNames(scope))];
  const values = async () => (label === '' ? [] : (await source.labelValues(label, scope)).map((one) => one.value));
  return (
    <span className={styles.matcher}>
      <SuggestField
        label="Label"
        value={label}
        placeholder="label"
        className={styles.name}
        onChange={(next) => onChange({ ...matcher, label: next })}
        suggest={names}
      />
      <Select
        label="Operator"
        value={op}
        variant="quiet"
        options={operators.map((one) => ({ value: one, label: one }))}
        onChange={(next) => onChange({ ...matcher, op: next })}
      />
      <SuggestField
        label={label === '' ? 'Value' : `Value of ${label}`}
        value={value}
        placeholder="value"
        className={styles.value}
        onChange={(next) => onChange({ ...matcher, value: next, isText: !isTraces || isTextValue(label, next) })}
        suggest={values}
      />
      <IconButton label={label === '' ? 'Remove the row' : `Remove ${label}`} onClick={onRemove}>
        <X size={12} aria-hidden />
      </IconButton>
    </span>
  );
}
