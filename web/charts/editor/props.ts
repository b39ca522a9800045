import type { CompletionSource } from './completions.ts';
import type { Fault, QueryLanguage } from './language.ts';

export interface EditorProps {
  readonly language: QueryLanguage;
  readonly value: string;
  /** The accessible name. */
  readonly label: string;
  readonly placeholder: string;
  readonly source: CompletionSource;
  /** What the data source found wrong with the query as it last ran; shown until the text changes. */
  readonly serverFault: Fault | null;
  readonly onChange: (value: string) => void;
  readonly onRun: () => void;
}
