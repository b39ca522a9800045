import { ExternalLink } from 'lucide-react';
import { type MouseEvent, useMemo } from 'react';
import type { Jump } from '../../server/contract/jump.ts';
import { jumpText, leftOutText, safeHref } from '../lib/jump-text.ts';
import { useJumps } from '../lib/pane.ts';
import { freshHref } from './fresh-href.ts';
import styles from './JumpLink.module.css';
import { SignalIcon } from './SignalIcon.tsx';

interface JumpLinkProps {
  readonly jump: Jump;
  /** In a row of text: no frame. */
  readonly inline?: boolean;
}

/** A jump as a real link: a click opens it beside, Alt-click in place, Ctrl- or Cmd-click in a new tab. */
export function JumpLink({ jump, inline = false }: JumpLinkProps) {
  const jumps = useJumps();
  // A long trail is packed, which costs a millisecond: not for each of a screenful of rows whenever one is drawn again.
  const href = useMemo(() => jumps.href(jump), [jumps, jump]);
  if (jump.kind === 'external' && safeHref(jump, window.location.origin) === null) return null;
  const newTab = jump.kind === 'external' && jump.newTab;
  const handleClick = (event: MouseEvent) => {
    event.stopPropagation();
    if (jump.kind === 'external' || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    jumps.open(jump, event.altKey ? 'here' : 'beside');
  };
  return (
    <a
      className={styles.link}
      data-inline={inline ? '' : undefined}
      data-rule={jump.rule}
      href={href}
      title={[jumpText(jump), leftOutText(jump)].filter(Boolean).join('\n')}
      onClick={handleClick}
      {...freshHref(jumps, jump)}
      {...(newTab ? { target: '_blank', rel: 'noopener noreferrer' } : {})}
    >
      {jump.kind === 'query' ? <SignalIcon signal={jump.signal} size={12} /> : <ExternalLink size={12} aria-hidden />}
      {jump.title}
    </a>
  );
}
