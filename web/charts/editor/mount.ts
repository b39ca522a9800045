import { editor, KeyCode, KeyMod, MarkerSeverity } from 'monaco-editor/editor';
import { onThemeChange } from '../theme.ts';
import { editorTheme } from './editor-theme.ts';
import { createGivenOperator } from './given-operator.ts';
import { type Fault, findFault } from './language.ts';
import { prepareMonaco, setCompletionSource } from './monaco.ts';
import type { EditorActions, EditorProps } from './props.ts';
import { createTextSync } from './text-sync.ts';

export interface EditorIsland {
  readonly update: (props: EditorProps) => void;
  readonly destroy: () => void;
  readonly focus: () => void;
}

const THEME = 'sightline';
const MAX_LINES = 12;
const LINE_HEIGHT = 20;
const PADDING = 5;
/** Squiggles wait for a pause, so that a half-written word is not called wrong. ms */
const FAULT_DELAY_MS = 350;

const OPTIONS: editor.IStandaloneEditorConstructionOptions = {
  theme: THEME,
  fontSize: 12,
  lineHeight: LINE_HEIGHT,
  padding: { top: PADDING, bottom: PADDING },
  lineNumbers: 'off',
  glyphMargin: false,
  folding: false,
  lineDecorationsWidth: 8,
  lineNumbersMinChars: 0,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  overviewRulerLanes: 0,
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  renderLineHighlight: 'none',
  wordWrap: 'on',
  wrappingStrategy: 'advanced',
  scrollbar: { vertical: 'auto', horizontal: 'hidden', alwaysConsumeMouseWheel: false, verticalScrollbarSize: 8 },
  fixedOverflowWidgets: true,
  contextmenu: false,
  links: false,
  occurrencesHighlight: 'off',
  selectionHighlight: false,
  wordBasedSuggestions: 'off',
  suggest: { showStatusBar: false, preview: false, showWords: false },
  quickSuggestions: { other: true, strings: true, comments: false },
  unicodeHighlight: { ambiguousCharacters: false },
  tabFocusMode: true,
  automaticLayout: true,
  'semanticHighlighting.enabled': false,
};

let isThemed = false;

/** One theme for all editors of the page, in step with it. To make it takes a dozen milliseconds, so not for each. */
function keepTheme(): void {
  if (isThemed) return;
  isThemed = true;
  const define = (): void => editor.defineTheme(THEME, editorTheme(document.body));
  define();
  onThemeChange(define);
}

/** Mounts a query editor that grows with its text, up to twelve lines. */
export function mountEditor(element: HTMLElement, props: EditorProps): EditorIsland {
  prepareMonaco();
  keepTheme();
  const model = editor.createModel(props.value, props.language);
  const view = editor.create(element, {
    ...OPTIONS,
    model,
    ariaLabel: props.label,
    placeholder: props.placeholder,
    overflowWidgetsDomNode: widgetHost(),
    fontFamily: getComputedStyle(element).getPropertyValue('--font-mono').trim(),
  });
  const sync = createTextSync(props.value);
  let current = props;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const grow = (): void => {
    const height = Math.min(view.getContentHeight(), MAX_LINES * LINE_HEIGHT + 2 * PADDING);
    element.style.blockSize = `${height}px`;
    view.layout();
  };
  const mark = (): void => markFaults(model, current);

  setCompletionSource(model, props.source);
  if (props.describedBy) inputOf(element)?.setAttribute('aria-describedby', props.describedBy);
  view.onDidContentSizeChange(grow);
  const operator = createGivenOperator();
  view.onKeyDown(({ browserEvent }) => {
    const { key, ctrlKey, metaKey, altKey } = browserEvent;
    if (!ctrlKey && !metaKey && !altKey && operator.takes(key)) browserEvent.preventDefault();
  });
  view.onDidChangeModelContent(({ changes }) => {
    operator.noteInsert(changes.at(-1)?.text ?? '');
    const value = model.getValue();
    if (sync.typed(value)) current.act.onChange(value);
    clearTimeout(timer);
    timer = setTimeout(mark, FAULT_DELAY_MS);
  });
  addKeys(view, { element, props: () => current });
  grow();
  mark();

  return {
    update(next) {
      const wasAt = current;
      current = next;
      setCompletionSource(model, next.source);
      if (sync.given(next.value) && next.value !== model.getValue()) replaceText(view, model, next.value);
      if (next.language !== wasAt.language) editor.setModelLanguage(model, next.language);
      if (next.label !== wasAt.label) view.updateOptions({ ariaLabel: next.label });
      if (next.placeholder !== wasAt.placeholder) view.updateOptions({ placeholder: next.placeholder });
      if (next.serverFault !== wasAt.serverFault || next.language !== wasAt.language) mark();
    },
    focus: () => view.focus(),
    destroy() {
      clearTimeout(timer);
      view.dispose();
      model.dispose();
    },
  };
}

/** What takes the keys: an edit context in browsers that have them, else a text area. */
const inputOf = (element: HTMLElement): HTMLElement | null =>
  element.querySelector<HTMLElement>('.native-edit-context, textarea');

/** Escape belongs to whatever is open first; only then does it leave the editor. */
const NOTHING_OPEN = '!suggestWidgetVisible && !parameterHintsVisible && !editorHoverVisible && !inSnippetMode';

/** As actions, which belong to their editor: commands would be the last mounted editor's, whichever has the focus. */
function addKeys(
  view: editor.IStandaloneCodeEditor,
  { element, props }: { readonly element: HTMLElement; readonly props: () => EditorProps },
): void {
  const isOneLine = props().language === 'selector';
  const exit = element.parentElement?.querySelector<HTMLElement>('[data-exit]');
  const act = (): EditorActions => props().act;
  const text = (): string => view.getValue();
  const actions: readonly Omit<editor.IActionDescriptor, 'label'>[] = [
    {
      id: 'run',
      keybindings: [KeyMod.Shift | KeyCode.Enter, KeyMod.CtrlCmd | KeyCode.Enter],
      run: () => act().onRun(text()),
    },
    { id: 'format', keybindings: [KeyMod.Shift | KeyMod.Alt | KeyCode.KeyF], run: () => act().onFormat?.(text()) },
    { id: 'older', keybindings: [KeyMod.Alt | KeyCode.UpArrow], run: () => act().onRecall?.('older', text()) },
    { id: 'newer', keybindings: [KeyMod.Alt | KeyCode.DownArrow], run: () => act().onRecall?.('newer', text()) },
    { id: 'leave', keybindings: [KeyCode.Escape], run: () => exit?.focus(), precondition: NOTHING_OPEN },
    ...(isOneLine
      ? [
          {
            id: 'run-line',
            keybindings: [KeyCode.Enter],
            run: () => act().onRun(text()),
            precondition: '!suggestWidgetVisible',
          },
        ]
      : []),
  ];
  for (const action of actions) view.addAction({ ...action, id: `sightline.${action.id}`, label: action.id });
}

/**
 * Where suggestions and hovers hang: at the end of the body. A pane is a size container, which would catch and clip what
 * is fixed inside it.
 */
function widgetHost(): HTMLElement {
  const known = document.querySelector<HTMLElement>('[data-editor-widgets]');
  if (known) return known;
  const host = document.createElement('div');
  host.className = 'monaco-editor';
  host.dataset['editorWidgets'] = '';
  document.body.append(host);
  return host;
}

/** As an edit, so that undo still reaches what was there before. */
function replaceText(view: editor.IStandaloneCodeEditor, model: editor.ITextModel, text: string): void {
  view.executeEdits('props', [{ range: model.getFullModelRange(), text, forceMoveMarkers: true }]);
}

function markFaults(model: editor.ITextModel, { language, serverFault }: EditorProps): void {
  const faults = [findFault(language, model.getValue()), serverFault].filter((fault) => fault !== null);
  editor.setModelMarkers(
    model,
    THEME,
    faults.map((fault) => marker(model, fault)),
  );
}

function marker(model: editor.ITextModel, { from, to, message }: Fault): editor.IMarkerData {
  const start = model.getPositionAt(from);
  const end = model.getPositionAt(Math.max(to, from + 1));
  return {
    severity: MarkerSeverity.Error,
    message,
    startLineNumber: start.lineNumber,
    startColumn: start.column,
    endLineNumber: end.lineNumber,
    endColumn: end.column,
  };
}
