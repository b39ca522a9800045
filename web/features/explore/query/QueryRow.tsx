import { useQueryClient } from '@tanstack/react-query';
import { Blocks, Code, Eye, EyeOff, Trash2, WandSparkles } from 'lucide-react';
import { lazy, Suspense, useId, useMemo } from 'react';
import type { PaneQuery } from '../../../../server/contract/explore-url.ts';
import type { AbsoluteRange } from '../../../../server/contract/query.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import type { Fault } from '../../../charts/editor/language.ts';
import { QueryEditor } from '../../../charts/editor/QueryEditor.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { CostEstimate } from './CostEstimate.tsx';
import { completionSource } from './completion-sources.ts';
import { LANGUAGE_NAMES, LANGUAGES, PLACEHOLDERS } from './languages.ts';
import type { OptionChange } from './query-options.ts';
import { QueryOptions } from './QueryOptions.tsx';
import styles from './QueryRow.module.css';
import { isBuilt, isHidden } from './target-text.ts';
import { useFormat } from './use-format.ts';
import { useRecall } from './use-recall.ts';

interface QueryRowProps {
  readonly query: PaneQuery;
  readonly source: SourceInfo;
  readonly range: AbsoluteRange;
  readonly text: string;
  readonly fault: Fault | null;
  readonly edit: QueryEdit;
}

export interface QueryEdit {
  readonly onChange: (text: string) => void;
  /** With the text as it stands, where it may not have been drawn yet. */
  readonly onRun: (latest?: string) => void;
  readonly onEditor: (mode: 'builder' | 'code') => void;
  readonly onOption: (change: OptionChange) => void;
  /** Null for the only query. */
  readonly onHide: (() => void) | null;
  readonly onRemove: (() => void) | null;
}

/** The builder brings the languages' grammars: it comes with the first query that is built. */
const QueryBuilder = lazy(() => import('../builder/QueryBuilder.tsx').then((m) => ({ default: m.QueryBuilder })));

/** One query of a pane: its editor, what can be done with it, and how it is asked. */
export function QueryRow({ query, source, range, text, fault, edit }: QueryRowProps) {
  const client = useQueryClient();
  const keys = useId();
  const language = LANGUAGES[source.type];
  const { from, to } = range;
  const completion = useMemo(() => completionSource(client, source, { from, to }), [client, source, from, to]);
  const format = useFormat({ source, language, text, onChange: edit.onChange });
  const { recall, note } = useRecall(source.uid, edit.onChange);
  return (
    <div
      className={styles.row}
      data-only={edit.onRemove ? undefined : ''}
      data-hidden={isHidden(query) ? '' : undefined}
    >
      {edit.onRemove ? <span className={styles.refId}>{query.refId}</span> : null}
      <div className={styles.editor}>
        {isBuilt(query) ? (
          <Suspense fallback={null}>
            <QueryBuilder
              language={language}
              text={text}
              source={completion}
              onChange={edit.onChange}
              onRun={() => edit.onRun()}
              onCode={() => edit.onEditor('code')}
            />
          </Suspense>
        ) : (
          <QueryEditor
            language={language}
            value={text}
            label={`${LANGUAGE_NAMES[language]} query ${query.refId}`}
            describedBy={keys}
            placeholder={PLACEHOLDERS[language]}
            source={completion}
            serverFault={fault}
            act={{
              onChange: edit.onChange,
              onRun: edit.onRun,
              onFormat: (latest) => void format(latest),
              onRecall: (direction, latest) => void recall(direction, latest),
            }}
          />
        )}
      </div>
      <QueryTools query={query} edit={edit} onFormat={() => void format(text)} />
      <div className={styles.foot}>
        <QueryOptions type={source.type} query={query} text={text} onChange={edit.onOption} />
        {source.type === 'loki' ? <CostEstimate uid={source.uid} text={text} range={range} /> : null}
        <span id={keys} className={styles.keys}>
          {isBuilt(query)
            ? 'Enter runs'
            : 'Shift+Enter runs · Ctrl+/ comments · Shift+Alt+F formats · Alt+↑ recalls · Esc leaves'}
        </span>
        <span className={styles.note} role="status">
          {note}
        </span>
      </div>
    </div>
  );
}

interface QueryToolsProps {
  readonly query: PaneQuery;
  readonly edit: QueryEdit;
  readonly onFormat: () => void;
}

function QueryTools({ query, edit, onFormat }: QueryToolsProps) {
  const { refId } = query;
  const mode = isBuilt(query) ? 'code' : 'builder';
  return (
    <div className={styles.tools}>
      <IconButton
        label={mode === 'builder' ? `Build query ${refId} by its parts` : `Edit query ${refId} as code`}
        onClick={() => edit.onEditor(mode)}
      >
        {mode === 'builder' ? <Blocks size={14} aria-hidden /> : <Code size={14} aria-hidden />}
      </IconButton>
      <IconButton label={edit.onRemove ? `Format query ${refId}` : 'Format query'} onClick={onFormat}>
        <WandSparkles size={14} aria-hidden />
      </IconButton>
      {edit.onHide ? (
        <IconButton label={`${isHidden(query) ? 'Enable' : 'Disable'} query ${refId}`} onClick={edit.onHide}>
          {isHidden(query) ? <EyeOff size={14} aria-hidden /> : <Eye size={14} aria-hidden />}
        </IconButton>
      ) : null}
      {edit.onRemove ? (
        <IconButton label={`Remove query ${refId}`} onClick={edit.onRemove}>
          <Trash2 size={14} aria-hidden />
        </IconButton>
      ) : null}
    </div>
  );
}
