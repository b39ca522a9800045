import type { editor } from 'monaco-editor/editor';

/** Token class to the semantic token that colours it. */
const RULES = {
  keyword: '--syntax-keyword',
  function: '--syntax-function',
  label: '--syntax-label',
  string: '--syntax-string',
  'string.escape': '--syntax-number',
  number: '--syntax-number',
  variable: '--syntax-number',
  operator: '--syntax-operator',
  delimiter: '--syntax-operator',
  comment: '--syntax-comment',
  identifier: '--text-primary',
  '': '--text-primary',
} as const;

const COLORS = {
  'editor.background': '--surface-inset',
  'editor.foreground': '--text-primary',
  'editor.lineHighlightBackground': '--surface-inset',
  'editor.selectionBackground': '--surface-selected',
  'editorCursor.foreground': '--accent',
  'editorError.foreground': '--danger',
  'editorWidget.background': '--surface-raised',
  'editorWidget.border': '--border-default',
  'editorHoverWidget.background': '--surface-raised',
  'editorHoverWidget.border': '--border-default',
  'editorHoverWidget.highlightForeground': '--accent',
  'editorSuggestWidget.background': '--surface-raised',
  'editorSuggestWidget.border': '--border-default',
  'editorSuggestWidget.foreground': '--text-primary',
  'editorSuggestWidget.selectedBackground': '--surface-selected',
  'editorSuggestWidget.selectedForeground': '--text-strong',
  'editorSuggestWidget.highlightForeground': '--accent',
  'editorSuggestWidget.focusHighlightForeground': '--accent',
  'editorBracketMatch.background': '--surface-selected',
  'editorBracketMatch.border': '--border-strong',
  // One colour for all pairs: more would compete with the language's own; the matching one is marked anyway.
  'editorBracketHighlight.foreground1': '--syntax-operator',
  'editorBracketHighlight.foreground2': '--syntax-operator',
  'editorBracketHighlight.foreground3': '--syntax-operator',
  'editor.placeholder.foreground': '--text-muted',
  'input.background': '--surface-inset',
  focusBorder: '--focus-ring',
  'scrollbarSlider.background': '--border-default',
  'scrollbarSlider.hoverBackground': '--border-strong',
  'list.hoverBackground': '--surface-hover',
} as const;

/** The tokens' values as Monaco wants them: hex, from where `element` stands. */
export function editorTheme(element: HTMLElement): editor.IStandaloneThemeData {
  const hex = hexResolver(element);
  const isLight = document.documentElement.dataset['theme'] === 'light';
  return {
    base: isLight ? 'vs' : 'vs-dark',
    inherit: true,
    rules: Object.entries(RULES).map(([token, name]) => ({ token, foreground: hex(name).slice(1, 7) })),
    colors: Object.fromEntries(Object.entries(COLORS).map(([key, name]) => [key, hex(name)])),
  };
}

/** Any CSS colour as `#rrggbbaa`: painted on one pixel and read back, since computed colours come in many spaces. */
function hexResolver(element: HTMLElement): (token: string) => string {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const probe = document.createElement('span');
  probe.hidden = true;
  return (token) => {
    if (!context) return '#808080ff';
    element.append(probe);
    probe.style.color = `var(${token})`;
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = getComputedStyle(probe).color;
    probe.remove();
    context.fillRect(0, 0, 1, 1);
    const pixel = [...context.getImageData(0, 0, 1, 1).data];
    return `#${pixel.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
  };
}
