import { ChevronsRightLeft, GripVertical, Link2, Unlink2, X } from 'lucide-react';
import type { KeyboardEvent, MouseEvent, PointerEvent } from 'react';
import type { PaneView } from '../../../../server/contract/explore-url.ts';
import type { Signal } from '../../../../server/contract/source.ts';
import { IconButton } from '../../../ui/IconButton.tsx';
import { SignalIcon } from '../../../ui/SignalIcon.tsx';
import { TextField } from '../../../ui/TextField.tsx';
import type { FrameActions } from './pane-frame-actions.ts';
import styles from './PaneLayout.module.css';

interface PaneBarProps {
  readonly title: string;
  readonly signal: Signal | null;
  readonly link: PaneView['link'];
  readonly isRenaming: boolean;
  readonly act: FrameActions;
  readonly onDragStart: (event: PointerEvent) => void;
}

/** A pane's title and what concerns it as one of several. Its pointer actions are in the pane's menu, too. */
export function PaneBar({ title, signal, link, isRenaming, act, onDragStart }: PaneBarProps) {
  const isLinked = link === undefined;
  const handleDoubleClick = ({ target }: MouseEvent) => {
    if (target instanceof Element && !target.closest('button, input')) act.onRenaming(true);
  };
  return (
    <div className={styles.bar} onPointerDown={onDragStart} onDoubleClick={handleDoubleClick}>
      <GripVertical size={12} className={styles.grip} data-grip="" aria-hidden />
      {signal ? <SignalIcon signal={signal} size={12} /> : null}
      {isRenaming ? (
        <TitleField title={title} onRename={act.onRename} onCancel={() => act.onRenaming(false)} />
      ) : (
        <h2 className={styles.title} title={title}>
          {title}
        </h2>
      )}
      {act.onClose ? (
        <span className={styles.barTools}>
          <IconButton
            label={isLinked ? 'Time range linked' : 'Own time range'}
            data-own={isLinked ? undefined : ''}
            onClick={() => act.onLink(isLinked ? 'cursor' : undefined)}
          >
            {isLinked ? <Link2 size={14} aria-hidden /> : <Unlink2 size={14} aria-hidden />}
          </IconButton>
          {act.onFold ? (
            <IconButton label="Collapse pane" keys="c" aria-expanded className={styles.fold ?? ''} onClick={act.onFold}>
              <ChevronsRightLeft size={14} aria-hidden />
            </IconButton>
          ) : null}
          <IconButton label="Close pane" keys="x" onClick={act.onClose}>
            <X size={14} aria-hidden />
          </IconButton>
        </span>
      ) : null}
    </div>
  );
}

interface TitleFieldProps {
  readonly title: string;
  readonly onRename: (title: string) => void;
  readonly onCancel: () => void;
}

const focusAndSelect = (input: HTMLInputElement | null): void => input?.select();

/** Enter and leaving keep what was written, Escape does not; nothing written brings the derived title back. */
function TitleField({ title, onRename, onCancel }: TitleFieldProps) {
  const handleKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') event.currentTarget.blur();
    else if (event.key === 'Escape') onCancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <TextField
      ref={focusAndSelect}
      label="Pane title"
      className={styles.titleField ?? ''}
      defaultValue={title}
      maxLength={200}
      onKeyDown={handleKeyDown}
      onBlur={(event) => (event.currentTarget.value === title ? onCancel() : onRename(event.currentTarget.value))}
    />
  );
}
