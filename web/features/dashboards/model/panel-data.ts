import type { Labels } from '../../../../server/contract/answer.ts';
import type { LogAnswer } from '../../../../server/contract/logs.ts';
import type { Exemplar, MetricAnswer } from '../../../../server/contract/metrics.ts';
import type { TraceSearchAnswer } from '../../../../server/contract/traces.ts';
import { alignAnswers } from '../../../signals/metric/align.ts';
import { separateBuckets } from '../../../signals/metric/histogram.ts';
import { legendNames } from '../../../signals/metric/legend.ts';
import type { Panel } from './dashboard.ts';
import { resolveField, type FieldOptions } from './field-config.ts';
import { interpolate, literal } from './interpolate.ts';
import type { PanelQuery } from './panel-queries.ts';
import { renameSeries, selectSeriesByName } from './transform-series.ts';

/** What a source answered to one query. */
export type PanelAnswer =
  | { readonly kind: 'metrics'; readonly query: PanelQuery; readonly answer: MetricAnswer }
  | { readonly kind: 'exemplars'; readonly query: PanelQuery; readonly exemplars: readonly Exemplar[] }
  | { readonly kind: 'logs'; readonly query: PanelQuery; readonly logs: LogAnswer }
  | { readonly kind: 'traces'; readonly query: PanelQuery; readonly search: TraceSearchAnswer };

/** A series with its name and looks settled. */
export interface PanelSeries {
  readonly key: string;
  readonly refId: string;
  readonly name: string;
  readonly labels: Labels;
  /** NaN is a hole. */
  readonly values: Float64Array;
  readonly offAxis?: Uint8Array;
  readonly options: FieldOptions;
  readonly query: PanelQuery;
}

export interface PanelData {
  readonly times: Float64Array;
  readonly series: readonly PanelSeries[];
  readonly exemplars: readonly { readonly exemplar: Exemplar; readonly query: PanelQuery }[];
  readonly logs: readonly { readonly query: PanelQuery; readonly answer: LogAnswer }[];
  readonly traces: readonly { readonly query: PanelQuery; readonly search: TraceSearchAnswer }[];
  /** What sources said about the answers: partial data, warnings. */
  readonly remarks: readonly string[];
}

/** The answers of a panel's queries as what its view draws. */
export function toPanelData(panel: Panel, answers: readonly PanelAnswer[]): PanelData {
  const metrics = answers.filter((one) => one.kind === 'metrics');
  const table = alignAnswers(
    metrics.map(({ query, answer }) => ({
      refId: query.refId,
      answer,
      ...('step' in query.request ? { stepMs: query.request.step } : {}),
    })),
  );
  const names = new Map<string, string>();
  for (const { query, answer } of metrics) {
    const inputs = answer.series.map(({ labels }) => ({
      labels,
      format: query.legendFormat,
      query: query.request.query,
    }));
    const given = legendNames(inputs);
    const own = table.series.filter(({ refId }) => refId === query.refId);
    own.forEach(({ key }, i) => names.set(key, given[i] ?? key));
  }
  const columns = metrics.flatMap(({ query }) => {
    const own = table.series.filter(({ refId }) => refId === query.refId);
    return query.format === 'heatmap' ? separateBuckets(own) : own;
  });
  const queryOf = new Map(metrics.map(({ query }) => [query.refId, query]));
  const series = columns.flatMap((column): PanelSeries[] => {
    const query = queryOf.get(column.refId);
    if (!query) return [];
    return [describeSeries(panel, { ...column, name: names.get(column.key) ?? column.key, query })];
  });
  return {
    times: table.times,
    series: selectSeriesByName(renameSeries(series, panel.transformations), panel.transformations),
    exemplars: answers.flatMap((one) =>
      one.kind === 'exemplars' ? one.exemplars.map((exemplar) => ({ exemplar, query: one.query })) : [],
    ),
    logs: answers.flatMap((one) => (one.kind === 'logs' ? [{ query: one.query, answer: one.logs }] : [])),
    traces: answers.flatMap((one) => (one.kind === 'traces' ? [{ query: one.query, search: one.search }] : [])),
    remarks: [...new Set(answers.flatMap(remarksOf))],
  };
}

function describeSeries(panel: Panel, series: Omit<PanelSeries, 'options'>): PanelSeries {
  const { name, refId, labels, values } = series;
  const options = resolveField(panel.fieldConfig, { name, refId, labels, values, type: 'number' });
  const shown = options.custom.transform === 'negative-Y' ? values.map((value) => -value) : values;
  return {
    ...series,
    values: shown,
    options,
    name: options.displayName ? fieldTitle(options.displayName, series) : name,
  };
}

/** `displayName` may speak of the field: `${__field.labels.pod}`, `${__series.name}`. */
function fieldTitle(template: string, { name, labels }: { readonly name: string; readonly labels: Labels }): string {
  const fields: Record<string, string> = { name, displayName: name };
  for (const [label, value] of Object.entries(labels)) {
    fields[`labels.${label}`] = value;
    fields[`labels["${label}"]`] = value;
  }
  return interpolate(template, (variable) => {
    if (variable === '__field') return literal(name, fields);
    return variable === '__series' ? literal(name, { name }) : null;
  });
}

function remarksOf(answer: PanelAnswer): readonly string[] {
  const meta =
    answer.kind === 'metrics'
      ? answer.answer.meta
      : answer.kind === 'logs'
        ? answer.logs.meta
        : answer.kind === 'traces'
          ? answer.search.meta
          : {};
  return [...(meta.partial ? [meta.partial] : []), ...(meta.warnings ?? [])];
}
