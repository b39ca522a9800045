import type { PaneQuery } from '../../../../server/contract/explore-url.ts';
import type { SourceType } from '../../../../server/contract/source.ts';

/** The field of a target that holds the query a person writes. */
const TEXT_FIELD = {
  prometheus: 'expr',
  loki: 'expr',
  tempo: 'query',
  'grafana-pyroscope-datasource': 'labelSelector',
} as const satisfies Record<SourceType, string>;

export function textOfQuery(type: SourceType, query: PaneQuery): string {
  const text = query[TEXT_FIELD[type]];
  return typeof text === 'string' ? text : '';
}

export const withText = (type: SourceType, query: PaneQuery, text: string): PaneQuery => ({
  ...query,
  [TEXT_FIELD[type]]: text,
});

/** Grafana's word for a query that is kept but not asked. */
export const isHidden = (query: PaneQuery): boolean => query['hide'] === true;

export function withHidden(query: PaneQuery, hidden: boolean): PaneQuery {
  const { hide: _, ...rest } = query;
  return hidden ? { ...rest, hide: true } : rest;
}

/** Grafana's word for how a query is edited. */
export const isBuilt = (query: PaneQuery): boolean => query['editorMode'] === 'builder';
export const withEditor = (query: PaneQuery, mode: 'builder' | 'code'): PaneQuery => ({ ...query, editorMode: mode });

/** A fresh query for a source of that type. */
export function emptyQuery(type: SourceType, refId: string): PaneQuery {
  switch (type) {
    case 'prometheus':
      return { refId, expr: '', range: true, exemplar: true };
    case 'loki':
      return { refId, expr: '', queryType: 'range' };
    case 'tempo':
      return { refId, query: '', queryType: 'traceql', limit: 20 };
    case 'grafana-pyroscope-datasource':
      return { refId, queryType: 'both', profileTypeId: '', labelSelector: '{}' };
  }
}
