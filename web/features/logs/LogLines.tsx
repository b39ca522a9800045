import { ArrowDown, ArrowUp, WrapText } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import type { LogAnswer } from '../../../server/contract/logs.ts';
import type { LokiTarget } from '../../../server/contract/query.ts';
import type { PaneProps } from '../../lib/pane.ts';
import { choicePreference, flagPreference, usePreference } from '../../lib/storage.ts';
import { queryTerms, type SearchTerms } from '../../signals/log/highlight.ts';
import { Button } from '../../ui/Button.tsx';
import { SearchField } from '../../ui/TextField.tsx';
import { MAX_LINES } from './log-ask.ts';
import { logModel } from './log-model.ts';
import { LogList } from './LogList.tsx';
import styles from './Logs.module.css';

const wrapPreference = flagPreference('logs.wrap', false);
const orderPreference = choicePreference('logs.order', ['newest', 'oldest'], 'newest');

interface LogLinesProps {
  readonly answer: LogAnswer;
  readonly limit: number;
  readonly pane: PaneProps<LokiTarget>;
}

/** The lines and how they are shown. */
export function LogLines({ answer, limit, pane }: LogLinesProps) {
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
        <span className={styles.count}>
          {answer.lines.length.toLocaleString()} {answer.lines.length === 1 ? 'line' : 'lines'}
          {isCut ? ', the limit' : ''}
        </span>
        {isCut && limit < MAX_LINES ? (
          <Button
            variant="quiet"
            onClick={() => onTargetChange({ ...target, maxLines: Math.min(limit * 5, MAX_LINES) })}
          >
            Load more
          </Button>
        ) : null}
        <Scanned stats={answer.meta.stats} />
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

function Scanned({ stats }: { readonly stats: LogAnswer['meta']['stats'] }) {
  if (stats?.bytesScanned === undefined) return null;
  return <span className={styles.scanned}>{bytesText(stats.bytesScanned)} scanned</span>;
}

function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${Number(value.toPrecision(3))} ${units[unit]}`;
}
