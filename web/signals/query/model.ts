/** A condition on a label or attribute. `op` and `value` in the words of the language; `value` without its quotes. */
export interface BuilderMatcher {
  readonly label: string;
  readonly op: string;
  readonly value: string;
  /** TraceQL has numbers, durations and keywords beside texts; false for those. */
  readonly isText: boolean;
}

/** One thing done to what the steps before it gave; `kind` is a `StepKind`'s id. */
export interface BuilderStep {
  readonly kind: string;
  readonly params: readonly string[];
}

/** A query as a builder shows it: what is selected, and a line of steps. */
export interface BuilderQuery {
  /** PromQL only; '' for none. */
  readonly metric: string;
  readonly matchers: readonly BuilderMatcher[];
  readonly steps: readonly BuilderStep[];
}

/** `labels`: names, separated by commas. `text` is quoted where it lands. `code` lands as it is written. */
export type ParamKind = 'labels' | 'text' | 'number' | 'duration' | 'choice' | 'code';

export interface ParamSpec {
  readonly name: string;
  readonly kind: ParamKind;
  readonly initial: string;
  readonly choices?: readonly string[];
  /** An empty one says nothing wrong. */
  readonly isOptional?: boolean;
}

export interface StepKind {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly params: readonly ParamSpec[];
  /** @param inner the query up to this step */
  readonly write: (inner: string, params: readonly string[]) => string;
}

/** A language's part of the builder. Invariant: `read(write(query))` is `query`, and `write(read(text))` means what `text` means. */
export interface BuilderLanguage {
  readonly kinds: readonly StepKind[];
  readonly operators: readonly string[];
  readonly write: (query: BuilderQuery) => string;
  /** null where the builder cannot show the text: it is malformed, or says more. */
  readonly read: (text: string) => BuilderQuery | null;
}

export const EMPTY_QUERY: BuilderQuery = { metric: '', matchers: [], steps: [] };

/** A name that stands without quotes in all of the languages. */
export const isPlainName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name);

export const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** A string as Prometheus, Loki and Tempo read it: Go's rules. */
export function quoteText(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);
}

/** What a literal in the text says; null for one that has escapes beyond those that are common. */
export function unquoteText(literal: string): string | null {
  const quote = literal[0];
  const inner = literal.slice(1, -1);
  if (quote === '`') return inner;
  try {
    const text: unknown = JSON.parse(
      quote === "'" ? `"${inner.replaceAll("\\'", "'").replaceAll('"', '\\"')}"` : literal,
    );
    return typeof text === 'string' ? text : null;
  } catch {
    return null;
  }
}

/** Applies the steps, in order, to a selector. A step of a kind that the language does not have is left out. */
export function writeSteps(kinds: readonly StepKind[], selector: string, steps: readonly BuilderStep[]): string {
  return steps.reduce((inner, step) => {
    const kind = kinds.find(({ id }) => id === step.kind);
    return kind
      ? kind.write(
          inner,
          kind.params.map((param, i) => step.params[i] ?? param.initial),
        )
      : inner;
  }, selector);
}

const VARIABLE = /\$(?:\{\w+(?::\w+)?\}|\w+)/g;
/** A length of time that nobody writes, so that it can be found again. ms */
const STAND_IN = 900_719_900;

/**
 * The grammars know no variables: each stands aside as a duration while the text is read. `restore` puts them back into
 * any piece of it.
 */
export function withoutVariables(text: string): { readonly text: string; readonly restore: (piece: string) => string } {
  const found: string[] = [];
  const bare = text.replace(VARIABLE, (whole: string, at: number) => {
    if (isInString(text, at)) return whole;
    found.push(whole);
    return `${STAND_IN + found.length - 1}ms`;
  });
  const restore = (piece: string): string =>
    found.reduce((sofar, variable, i) => sofar.replaceAll(`${STAND_IN + i}ms`, () => variable), piece);
  return { text: bare, restore };
}

/** Variables in strings are read with the string. */
function isInString(text: string, at: number): boolean {
  let quote = '';
  for (let i = 0; i < at; i++) {
    const char = text[i] ?? '';
    if (quote === '') quote = '"\'`'.includes(char) ? char : '';
    else if (char === '\\' && quote !== '`') i++;
    else if (char === quote) quote = '';
  }
  return quote !== '';
}
