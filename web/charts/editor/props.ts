import type { CompletionSource } from './completion-source.ts';
import type { Fault, QueryLanguage } from './language.ts';

export interface EditorProps {
  readonly language: QueryLanguage;
  readonly value: string;
  /** The accessible name. */
  readonly label: string;
  /** Id of the element that says which keys there are. */
  readonly describedBy?: string;
  readonly placeholder: string;
  readonly source: CompletionSource;
  /** What the data source found wrong with the query as it last ran; shown until the text changes. */
  readonly serverFault: Fault | null;
  readonly act: EditorActions;
}

/** Each is given the text as it stands: the owner may not have drawn the last keystrokes yet. */
export interface EditorActions {
  readonly onChange: (text: string) => void;
  /** Shift-Enter, Ctrl-Enter; on one line Enter too. */
  readonly onRun: (text: string) => void;
  /** Shift-Alt-F. */
  readonly onFormat?: (text: string) => void;
  /** Alt-Up and Alt-Down: the query before in the history, and back. */
  readonly onRecall?: (direction: 'older' | 'newer', text: string) => void;
}
