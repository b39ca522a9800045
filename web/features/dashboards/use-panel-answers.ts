import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ApiProblem } from '../../lib/api.ts';
import { useDashboard } from './dashboard-context.ts';
import type { Panel } from './model/dashboard.ts';
import type { PanelAnswer } from './model/panel-data.ts';
import type { PanelQuery } from './model/panel-queries.ts';
import { panelQueries, type SourceAnswer } from './queries.ts';

export interface PanelFault {
  readonly query: PanelQuery;
  readonly error: unknown;
}

export interface PanelAnswers {
  readonly answers: readonly PanelAnswer[];
  /** Queries that failed; exemplars are an extra and only noted. */
  readonly faults: readonly PanelFault[];
  readonly notes: readonly string[];
  /** Nothing to show yet. */
  readonly isPending: boolean;
  readonly isFetching: boolean;
  /** What is shown belongs to an earlier range or variable. */
  readonly isStale: boolean;
  readonly retry: () => void;
}

/** The answers to a panel's queries. While `isActive` is false nothing is asked, and what is on its way is cancelled. */
export function usePanelAnswers(panel: Panel, queries: readonly PanelQuery[], isActive: boolean): PanelAnswers {
  const { lastAnswers } = useDashboard();
  const asked = isActive ? queries : [];
  const slots = asked.map((query) => `${panel.id} ${query.refId} ${query.request.kind}`);
  const { answers, settled, ...state } = useQueries({
    queries: asked.map((query, i) => ({
      ...panelQueries.answer(query.source.uid, query.request),
      placeholderData: () => lastAnswers.get(slots[i] ?? ''),
    })),
    // Its result is compared with the one before: answers that are still the same keep their identity, and are drawn once.
    combine: (results) => combine({ results, asked, slots, isActive, lastAnswers }),
  });

  useEffect(() => {
    settled.forEach((data, i) => {
      if (data) lastAnswers.set(slots[i] ?? '', data);
    });
  });
  return { answers, ...state };
}

interface CombineInput {
  readonly results: readonly UseQueryResult<SourceAnswer, ApiProblem>[];
  readonly asked: readonly PanelQuery[];
  readonly slots: readonly string[];
  readonly isActive: boolean;
  readonly lastAnswers: ReadonlyMap<string, SourceAnswer>;
}

function combine({ results, asked, slots, isActive, lastAnswers }: CombineInput) {
  const answers: PanelAnswer[] = [];
  const faults: PanelFault[] = [];
  const notes: string[] = [];
  asked.forEach((query, i) => {
    const result = results[i];
    // A failed query keeps what it last had on the screen.
    const data = result?.data ?? (result?.error ? lastAnswers.get(slots[i] ?? '') : undefined);
    if (data) answers.push({ ...data, query });
    if (!result?.error) return;
    if (query.request.kind === 'exemplars') notes.push(`Exemplars: ${result.error.message}`);
    else faults.push({ query, error: result.error });
  });
  const isWaiting = results.some(({ isPending, data }) => isPending && data === undefined);
  return {
    answers,
    /** Fresh answers, by the place of their query. */
    settled: results.map(({ data, isPlaceholderData }) => (isPlaceholderData ? undefined : data)),
    faults,
    notes,
    isPending: answers.length === 0 && faults.length === 0 && (isWaiting || !isActive),
    isFetching: results.some(({ isFetching }) => isFetching),
    isStale: results.some(({ isPlaceholderData }) => isPlaceholderData) || (faults.length > 0 && answers.length > 0),
    retry: () => {
      for (const result of results) if (result.error) void result.refetch();
    },
  };
}
