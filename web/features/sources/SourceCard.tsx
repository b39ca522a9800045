import { useQuery } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react';
import { signalOf } from '../../../server/contract/signal.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import { toProblem } from '../../lib/api.ts';
import { cutText, droppedText, heldText } from '../../lib/held-text.ts';
import { sourceQueries } from '../../lib/source-queries.ts';
import { SignalIcon } from '../../ui/SignalIcon.tsx';
import { linksOf } from './links.ts';
import styles from './Sources.module.css';

const TYPE_NAMES = {
  loki: 'Loki',
  tempo: 'Tempo',
  prometheus: 'Prometheus',
  'grafana-pyroscope-datasource': 'Pyroscope',
} as const;

interface SourceCardProps {
  readonly source: SourceInfo;
  readonly exploreHref: string;
  readonly isOpen: boolean;
}

export function SourceCard({ source, exploreHref, isOpen }: SourceCardProps) {
  const links = linksOf(source);
  return (
    <article className={styles.card} aria-label={source.name}>
      <SignalIcon signal={signalOf(source.type)} size={16} />
      <div className={styles.about}>
        <h2>
          <a href={`/sources/${encodeURIComponent(source.uid)}`}>{source.name}</a>
        </h2>
        <p>
          <span>{TYPE_NAMES[source.type]}</span>
          <code>{source.uid}</code>
          {source.isDefault ? <span>default</span> : null}
          {source.embedded ? <span>embedded store</span> : null}
        </p>
        <p>{links.length === 0 ? 'Links by OpenTelemetry’s conventions' : links.map(({ rule }) => rule).join(', ')}</p>
        {source.embedded ? <Held source={source} /> : null}
        {isOpen && links.length > 0 ? (
          <dl className={styles.links}>
            {links.map(({ rule, detail }) => (
              <div key={rule}>
                <dt>{rule}</dt>
                <dd>{detail}</dd>
              </div>
            ))}
          </dl>
        ) : null}
      </div>
      <Health uid={source.uid} />
      <a className={styles.explore} href={exploreHref} aria-label={`Explore ${source.name}`}>
        Explore
      </a>
    </article>
  );
}

/** What the embedded store holds, and what it no longer does. */
function Held({ source }: { readonly source: SourceInfo }) {
  const held = useQuery(sourceQueries.held(source.uid));
  if (!held.data) return null;
  const lost = [droppedText(held.data), cutText(held.data)].filter((text) => text !== null);
  return (
    <>
      <p>{heldText(held.data, signalOf(source.type))}</p>
      {lost.map((text) => (
        <p key={text} className={styles.lost}>
          {text}
        </p>
      ))}
    </>
  );
}

function Health({ uid }: { readonly uid: string }) {
  const health = useQuery(sourceQueries.health(uid));
  if (health.isPending) {
    return (
      <p className={styles.health} data-state="asking" role="status">
        <CircleDashed size={14} aria-hidden /> Asking
      </p>
    );
  }
  const message = health.data?.message ?? toProblem(health.error).title;
  const ok = health.data?.ok === true;
  const Icon = ok ? CircleCheck : CircleAlert;
  return (
    <p className={styles.health} data-state={ok ? 'ok' : 'failed'} role="status">
      <Icon size={14} aria-hidden />
      {message}
      {health.data ? <span>{Math.round(health.data.elapsedMs)} ms</span> : null}
    </p>
  );
}
