import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/parameterHints/register';
import 'monaco-editor/features/placeholderText/register';
import 'monaco-editor/features/snippet/register';
import 'monaco-editor/editor/contrib/suggest/browser/suggestController';
import 'monaco-editor/features/wordOperations/register';
// oxlint-disable-next-line import/default -- Vite makes the default export
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import { type editor, languages } from 'monaco-editor/editor';
import type { CompletionSource } from './completion-source.ts';
import { type Completion, completions } from './completions.ts';
import { hoverAt } from './hover.ts';
import type { QueryLanguage } from './language.ts';
import { monarchLanguage } from './monarch.ts';
import { LINE_COMMENT } from './scan.ts';
import { signatureAt } from './signature.ts';
import { signatureText } from './words/words.ts';

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
  traceql: ['{', '.', '=', '"', '|', '&', ' ', '('],
  selector: ['{', ',', '=', '"'],
};

const KINDS = {
  metric: languages.CompletionItemKind.Variable,
  label: languages.CompletionItemKind.Field,
  value: languages.CompletionItemKind.Value,
  function: languages.CompletionItemKind.Function,
  keyword: languages.CompletionItemKind.Keyword,
  duration: languages.CompletionItemKind.Unit,
} as const satisfies Record<Completion['kind'], languages.CompletionItemKind>;

const NEXT = {
  suggest: 'editor.action.triggerSuggest',
  signature: 'editor.action.triggerParameterHints',
} as const satisfies Record<NonNullable<Completion['continues']>, string>;

let isReady = false;

/** Registers languages and worker, once. */
export function prepareMonaco(): void {
  if (isReady) return;
  isReady = true;
  globalThis.MonacoEnvironment = { getWorker: () => new EditorWorker() };
  for (const language of ['promql', 'logql', 'traceql', 'selector'] as const) {
    languages.register({ id: language });
    languages.setMonarchTokensProvider(language, monarchLanguage(language));
    languages.setLanguageConfiguration(language, {
      comments: { lineComment: LINE_COMMENT[language] },
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
    languages.registerSignatureHelpProvider(language, {
      signatureHelpTriggerCharacters: ['(', ','],
      signatureHelpRetriggerCharacters: [')'],
      provideSignatureHelp: (model, position) => signatureHelp(language, model, position),
    });
    languages.registerHoverProvider(language, {
      provideHover: (model, position) => hover(language, model, position),
    });
  }
}

interface Place {
  readonly lineNumber: number;
  readonly column: number;
}

function signatureHelp(
  language: QueryLanguage,
  model: editor.ITextModel,
  position: Place,
): languages.SignatureHelpResult | null {
  const found = signatureAt(language, model.getValue(), model.getOffsetAt(position));
  if (!found) return null;
  const { doc, active } = found;
  const label = signatureText(doc);
  let at = doc.name.length + 1;
  const parameters = (doc.params ?? []).map((param) => {
    const start = at;
    at += param.length + 2;
    return { label: [start, start + param.length] as [number, number] };
  });
  return {
    value: {
      signatures: [{ label, documentation: doc.text, parameters }],
      activeSignature: 0,
      activeParameter: active,
    },
    dispose: () => undefined,
  };
}

async function hover(
  language: QueryLanguage,
  model: editor.ITextModel,
  position: Place,
): Promise<languages.Hover | null> {
  const source = sources.get(model);
  const offset = model.getOffsetAt(position);
  const found = source ? await hoverAt(language, model.getValue(), { offset, source }) : null;
  if (!found || model.isDisposed()) return null;
  const [start, end] = [model.getPositionAt(found.from), model.getPositionAt(found.to)];
  return {
    range: {
      startLineNumber: start.lineNumber,
      startColumn: start.column,
      endLineNumber: end.lineNumber,
      endColumn: end.column,
    },
    // Help texts come from whoever exports the metric: shown as text, never as markup.
    contents: [found.title, found.text].filter(Boolean).map((text) => ({ value: asPlainMarkdown(text) })),
  };
}

const asPlainMarkdown = (text: string): string =>
  text.replace(/[\\`*_{}[\]()#+\-.!|<>~&:]/g, (c) => `&#${c.charCodeAt(0)};`);

async function provide(
  language: QueryLanguage,
  model: editor.ITextModel,
  position: Place,
): Promise<languages.CompletionList> {
  const source = sources.get(model);
  if (!source) return { suggestions: [] };
  const offset = model.getOffsetAt(position);
  const { items, isCut } = await completions({ language, query: model.getValue(), offset }, source);
  if (model.isDisposed()) return { suggestions: [] };
  return {
    incomplete: isCut,
    suggestions: items.map((item, index) => {
      const start = model.getPositionAt(offset - item.replace);
      return {
        // A function's signature is long: it stands with its documentation, not beside its name.
        label: item.detail && item.kind !== 'function' ? { label: item.label, description: item.detail } : item.label,
        ...(item.detail && item.kind === 'function' ? { detail: item.detail } : {}),
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
        ...(item.continues ? { command: { id: NEXT[item.continues], title: 'Continue' } } : {}),
      };
    }),
  };
}
