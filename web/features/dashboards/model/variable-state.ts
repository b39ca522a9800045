import type { AbsoluteRange } from '../../../../server/contract/query.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import { chain, interpolate, literal, mentionedNames, type Scope, type ScopeValue } from './interpolate.ts';
import { findSource } from './source-ref.ts';
import { ALL, type Variable, type VariableOption } from './variable.ts';
import { autoInterval, chooseValues, refineOptions, staticOptions } from './variable-options.ts';
import { buildAsk, type VariableRequest } from './variable-request.ts';

export interface VariableState {
  readonly variable: Variable;
  readonly options: readonly VariableOption[];
  /** What is chosen; `[$__all]` for all. */
  readonly values: readonly string[];
  /** `waiting`: something it depends on is not there yet. A failed one still has a value. */
  readonly status: 'ready' | 'loading' | 'waiting' | 'failed';
  readonly error: unknown;
}

/** Where the answer to a request stands. `stale` options are those of an earlier range. */
export interface Answer {
  readonly options: readonly VariableOption[] | null;
  readonly error: unknown;
  readonly isStale: boolean;
}

export interface ResolveInput {
  readonly variables: readonly Variable[];
  readonly sources: readonly SourceInfo[];
  /** The range now, for variables that follow it. */
  readonly range: AbsoluteRange;
  /** The range when the page was opened, for those that do not. */
  readonly loadRange: AbsoluteRange;
  readonly macros: Scope;
  /** By variable name, from the URL. */
  readonly asked: ReadonlyMap<string, readonly string[]>;
  readonly lookUp: (request: VariableRequest) => Answer;
}

export interface Resolution {
  /** In the dashboard's order. */
  readonly states: readonly VariableState[];
  /** To be asked, or kept fresh. Those of one pass do not depend on each other. */
  readonly requests: readonly VariableRequest[];
  readonly scope: Scope;
  /** Names whose value is not known yet: what mentions them has to wait. */
  readonly pending: ReadonlySet<string>;
}

/**
 * One pass over the variables in the order of their dependencies. Those whose dependencies have values are asked for at
 * once; a failed one does not stop the others. Call again when answers arrive, until `pending` is empty.
 */
export function resolveVariables(input: ResolveInput): Resolution {
  const states = new Map<string, VariableState>();
  const requests: VariableRequest[] = [];
  const scope = chain((name) => valueOf(states.get(name), { input, states }), input.macros);
  for (const variable of inDependencyOrder(input.variables)) {
    const waits = dependenciesOf(variable, input.variables).some((name) => isPending(states.get(name)));
    states.set(variable.name, waits ? waiting(variable, input) : resolveOne({ variable, input, scope, requests }));
  }
  const ordered = input.variables.flatMap(({ name }) => states.get(name) ?? []);
  const pending = new Set(ordered.filter(isPending).map(({ variable }) => variable.name));
  return { states: ordered, requests, scope, pending };
}

const isPending = (state: VariableState | undefined): boolean =>
  state !== undefined && (state.status === 'waiting' || (state.status === 'loading' && state.options.length === 0));

const waiting = (variable: Variable, { asked }: ResolveInput): VariableState => ({
  variable,
  options: [],
  values: asked.get(variable.name) ?? variable.current.map(({ value }) => value),
  status: 'waiting',
  error: null,
});

interface OneInput {
  readonly variable: Variable;
  readonly input: ResolveInput;
  readonly scope: Scope;
  readonly requests: VariableRequest[];
}

function resolveOne({ variable, input, scope, requests }: OneInput): VariableState {
  const settle = (options: readonly VariableOption[], more: Partial<VariableState> = {}): VariableState => ({
    variable,
    options,
    values: chooseValues(variable, { options, asked: input.asked.get(variable.name) }),
    status: 'ready',
    error: null,
    ...more,
  });
  const fail = (reason: string): VariableState =>
    settle(variable.options, { status: 'failed', error: new Error(reason) });
  const fixed = staticOptions(variable, input.sources);
  if (fixed) return settle(fixed);
  const found = findSource([variable.source], { sources: input.sources, scope });
  if (!found.ok) return fail(found.reason);
  const built = buildAsk(variable, found.source, scope);
  if (!built.ok) return fail(built.reason);
  const range = variable.refreshOnTime ? input.range : input.loadRange;
  const request: VariableRequest = { sourceUid: found.source.uid, ask: built.ask, range };
  requests.push(request);
  const answer = input.lookUp(request);
  if (answer.error) return settle(variable.options, { status: 'failed', error: answer.error });
  if (!answer.options) return settle([], { status: 'loading' });
  return settle(refineOptions(variable, answer.options), { status: answer.isStale ? 'loading' : 'ready' });
}

function valueOf(
  state: VariableState | undefined,
  { input, states }: { readonly input: ResolveInput; readonly states: ReadonlyMap<string, VariableState> },
): ScopeValue | null {
  if (!state) return null;
  const { variable, options, values } = state;
  const isAll = values[0] === ALL;
  if (isAll && variable.allValue !== null) {
    const inner = chain(
      (name) => (name === variable.name ? null : valueOf(states.get(name), { input, states })),
      input.macros,
    );
    return literal(interpolate(variable.allValue, inner));
  }
  if (variable.type === 'interval' && values[0]?.startsWith('$__auto')) {
    return literal(autoInterval(variable, input.range.to - input.range.from));
  }
  const list = isAll ? options.map(({ value }) => value) : values;
  return {
    values: list,
    texts: isAll ? ['All'] : list.map((value) => options.find((one) => one.value === value)?.text ?? value),
    isMulti: variable.multi || variable.includeAll,
    isList: variable.multi || isAll,
  };
}

/** Names of other variables that a variable's query, source, regex or `allValue` mentions. */
export function dependenciesOf(variable: Variable, all: readonly Variable[]): readonly string[] {
  const text = [
    variable.type === 'constant' || variable.type === 'textbox' ? '' : variable.query,
    JSON.stringify(variable.queryFields),
    variable.regex,
    JSON.stringify(variable.source ?? ''),
  ].join('\n');
  const mentioned = new Set(mentionedNames(text));
  return all.map(({ name }) => name).filter((name) => name !== variable.name && mentioned.has(name));
}

/** Each after what it depends on; members of a circle in the order they are listed. */
export function inDependencyOrder(variables: readonly Variable[]): readonly Variable[] {
  const byName = new Map(variables.map((variable) => [variable.name, variable]));
  const done = new Set<string>();
  const order: Variable[] = [];
  const visit = (variable: Variable): void => {
    if (done.has(variable.name)) return;
    done.add(variable.name);
    for (const name of dependenciesOf(variable, variables)) {
      const other = byName.get(name);
      if (other) visit(other);
    }
    order.push(variable);
  };
  for (const variable of variables) visit(variable);
  return order;
}
