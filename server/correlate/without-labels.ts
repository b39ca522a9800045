import { traceFilter } from '../contract/correlation/service.ts';
import { anyStream } from '../contract/correlation/names.ts';
import type { Target } from '../contract/query.ts';
import type { SourceType } from '../contract/source.ts';

export interface Narrow {
  readonly targets: readonly Target[];
  readonly traceId: string | undefined;
  /** The source's labels; null where it cannot say. */
  readonly labels: readonly string[] | null;
}
export interface Bare {
  readonly targets: readonly Target[];
  /** Why there is no such form; null where there is. */
  readonly why: string | null;
}

/** The same jump without its labels, by nothing but the ID of the trace. */
export function withoutLabels(type: SourceType, { targets, traceId, labels }: Narrow): Bare {
  const none = (why: string): Bare => ({ targets, why });
  if (type === 'prometheus') return none('metrics carry no trace ID');
  if (type === 'grafana-pyroscope-datasource') return withoutProfileLabels(targets);
  if (traceId === undefined) return none('the jump names no trace');
  const refId = targets[0]?.refId ?? 'A';
  const target: Target =
    type === 'tempo'
      ? { refId, query: traceId, queryType: 'traceql' }
      : { refId, expr: `${anyStream(labels)} ${traceFilter(traceId)}` };
  const isSame = targets.length === 1 && queryOf(targets[0]) === queryOf(target);
  return isSame ? none('the query names no labels that could be dropped') : { targets: [target], why: null };
}

const queryOf = (target: Target | undefined): string =>
  target === undefined ? '' : 'expr' in target ? target.expr : 'query' in target ? target.query : '';

/** A profile's trace is the span it was taken in. */
function withoutProfileLabels(targets: readonly Target[]): Bare {
  const bare = targets.map((target) =>
    'spanSelector' in target && target.spanSelector?.length ? { ...target, labelSelector: '{}' } : null,
  );
  const found = bare.filter((target) => target !== null);
  return found.length > 0 ? { targets: found, why: null } : { targets, why: 'the query names no span' };
}
