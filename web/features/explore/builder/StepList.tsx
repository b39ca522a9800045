import { ArrowLeft, ArrowRight, Plus, X } from 'lucide-react';
import type { BuilderStep, StepKind } from '../../../signals/query/model.ts';
import { Combobox } from '../../../ui/Combobox.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { freshStep } from './builder-draft.ts';
import { ParamField } from './ParamField.tsx';
import styles from './QueryBuilder.module.css';

interface StepListProps {
  readonly kinds: readonly StepKind[];
  readonly steps: readonly BuilderStep[];
  /** Label names, for fields that take some. */
  readonly labels: () => Promise<readonly string[]>;
  readonly onChange: (steps: readonly BuilderStep[]) => void;
}

/** What is done with the selection, from left to right. */
export function StepList({ kinds, steps, labels, onChange }: StepListProps) {
  const move = (from: number, to: number) => {
    const step = steps[from];
    if (step) onChange(steps.toSpliced(from, 1).toSpliced(to, 0, step));
  };
  return (
    <div className={styles.line} role="group" aria-label="Steps">
      <span className={styles.caption}>Then</span>
      {steps.map((step, index) => {
        const kind = kinds.find(({ id }) => id === step.kind);
        if (!kind) return null;
        return (
          <fieldset
            // Steps have no identity but their place.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            className={styles.step}
          >
            <legend>{kind.title}</legend>
            {kind.params.map((param, at) => (
              <ParamField
                key={param.name}
                param={param}
                value={step.params[at] ?? ''}
                labels={labels}
                onChange={(value) => onChange(steps.with(index, { ...step, params: step.params.with(at, value) }))}
              />
            ))}
            <span className={styles.stepTools}>
              <IconButton
                label={`${kind.title}: earlier`}
                disabled={index === 0}
                onClick={() => move(index, index - 1)}
              >
                <ArrowLeft size={11} aria-hidden />
              </IconButton>
              <IconButton
                label={`${kind.title}: later`}
                disabled={index === steps.length - 1}
                onClick={() => move(index, index + 1)}
              >
                <ArrowRight size={11} aria-hidden />
              </IconButton>
              <IconButton label={`Remove ${kind.title}`} onClick={() => onChange(steps.toSpliced(index, 1))}>
                <X size={11} aria-hidden />
              </IconButton>
            </span>
          </fieldset>
        );
      })}
      <Combobox
        label="Add a step"
        value={null}
        placeholder="Add a step"
        options={kinds.map((kind) => ({
          value: kind.id,
          label: `${kind.group}: ${kind.title}`,
          icon: <Plus size={12} aria-hidden />,
        }))}
        onChange={(id) => {
          const kind = kinds.find((one) => one.id === id);
          if (kind) onChange([...steps, freshStep(kind)]);
        }}
      />
    </div>
  );
}
