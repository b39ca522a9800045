import { Menu as Base } from '@base-ui/react/menu';
import { ExternalLink } from 'lucide-react';
import { type MouseEvent, useId } from 'react';
import type { Jump } from '../../server/contract/jump.ts';
import type { EpochMs } from '../../server/contract/units.ts';
import { type ExpectedHits, hitsSentence, hitsText, isNothing, jumpText, leftOutText } from '../lib/jump-text.ts';
import type { Jumps } from '../lib/pane.ts';
import { formatShortRange } from '../lib/time.ts';
import styles from './JumpMenu.module.css';

interface JumpMenuItemProps {
  readonly jump: Jump;
  /** From 0, over all groups. */
  readonly position: number;
  readonly hits: ExpectedHits;
  readonly now: EpochMs;
  readonly via: Jumps;
  readonly onShow: (id: string) => void;
  readonly onFollow: (jump: Jump, event: MouseEvent) => void;
}

/** One target: a real link, so that the browser's own ways of opening one work too. */
export function JumpMenuItem({ jump, position, hits, now, via, onShow, onFollow }: JumpMenuItemProps) {
  const id = useId();
  const isExternal = jump.kind === 'external';
  const facts = factsOf(jump, via, now);
  const leftOut = leftOutText(jump);
  const handleClick = (event: MouseEvent) => {
    if (isExternal || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onFollow(jump, event);
  };
  return (
    <Base.LinkItem
      className={styles.item}
      href={via.href(jump)}
      closeOnClick
      aria-label={jump.title}
      aria-describedby={id}
      data-jump={jump.id}
      data-rule={jump.rule}
      data-hits={isNothing(hits) ? 'none' : hits?.kind}
      onFocus={() => onShow(jump.id)}
      onMouseEnter={() => onShow(jump.id)}
      onClick={handleClick}
      {...(isExternal && jump.newTab ? { target: '_blank', rel: 'noopener noreferrer' } : {})}
    >
      <span className={styles.digit} aria-hidden>
        {position < 9 ? position + 1 : ''}
      </span>
      <span className={styles.name}>
        {jump.title}
        {isExternal ? <ExternalLink size={11} aria-hidden /> : null}
      </span>
      <span className={styles.facts}>{facts}</span>
      <span className={styles.hits}>{isExternal ? 'leaves Sightline' : hitsText(hits)}</span>
      <span className={styles.query}>{jumpText(jump)}</span>
      <span className={styles.rule}>{jump.rule}</span>
      {leftOut === '' ? null : <span className={styles.leftOut}>{leftOut}</span>}
      <span id={id} hidden>
        {isExternal ? 'Leaves Sightline.' : `${hitsSentence(hits)} ${facts}.`} {jumpText(jump)}.{' '}
        {leftOut && `${leftOut}. `}
        {jump.rule}
      </span>
    </Base.LinkItem>
  );
}

function factsOf(jump: Jump, { sources }: Jumps, now: EpochMs): string {
  if (jump.kind === 'external') return '';
  const source = sources.find(({ uid }) => uid === jump.sourceUid)?.name ?? jump.sourceUid;
  return `${source} · ${formatShortRange(jump.range, now)}`;
}
