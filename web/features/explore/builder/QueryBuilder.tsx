import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { CompletionSource } from '../../../charts/editor/completion-source.ts';
import type { QueryLanguage } from '../../../charts/editor/language.ts';
import type { BuilderQuery } from '../../../signals/query/model.ts';
import { Button } from '../../../ui/Button.tsx';
import { SuggestField } from '../../../ui/SuggestField.tsx';
import { type BuilderDraft, BUILDERS, completeOf, draftFor, freshMatcher, selectorWithout } from './builder-draft.ts';
import { MatcherRow } from './MatcherRow.tsx';
import styles from './QueryBuilder.module.css';
import { StepList } from './StepList.tsx';

interface QueryBuilderProps {
  readonly language: QueryLanguage;
  readonly text: string;
  readonly source: CompletionSource;
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
  /** To the editor, where every text can be shown. */
  readonly onCode: () => void;
}

/** A query by its parts: what is selected, and what is done with it. The text below is what will be asked. */
export function QueryBuilder({ language: name, text, source, onChange, onRun, onCode }: QueryBuilderProps) {
  const language = BUILDERS[name];
  const [draft, setDraft] = useState<BuilderDraft | null>(null);
  const shown = draftFor(language, draft, text);
  if (!shown) {
    return (
      <div className={styles.builder}>
        <p className={styles.more}>
          This query says more than the builder can show. Nothing of it is lost; it is written as code.
          <Button onClick={onCode}>Edit as code</Button>
        </p>
        <code className={styles.text}>{text}</code>
      </div>
    );
  }
  const { query } = shown;
  const change = (next: BuilderQuery): void => {
    const written = language.write(completeOf(language, next));
    setDraft({ text: written, query: next });
    onChange(written);
  };
  const { matchers } = query;
  return (
    <form
      className={styles.builder}
      aria-label="Query builder"
      onSubmit={(event) => {
        event.preventDefault();
        onRun();
      }}
    >
      {source.metrics ? (
        <div className={styles.line}>
          <span className={styles.caption}>Metric</span>
          <SuggestField
            label="Metric"
            value={query.metric}
            placeholder="any"
            className={styles.metric}
            onChange={(metric) => change({ ...query, metric })}
            suggest={async () => ((await source.metrics?.()) ?? []).map((metric) => metric.name)}
          />
        </div>
      ) : null}
      <div className={styles.line} role="group" aria-label={name === 'traceql' ? 'Conditions' : 'Labels'}>
        <span className={styles.caption}>{name === 'traceql' ? 'Spans where' : 'Labels'}</span>
        {matchers.map((matcher, index) => (
          <MatcherRow
            // Rows have no identity but their place.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            matcher={matcher}
            language={name}
            operators={language.operators}
            source={source}
            scope={{ metric: query.metric, selector: selectorWithout(language, query, index) }}
            onChange={(next) => change({ ...query, matchers: matchers.with(index, next) })}
            onRemove={() => change({ ...query, matchers: matchers.toSpliced(index, 1) })}
          />
        ))}
        <Button variant="quiet" onClick={() => change({ ...query, matchers: [...matchers, freshMatcher(language)] })}>
          <Plus size={12} aria-hidden /> {name === 'traceql' ? 'Condition' : 'Label'}
        </Button>
      </div>
      {language.kinds.length > 0 ? (
        <StepList
          kinds={language.kinds}
          steps={query.steps}
          labels={() => source.labelNames({ metric: query.metric, selector: selectorWithout(language, query, -1) })}
          onChange={(steps) => change({ ...query, steps })}
        />
      ) : null}
      <code className={styles.text}>{text}</code>
    </form>
  );
}
