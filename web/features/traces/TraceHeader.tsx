import type { ReactNode } from 'react';
import { nanoToMs } from '../../../server/contract/units.ts';
import { formatDateTime, formatDuration } from '../../lib/time.ts';
import { serviceStatistics } from '../../signals/trace/statistics.ts';
import { ServiceName } from '../../ui/ServiceName.tsx';
import { SearchField } from '../../ui/TextField.tsx';
import styles from './TraceView.module.css';
import { traceName, type TraceModel } from './trace-model.ts';

interface TraceHeaderProps {
  readonly model: TraceModel;
  /** Below the facts. */
  readonly children?: ReactNode;
  readonly search: { readonly text: string; readonly matches: number; readonly onText: (text: string) => void };
}

const count = (n: number, word: string): string => `${n.toLocaleString('en')} ${word}${n === 1 ? '' : 's'}`;

export function TraceHeader({ model, search, children }: TraceHeaderProps) {
  const { trace, tree } = model;
  const services = serviceStatistics(trace, tree);
  const errors = services.reduce((sum, service) => sum + service.errors, 0);
  const orphans = tree.orphan.reduce((sum, flag) => sum + flag, 0);
  return (
    <header className={styles.header}>
      <div className={styles.title}>
        <h2>{traceName(model)}</h2>
        <code className={styles.id}>{trace.traceId}</code>
      </div>
      <p className={styles.facts}>
        <strong>{formatDuration(trace.durationNs / 1e6)}</strong>
        <span>{formatDateTime(nanoToMs(trace.startUnixNano), true)}</span>
        <span>{count(trace.spans.length, 'span')}</span>
        {errors > 0 ? <span className={styles.errors}>{count(errors, 'error')}</span> : <span>no errors</span>}
      </p>
      {trace.meta.partial || orphans > 0 ? (
        <p className={styles.notice} role="note">
          {trace.meta.partial ??
            `${count(orphans, 'span')} name a parent that is not here: part of this trace is missing.`}
        </p>
      ) : null}
      <ul className={styles.services} aria-label="Services, most own time first">
        {services.slice(0, 12).map(({ service, spans, selfNs }) => (
          <li key={service} title={`${count(spans, 'span')}, ${formatDuration(selfNs / 1e6)} of its own time`}>
            <ServiceName service={service} />
            <span className={styles.share}>{Math.round((100 * selfNs) / Math.max(trace.durationNs, 1))}%</span>
          </li>
        ))}
      </ul>
      <div className={styles.search}>
        <SearchField
          label="Find spans"
          placeholder="Find: name, service, key=value"
          value={search.text}
          onChange={(event) => search.onText(event.target.value)}
        />
        {search.text.trim() === '' ? null : (
          <output>{count(search.matches, 'match').replace('matchs', 'matches')}</output>
        )}
      </div>
      {children}
    </header>
  );
}
