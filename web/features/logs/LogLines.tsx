import { ArrowDown, ArrowUp, WrapText } from 'lucide-react';
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import type { LogAnswer } from '../../../server/contract/logs.ts';
import type { LokiTarget } from '../../../server/contract/query.ts';
import type { PaneProps } from '../../lib/pane.ts';
import { usePreference } from '../../lib/storage.ts';
import { queryTerms, type SearchTerms } from '../../signals/log/highlight.ts';
import { plural } from '../../signals/answer-stats.ts';
import { AnswerStats } from '../../ui/AnswerStats.tsx';
import { Button } from '../../ui/Button.tsx';
import { SearchField } from '../../ui/TextField.tsx';
import { MAX_LINES } from './log-ask.ts';
import { logModel } from './log-model.ts';
import { orderPreference, wrapPreference } from './log-preferences.ts';
import { LogList } from './LogList.tsx';
import styles from './Logs.module.css';

interface LogLinesProps {
  readonly answer: LogAnswer;
  readonly limit: number;
  /** The switch to live lines. */
  readonly toggle: ReactNode;
  readonly pane: PaneProps<LokiTarget>;
}

/** The lines and how they are shown. */
export function LogLines({ answer, limit, toggle, pane }: LogLinesProps) {
  const { target, onTargetChange } = pane;
  const [wrap, setWrap] = usePreference(wrapPreference);
  const [order, setOrder] = usePreference(orderPreference);
  const [find, setFind] = useState('');
  const wanted = useDeferredValue(find.trim());
  const model = useMemo(() => logModel(answer, order), [answer, order]);
  const terms = useMemo(() => withFind(queryTerms(target.expr), wanted), [target.expr, wanted]);
  const isCut = answer.lines.length >= limit;
  return (
    <>
      <div className={styles.toolbar}>
        {toggle}
        <AnswerStats meta={answer.meta} rows={`${plural(answer.lines.length, 'line')}${isCut ? ', the limit' : ''}`} />
        {isCut && limit < MAX_LINES ? (
          <Button
            variant="quiet"
            onClick={() => onTargetChange({ ...target, maxLines: Math.min(limit * 5, MAX_LINES) })}
          >
            Load more
          </Button>
        ) : null}
        <span className={styles.gap} />
        <SearchField
          label="Mark in these lines"
          placeholder="Mark"
          className={styles.find ?? ''}
          value={find}
          onChange={(event) => setFind(event.target.value)}
        />
        <Button
          variant="quiet"
          onClick={() => setOrder(order === 'newest' ? 'oldest' : 'newest')}
          aria-label={`Order: ${order} first`}
        >
          {order === 'newest' ? <ArrowDown size={12} aria-hidden /> : <ArrowUp size={12} aria-hidden />}
          {order === 'newest' ? 'Newest' : 'Oldest'}
        </Button>
        <Button variant="quiet" aria-pressed={wrap} onClick={() => setWrap(!wrap)}>
          <WrapText size={12} aria-hidden /> Wrap
        </Button>
      </div>
      <LogList key={order} model={model} terms={terms} wrap={wrap} pane={pane} />
    </>
  );
}

const withFind = (terms: SearchTerms, text: string): SearchTerms =>
  text === '' ? terms : { ...terms, texts: [...terms.texts, text] };
