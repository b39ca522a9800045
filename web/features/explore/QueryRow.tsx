import { useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useMemo } from 'react';
import type { PaneQuery } from '../../../server/contract/explore-url.ts';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import type { Fault, QueryLanguage } from '../../charts/editor/language.ts';
import { QueryEditor } from '../../charts/editor/QueryEditor.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { completionSource } from './completion-sources.ts';
import styles from './Explore.module.css';

const PLACEHOLDERS: Readonly<Record<QueryLanguage, string>> = {
  promql: 'PromQL, such as rate(http_requests_total[5m])',
  logql: 'LogQL, such as {service_name="checkout"} |= "error"',
  traceql: 'TraceQL, such as { status = error }, or a trace ID',
};

const NAMES: Readonly<Record<QueryLanguage, string>> = { promql: 'PromQL', logql: 'LogQL', traceql: 'TraceQL' };

interface QueryRowProps {
  readonly query: PaneQuery;
  readonly language: QueryLanguage;
  readonly source: SourceInfo;
  readonly range: AbsoluteRange;
  readonly text: string;
  readonly fault: Fault | null;
  readonly edit: {
    readonly onChange: (text: string) => void;
    readonly onRun: () => void;
    /** Null for the only query. */
    readonly onRemove: (() => void) | null;
  };
}

export function QueryRow({ query, language, source, range, text, fault, edit }: QueryRowProps) {
  const client = useQueryClient();
  const { from, to } = range;
  const completion = useMemo(() => completionSource(client, source, { from, to }), [client, source, from, to]);
  return (
    <div className={styles.queryRow}>
      {edit.onRemove ? <span className={styles.refId}>{query.refId}</span> : null}
      <div className={styles.editor}>
        <QueryEditor
          language={language}
          value={text}
          label={`${NAMES[language]} query ${query.refId}`}
          placeholder={PLACEHOLDERS[language]}
          source={completion}
          serverFault={fault}
          onChange={edit.onChange}
          onRun={edit.onRun}
        />
      </div>
      {edit.onRemove ? (
        <IconButton label={`Remove query ${query.refId}`} onClick={edit.onRemove}>
          <Trash2 size={14} aria-hidden />
        </IconButton>
      ) : null}
    </div>
  );
}
