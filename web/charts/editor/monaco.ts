import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/placeholderText/register';
import 'monaco-editor/features/snippet/register';
import 'monaco-editor/editor/contrib/suggest/browser/suggestController';
import 'monaco-editor/features/wordOperations/register';
// oxlint-disable-next-line import/default -- Vite makes the default export
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import { type editor, languages } from 'monaco-editor/editor';
import { type Completion, completions, type CompletionSource } from './completions.ts';
import type { QueryLanguage } from './language.ts';
import { monarchLanguage } from './monarch.ts';

/**
 * Monaco with the few features a query needs and our three languages; this module is the chunk that brings it. What
 * Monaco keeps per language is registered once, what belongs to one editor is looked up by its model.
 */
const sources = new WeakMap<editor.ITextModel, CompletionSource>();

export const setCompletionSource = (model: editor.ITextModel, source: CompletionSource): void => {
  sources.set(model, source);
};

const TRIGGERS: Readonly<Record<QueryLanguage, readonly string[]>> = {
  promql: ['{', ',', '=', '"', '[', '('],
  logql: ['{', ',', '=', '"', '|', '[', '('],
  traceql: ['{', '.', '=', '"', '|', '&', ' '],
};

const KINDS = {
  metric: languages.CompletionItemKind.Variable,
  label: languages.CompletionItemKind.Field,
  value: languages.CompletionItemKind.Value,
  function: languages.CompletionItemKind.Function,
  keyword: languages.CompletionItemKind.Keyword,
  duration: languages.CompletionItemKind.Unit,
} as const satisfies Record<Completion['kind'], languages.CompletionItemKind>;

let isReady = false;

/** Registers languages and worker, once. */
export function prepareMonaco(): void {
  if (isReady) return;
  isReady = true;
  globalThis.MonacoEnvironment = { getWorker: () => new EditorWorker() };
  for (const language of ['promql', 'logql', 'traceql'] as const) {
    languages.register({ id: language });
    languages.setMonarchTokensProvider(language, monarchLanguage(language));
    languages.setLanguageConfiguration(language, {
      comments: { lineComment: '#' },
      brackets: [
        ['{', '}'],
        ['(', ')'],
        ['[', ']'],
      ],
      autoClosingPairs: ['{}', '()', '[]', '""', '``'].map((pair) => ({
        open: pair.charAt(0),
        close: pair.charAt(1),
        notIn: ['string'],
      })),
      surroundingPairs: ['{}', '()', '[]', '""'].map((pair) => ({ open: pair.charAt(0), close: pair.charAt(1) })),
      wordPattern: /[A-Za-z_:][\w:.]*/,
    });
    languages.registerCompletionItemProvider(language, {
      triggerCharacters: [...TRIGGERS[language]],
      provideCompletionItems: (model, position) => provide(language, model, position),
    });
  }
}

async function provide(
  language: QueryLanguage,
  model: editor.ITextModel,
  position: { readonly lineNumber: number; readonly column: number },
): Promise<languages.CompletionList> {
  const source = sources.get(model);
  if (!source) return { suggestions: [] };
  const offset = model.getOffsetAt(position);
  const items = await completions({ language, query: model.getValue(), offset }, source);
  if (model.isDisposed()) return { suggestions: [] };
  return {
    suggestions: items.map((item, index) => {
      const start = model.getPositionAt(offset - item.replace);
      return {
        label: item.detail ? { label: item.label, description: item.detail } : item.label,
        kind: KINDS[item.kind],
        insertText: item.insert ?? item.label,
        filterText: item.label,
        sortText: String(index).padStart(6, '0'),
        range: {
          startLineNumber: start.lineNumber,
          startColumn: start.column,
          endLineNumber: position.lineNumber,
          endColumn: position.column,
        },
        ...(item.documentation ? { documentation: item.documentation } : {}),
        ...(item.continues ? { command: { id: 'editor.action.triggerSuggest', title: 'Suggest' } } : {}),
      };
    }),
  };
}
