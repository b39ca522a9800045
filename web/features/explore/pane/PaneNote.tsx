import { ChevronDown, ChevronRight, Pencil, Trash2 } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { Button } from '../../../ui/Button.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { Markdown } from '../../../ui/Markdown.tsx';
import styles from './PaneNote.module.css';

/** As the contract has it. */
const MAX_LENGTH = 20_000;

interface PaneNoteProps {
  /** Markdown; '' for a note that is about to be written. */
  readonly note: string;
  /** Undefined takes the note away. */
  readonly onNote: (note: string | undefined) => void;
}

/** What the reader has to say about a pane, above what the pane shows. */
export function PaneNote({ note, onNote }: PaneNoteProps) {
  const [isOpen, setOpen] = useState(true);
  const [isEditing, setEditing] = useState(false);
  const commit = (text: string) => {
    setEditing(false);
    onNote(text.trim() === '' ? undefined : text.trim());
  };
  if (isEditing || note === '') return <NoteEditor note={note} onCommit={commit} />;
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <section className={styles.note} aria-label="Note">
      <div className={styles.bar}>
        <button type="button" className={styles.toggle} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Chevron size={12} aria-hidden />
          <span>Note</span>
          {isOpen ? null : <span className={styles.gist}>{note.split('\n', 1)[0]}</span>}
        </button>
        <IconButton label="Edit note" onClick={() => setEditing(true)}>
          <Pencil size={12} aria-hidden />
        </IconButton>
        <IconButton label="Remove note" onClick={() => onNote(undefined)}>
          <Trash2 size={12} aria-hidden />
        </IconButton>
      </div>
      {isOpen ? (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
        <div className={styles.text} tabIndex={0} role="group" aria-label="Text of the note">
          <Markdown text={note} />
        </div>
      ) : null}
    </section>
  );
}

/** Writing was asked for by a click just now. */
const focusOnce = (field: HTMLTextAreaElement | null): void => field?.focus();

interface NoteEditorProps {
  readonly note: string;
  readonly onCommit: (text: string) => void;
}

function NoteEditor({ note, onCommit }: NoteEditorProps) {
  const [text, setText] = useState(note);
  const handleKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onCommit(note);
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      onCommit(text);
    }
  };
  return (
    <section className={styles.note} aria-label="Note">
      <textarea
        ref={focusOnce}
        className={styles.field}
        aria-label="Note in Markdown"
        placeholder="What does this pane show? **Markdown** and links work."
        maxLength={MAX_LENGTH}
        rows={3}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={handleKey}
        onBlur={() => onCommit(text)}
      />
      <div className={styles.end}>
        <span>Ctrl+Enter keeps it, Escape undoes.</span>
        <Button onClick={() => onCommit(text)}>Done</Button>
      </div>
    </section>
  );
}
