import type { QueryLanguage } from '../../../charts/editor/language.ts';
import { logqlBuilder } from '../../../signals/query/logql.ts';
import {
  type BuilderLanguage,
  type BuilderMatcher,
  type BuilderQuery,
  type BuilderStep,
  EMPTY_QUERY,
  type StepKind,
} from '../../../signals/query/model.ts';
import { promqlBuilder } from '../../../signals/query/promql.ts';
import { pyroscopeBuilder } from '../../../signals/query/pyroscope.ts';
import { traceqlBuilder } from '../../../signals/query/traceql.ts';

export const BUILDERS: Readonly<Record<QueryLanguage, BuilderLanguage>> = {
  promql: promqlBuilder,
  logql: logqlBuilder,
  traceql: traceqlBuilder,
  selector: pyroscopeBuilder,
};

/** What is being built, half-filled rows included, and the text that it came to. */
export interface BuilderDraft {
  readonly text: string;
  readonly query: BuilderQuery;
}

/** Rows without a label, and steps without what they need, are not part of the text yet. */
export function completeOf(language: BuilderLanguage, query: BuilderQuery): BuilderQuery {
  return {
    ...query,
    matchers: query.matchers.filter(
      ({ label, value, isText }) => label.trim() !== '' && (isText || value.trim() !== ''),
    ),
    steps: query.steps.filter((step) => isComplete(language, step)),
  };
}

function isComplete(language: BuilderLanguage, step: BuilderStep): boolean {
  const kind = language.kinds.find(({ id }) => id === step.kind);
  return (
    kind?.params.every(
      (param, i) => param.isOptional || param.kind === 'text' || (step.params[i] ?? '').trim() !== '',
    ) ?? false
  );
}

/** The draft while the text is what it wrote; once the text was changed elsewhere, what that text says. null: too much. */
export function draftFor(language: BuilderLanguage, draft: BuilderDraft | null, text: string): BuilderDraft | null {
  if (draft?.text === text) return draft;
  if (text.trim() === '') return { text, query: EMPTY_QUERY };
  const query = language.read(text);
  return query && { text, query };
}

export const freshStep = (kind: StepKind): BuilderStep => ({
  kind: kind.id,
  params: kind.params.map(({ initial }) => initial),
});

export const freshMatcher = (language: BuilderLanguage): BuilderMatcher => ({
  label: '',
  op: language.operators[0] ?? '=',
  value: '',
  isText: true,
});

/** The conditions that already stand, for narrowing suggestions: all but one row. */
export function selectorWithout(language: BuilderLanguage, query: BuilderQuery, except: number): string {
  const others = query.matchers.filter((_, i) => i !== except);
  const text = language.write(completeOf(language, { metric: '', matchers: others, steps: [] }));
  return text.replace(/^\{\s*|\s*\}$/g, '');
}
