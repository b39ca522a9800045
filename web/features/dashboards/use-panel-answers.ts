import { useQueries } from '@tanstack/react-query';
import { useEffect } from 'react';
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
  const results = useQueries({
    queries: asked.map((query) => ({
      ...panelQueries.answer(query.source.uid, query.request),
      placeholderData: () => lastAnswers.get(slotOf(panel, query)),
    })),
  });

  useEffect(() => {
    asked.forEach((query, i) => {
      const result = results[i];
      if (result?.data && !result.isPlaceholderData) lastAnswers.set(slotOf(panel, query), result.data);
    });
  });

  const answers: PanelAnswer[] = [];
  const faults: PanelFault[] = [];
  const notes: string[] = [];
  asked.forEach((query, i) => {
    const result = results[i];
    // A failed query keeps what it last had on the screen.
    const data = result?.data ?? (result?.error ? lastAnswers.get(slotOf(panel, query)) : undefined);
    if (data) answers.push(withQuery(data, query));
    if (!result?.error) return;
    if (query.request.kind === 'exemplars') notes.push(`Exemplars: ${result.error.message}`);
    else faults.push({ query, error: result.error });
  });
  const isWaiting = results.some(({ isPending, data }) => isPending && data === undefined);
  return {
    answers,
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

const slotOf = (panel: Panel, { refId, request }: PanelQuery): string => `${panel.id} ${refId} ${request.kind}`;

const withQuery = (data: SourceAnswer, query: PanelQuery): PanelAnswer => ({ ...data, query });
