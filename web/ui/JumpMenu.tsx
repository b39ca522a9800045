import { Menu as Base } from '@base-ui/react/menu';
import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react';
import type { Jump } from '../../server/contract/jump.ts';
import { signalOf } from '../../server/contract/signal.ts';
import type { Signal } from '../../server/contract/source.ts';
import type { EpochMs } from '../../server/contract/units.ts';
import type { JumpMenuRequest } from '../lib/jump-places.ts';
import { type ExpectedHits, safeHref } from '../lib/jump-text.ts';
import type { Jumps } from '../lib/pane.ts';
import { type JumpGroup, groupJumps } from './jump-groups.ts';
import styles from './JumpMenu.module.css';
import { JumpMenuActions } from './JumpMenuActions.tsx';
import { JumpMenuItem } from './JumpMenuItem.tsx';
import { JumpPreview } from './JumpPreview.tsx';
import popup from './Popup.module.css';
import { SignalIcon } from './SignalIcon.tsx';
import { useHitCounts } from './use-hit-counts.ts';

interface JumpMenuProps {
  readonly request: JumpMenuRequest;
  /** When it was opened: what the times are short against. */
  readonly now: EpochMs;
  readonly onClose: () => void;
}

type Held = Pick<MouseEvent, 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

/**
 * Where one can go from what was picked, with what each target would find. A click or Enter opens beside, with Alt in
 * place, with Ctrl or Cmd in a new tab; digits pick. Escape closes and gives the focus back.
 */
export function JumpMenu({ request, now, onClose }: JumpMenuProps) {
  const { subject, jumps, spot } = request;
  const [found] = useState(() => resolve(request));
  const list = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<string | null>(null);
  const queries = found.ordered.filter((jump) => jump.kind === 'query');
  const counts = useHitCounts(queries);
  const hitsOf = (jump: Jump): ExpectedHits => (jump.kind === 'query' ? counts[queries.indexOf(jump)] : undefined);
  const preview = found.ordered.find(({ id }) => id === shown) ?? found.ordered[0];
  const place = { getBoundingClientRect: () => DOMRect.fromRect({ ...spot, width: 0, height: 0 }) };

  // Without a trigger the menu takes the focus itself; the first target is what Enter should mean.
  useEffect(() => {
    const frame = requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);

  const follow = (jump: Jump, held: Held) => {
    onClose();
    if (jump.kind === 'query' && (held.ctrlKey || held.metaKey || held.shiftKey)) {
      window.open(jumps.href(jump), '_blank', 'noopener');
    } else jumps.open(jump, held.altKey ? 'here' : 'beside');
  };
  const handleKeyDown = (event: KeyboardEvent) => {
    const picked = pickedBy(event, found.ordered);
    if (!picked) return;
    event.preventDefault();
    event.stopPropagation();
    follow(picked, event);
  };
  return (
    <Base.Root open modal={false} onOpenChange={(open) => (open ? undefined : onClose())}>
      <Base.Portal>
        <Base.Positioner anchor={place} align="start" sideOffset={4} collisionPadding={8} className={popup.positioner}>
          <Base.Popup ref={list} className={styles.popup} aria-label={subject.title} onKeyDownCapture={handleKeyDown}>
            <div className={styles.title}>{subject.title}</div>
            {found.ordered.length === 0 ? (
              <Base.Item disabled className={styles.none}>
                No link from here: no rule finds a trace, a service or a source for it.
              </Base.Item>
            ) : null}
            {found.groups.map((group) => (
              <Base.Group key={group.title} className={styles.group}>
                <Base.GroupLabel className={styles.groupTitle}>
                  {group.signal ? <SignalIcon signal={group.signal} size={12} /> : null}
                  {group.title}
                </Base.GroupLabel>
                {group.jumps.map((jump) => (
                  <JumpMenuItem
                    key={jump.id}
                    jump={jump}
                    position={found.ordered.indexOf(jump)}
                    hits={hitsOf(jump)}
                    now={now}
                    via={jumps}
                    onShow={setShown}
                    onFollow={follow}
                  />
                ))}
              </Base.Group>
            ))}
            <JumpMenuActions actions={subject.actions ?? []} onClose={onClose} />
            {preview ? <JumpPreview jump={preview} hits={hitsOf(preview)} /> : null}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface Found {
  readonly groups: readonly JumpGroup[];
  /** As the menu lists them: digit n picks the nth. */
  readonly ordered: readonly Jump[];
}

function resolve({ subject, jumps }: JumpMenuRequest): Found {
  const offered = [...(subject.jumps ?? []), ...jumps.resolve(subject.context)];
  const safe = offered.filter((jump) => jump.kind === 'query' || safeHref(jump, window.location.origin) !== null);
  const groups = groupJumps(safe, ownSignal(jumps, subject.context.sourceUid));
  return { groups, ordered: groups.flatMap((group) => group.jumps) };
}

function ownSignal({ sources }: Jumps, uid: string | null): Signal | null {
  const source = sources.find((one) => one.uid === uid);
  return source ? signalOf(source.type) : null;
}

/** Digits pick by place; Enter picks what has the focus, which alone would follow the link without Alt's meaning. */
function pickedBy(event: KeyboardEvent, ordered: readonly Jump[]): Jump | undefined {
  if (/^[1-9]$/.test(event.key)) return event.ctrlKey || event.metaKey ? undefined : ordered[Number(event.key) - 1];
  if (event.key !== 'Enter' || !(event.target instanceof Element)) return undefined;
  const id = event.target.closest('[data-jump]')?.getAttribute('data-jump');
  return ordered.find((jump) => jump.id === id);
}
