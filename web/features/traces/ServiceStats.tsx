import type { TraceSummary } from '../../../server/contract/traces.ts';
import { serviceColor } from '../../lib/service-color.ts';
import styles from './TraceSearch.module.css';

const SHOWN = 6;

/** Which services a trace went through, and how many spans of each there are: a dot a service, as wide as its share. */
export function ServiceStats({ trace }: { readonly trace: TraceSummary }) {
  const services = Object.entries(trace.serviceStats).sort(([, a], [, b]) => b.spanCount - a.spanCount);
  if (services.length === 0) return null;
  const text = services
    .map(
      ([name, { spanCount, errorCount }]) => `${name} ${spanCount}${errorCount > 0 ? ` (${errorCount} failed)` : ''}`,
    )
    .join(', ');
  return (
    <span className={styles.services} role="img" aria-label={`Spans by service: ${text}`} title={text}>
      {services.slice(0, SHOWN).map(([name, { spanCount, errorCount }]) => (
        <span
          key={name}
          className={styles.serviceDot}
          data-failed={errorCount > 0 ? '' : undefined}
          style={{ background: serviceColor(name), flexGrow: spanCount }}
        />
      ))}
      {services.length > SHOWN ? <span className={styles.moreServices}>+{services.length - SHOWN}</span> : null}
    </span>
  );
}
