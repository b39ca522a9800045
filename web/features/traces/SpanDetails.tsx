import { X } from 'lucide-react';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import type { Attributes, AttributeValue, Span } from '../../../server/contract/traces.ts';
import { useJumpPlace } from '../../lib/jump-places.ts';
import { useJumps } from '../../lib/pane.ts';
import { formatDuration, formatNanoClock } from '../../lib/time.ts';
import type { TraceExemplar, TraceLine } from '../../signals/trace/join.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { JumpButton } from '../../ui/JumpButton.tsx';
import { JumpLink } from '../../ui/JumpLink.tsx';
import { ServiceName } from '../../ui/ServiceName.tsx';
import styles from './SpanDetails.module.css';
import { SpanSignals } from './SpanSignals.tsx';
import { serviceAt, spanStart, type TraceModel } from './trace-model.ts';
import { spanSubject } from './trace-subject.ts';

interface SpanDetailsProps {
  readonly source: SourceInfo;
  readonly range: AbsoluteRange;
  readonly model: TraceModel;
  readonly span: Span;
  /** What other signals say of it. */
  readonly joined: { readonly lines: readonly TraceLine[]; readonly exemplars: readonly TraceExemplar[] };
  readonly onClose: () => void;
}

/** All that is known of one span, and where one can go from it. */
export function SpanDetails({ source, range, model, span, joined, onClose }: SpanDetailsProps) {
  const subject = spanSubject({ model, span, sourceUid: source.uid, range });
  const jumps = useJumps().resolve(subject.context);
  const place = useJumpPlace();
  const resource = model.trace.resources[span.resource]?.attributes ?? {};
  return (
    <aside ref={place(() => subject)} className={styles.details} aria-label={`Span ${span.name}`}>
      <header className={styles.header}>
        <h3 className={styles.name}>{span.name}</h3>
        <span className={styles.tools}>
          <JumpButton label="Where this span leads" />
          <IconButton label="Close span" onClick={onClose}>
            <X size={14} aria-hidden />
          </IconButton>
        </span>
      </header>
      <p className={styles.facts}>
        <ServiceName service={serviceAt(model, span)} />
        <span>{span.kind}</span>
        <span>{formatDuration(span.durationNs / 1e6)}</span>
        <span>at +{formatDuration(span.offsetNs / 1e6)}</span>
        <span>{formatNanoClock(spanStart(model.trace, span))}</span>
      </p>
      {span.status === 'error' ? (
        <p className={styles.status} role="note">
          Error{span.statusMessage ? `: ${span.statusMessage}` : ''}
        </p>
      ) : null}
      <nav className={styles.jumps} aria-label="From this span">
        {jumps.map((jump) => (
          <JumpLink key={jump.id} jump={jump} />
        ))}
      </nav>
      <SpanSignals {...joined} />
      <AttributeTable title="Attributes" attributes={span.attributes} />
      <Events model={model} span={span} />
      <AttributeTable title="Resource" attributes={resource} />
      <AttributeTable title="Span" attributes={identity(span)} />
    </aside>
  );
}

const identity = (span: Span): Attributes => ({
  spanId: span.spanId,
  ...(span.parentSpanId === '' ? {} : { parentSpanId: span.parentSpanId }),
  ...(span.scope === '' ? {} : { scope: span.scope }),
});

const asText = (value: AttributeValue): string =>
  typeof value === 'object' ? JSON.stringify(value, null, 1) : String(value);

function AttributeTable({ title, attributes }: { readonly title: string; readonly attributes: Attributes }) {
  const entries = Object.entries(attributes).sort(([a], [b]) => a.localeCompare(b));
  if (entries.length === 0) return null;
  return (
    <section className={styles.section}>
      <h4>{title}</h4>
      <dl className={styles.attributes}>
        {entries.map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd data-type={typeof value}>{asText(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Events({ model, span }: { readonly model: TraceModel; readonly span: Span }) {
  if (span.events.length === 0) return null;
  return (
    <section className={styles.section}>
      <h4>Events</h4>
      {span.events.map((event, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- events may repeat; their order is their identity
        <details key={index} className={styles.event} open={event.name === 'exception'}>
          <summary>
            <span>+{formatDuration(event.offsetNs / 1e6)}</span> {event.name}
          </summary>
          <dl className={styles.attributes}>
            {Object.entries(event.attributes).map(([key, value]) => (
              <div key={key}>
                <dt>{key}</dt>
                <dd data-type={typeof value}>{asText(value)}</dd>
              </div>
            ))}
          </dl>
        </details>
      ))}
      <p className={styles.note}>
        Times are from the start of the span, {formatNanoClock(spanStart(model.trace, span))}.
      </p>
    </section>
  );
}
