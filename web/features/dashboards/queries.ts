import { queryOptions } from '@tanstack/react-query';
import type { LogAnswer } from '../../../server/contract/logs.ts';
import type { Exemplar, MetricAnswer } from '../../../server/contract/metrics.ts';
import type { TraceSearchAnswer } from '../../../server/contract/traces.ts';
import { abortable, api, read } from '../../lib/api.ts';
import { dashboardsApi, lokiApi, prometheusApi, tempoApi } from '../../lib/clients.ts';
import { fromWireNumber } from '../../../server/contract/answer.ts';
import { seriesText } from '../../signals/metric/legend.ts';
import type { PanelRequest } from './model/panel-queries.ts';
import type { VariableOption } from './model/variable.ts';
import type { VariableAsk, VariableRequest } from './model/variable-request.ts';
import { toRegExp } from './model/field-config.ts';

/** What a source answered, whatever panel asked. */
export type SourceAnswer =
  | { readonly kind: 'metrics'; readonly answer: MetricAnswer }
  | { readonly kind: 'exemplars'; readonly exemplars: readonly Exemplar[] }
  | { readonly kind: 'logs'; readonly logs: LogAnswer }
  | { readonly kind: 'traces'; readonly search: TraceSearchAnswer };

interface Cancel {
  readonly signal: AbortSignal;
}

export const dashboardQueries = {
  detail: (uid: string) =>
    queryOptions({
      queryKey: ['dashboards', 'detail', uid] as const,
      queryFn: ({ signal }) => dashboardsApi.get(uid, { signal }),
      // Provisioned files change under our feet; reading them again is cheap.
      staleTime: 10_000,
    }),
};

export const panelQueries = {
  all: () => ['panel'] as const,
  /** One request of a panel; equal ones of other panels share it. */
  answer: (sourceUid: string, request: PanelRequest) =>
    queryOptions({
      queryKey: [...panelQueries.all(), sourceUid, request] as const,
      queryFn: ({ signal }) => ask(sourceUid, request, { signal }),
      staleTime: 60_000,
      gcTime: 120_000,
      // Exemplars are an extra: a source that has none must not delay the chart.
      ...(request.kind === 'exemplars' ? { retry: false } : {}),
    }),
};

async function ask(uid: string, request: PanelRequest, cancel: Cancel): Promise<SourceAnswer> {
  switch (request.kind) {
    case 'range': {
      const { query, start, end, step } = request;
      return { kind: 'metrics', answer: await prometheusApi.queryRange(uid, { query, start, end, step }, cancel) };
    }
    case 'instant':
      return {
        kind: 'metrics',
        answer: await prometheusApi.query(uid, { query: request.query, time: request.time }, cancel),
      };
    case 'exemplars': {
      const { query, start, end } = request;
      const { exemplars } = await prometheusApi.exemplars(uid, { query, start, end }, cancel);
      return { kind: 'exemplars', exemplars };
    }
    case 'loki': {
      const { query, start, end, step, limit, direction } = request;
      const found = await lokiApi.queryRange(uid, { query, start, end, step, limit, direction }, cancel);
      return found.kind === 'logs' ? { kind: 'logs', logs: found.logs } : { kind: 'metrics', answer: found.metrics };
    }
    case 'loki-instant':
      return {
        kind: 'metrics',
        answer: await lokiApi.query(uid, { query: request.query, time: request.time }, cancel),
      };
    case 'tempo-metrics': {
      const { query, start, end, step } = request;
      return { kind: 'metrics', answer: await tempoApi.metrics(uid, { query, start, end, step }, cancel) };
    }
    case 'tempo-search': {
      const { query, start, end, limit } = request;
      return { kind: 'traces', search: await tempoApi.search(uid, { query, start, end, limit }, cancel) };
    }
  }
}

/** Ranges of variables are rounded outwards to minutes: label lists do not change by the second. */
const MINUTE = 60_000;

export const variableQueries = {
  options: (request: VariableRequest) => {
    const start = Math.floor(request.range.from / MINUTE) * MINUTE;
    const end = Math.ceil(request.range.to / MINUTE) * MINUTE;
    return queryOptions({
      queryKey: ['variable', request.sourceUid, request.ask, start, end] as const,
      queryFn: ({ signal }) => askOptions({ uid: request.sourceUid, ask: request.ask, start, end, signal }),
      staleTime: 5 * MINUTE,
      retry: 1,
    });
  },
};

interface OptionsInput extends Cancel {
  readonly uid: string;
  readonly ask: VariableAsk;
  readonly start: number;
  readonly end: number;
}

const option = (value: string): VariableOption => ({ value, text: value });
const matching = (match: string): { readonly match?: string[] } => (match === '' ? {} : { match: [match] });

async function askOptions({ uid, ask: asked, start, end, signal }: OptionsInput): Promise<readonly VariableOption[]> {
  const window = { start, end };
  switch (asked.kind) {
    case 'prometheus-labels':
      return (await prometheusApi.labels(uid, { ...window, ...matching(asked.match) }, { signal })).map(option);
    case 'prometheus-values': {
      const params = { ...window, name: asked.label, ...matching(asked.match) };
      return (await prometheusApi.labelValues(uid, params, { signal })).map(option);
    }
    case 'prometheus-metrics': {
      const names = await prometheusApi.labelValues(uid, { ...window, name: '__name__' }, { signal });
      const pattern = toRegExp(asked.pattern);
      return names.filter((name) => pattern?.test(name) ?? true).map(option);
    }
    case 'prometheus-result':
      return resultOptions(await prometheusApi.query(uid, { query: asked.expr, time: end }, { signal }));
    case 'prometheus-series': {
      const series = api.prometheus[':uid'].series;
      const sets = await read(
        series.$post({ param: { uid }, json: { ...window, match: [asked.match] } }, abortable({ signal })),
      );
      return sets.map((labels) => option(seriesText(labels)));
    }
    case 'loki-labels':
      return (await lokiApi.labels(uid, window, { signal })).map(option);
    case 'loki-values': {
      const params = { ...window, name: asked.label, ...(asked.stream === '' ? {} : { query: asked.stream }) };
      return (await lokiApi.labelValues(uid, params, { signal })).map(option);
    }
    case 'tempo-tags':
      return (await tempoApi.tags(uid, window, { signal })).flatMap(({ tags }) => tags.map(option));
    case 'tempo-values':
      return (await tempoApi.tagValues(uid, { ...window, tag: asked.tag }, { signal })).map(({ value }) =>
        option(value),
      );
  }
}

/** `query_result(…)`: each series as `name{labels} value time`, for the variable's regex to pick from. */
function resultOptions(answer: MetricAnswer): readonly VariableOption[] {
  if (answer.resultType === 'string') return [option(answer.text ?? '')];
  return answer.series.map(({ labels, values }) => {
    const value = fromWireNumber(values.at(-1) ?? null);
    const text = `${seriesText(labels)} ${value ?? ''} ${answer.times.at(-1) ?? ''}`;
    return option(answer.resultType === 'scalar' ? String(value ?? '') : text);
  });
}
