import { useQuery } from '@tanstack/react-query';
import type { ApiProblem } from '../../lib/api.ts';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import { TimeSeriesChart } from '../../charts/time-series/TimeSeriesChart.tsx';
import type { ChartSeries, TimeMarker } from '../../charts/time-series/props.ts';
import { type ChartScene, spotSubject } from '../../charts/time-series/spot-subject.ts';
import { alignAnswers } from '../../signals/metric/align.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { SkeletonChart } from '../../ui/Skeleton.tsx';
import { Behind } from './Behind.tsx';
import { deploysOf } from './deploys.ts';
import { serviceQueries, stepOf } from './queries.ts';
import { behind, promql, traceql } from './service-jumps.ts';
import { redQueries, versionQuery } from './service-promql.ts';
import { traceCourse, versionCourse } from './service-traceql.ts';
import type { ServiceView } from './services-context.ts';
import styles from './Services.module.css';

interface RedChartsProps {
  readonly view: ServiceView;
  readonly onZoom: (range: AbsoluteRange) => void;
}

interface Line {
  readonly name: string;
  readonly color: string;
  readonly promql: string;
  readonly traceql: string;
}
interface ChartPlan {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Line[];
}

function plansOf(service: string): readonly ChartPlan[] {
  const red = redQueries(service);
  const traces = traceCourse(service);
  const line = (name: string, color: string, queries: Omit<Line, 'name' | 'color'>): Line => ({
    name,
    color,
    ...queries,
  });
  return [
    {
      title: 'Requests',
      unit: 'reqps',
      lines: [line('requests', 'var(--series-1)', { promql: red.rate, traceql: traces.rate })],
    },
    {
      title: 'Errors',
      unit: 'percentunit',
      lines: [line('share of requests', 'var(--danger)', { promql: red.errors, traceql: traces.failed })],
    },
    {
      title: 'Duration',
      unit: 's',
      lines: [
        line('p99', 'var(--series-2)', { promql: red.p99, traceql: traces.duration }),
        line('p95', 'var(--series-3)', { promql: red.p95, traceql: traces.duration }),
        line('p50', 'var(--series-1)', { promql: red.p50, traceql: traces.duration }),
      ],
    },
  ];
}

/** Rate, errors and duration over time, with the versions that began to run. */
export function RedCharts({ view, onZoom }: RedChartsProps) {
  const { service } = view;
  const deploys = useDeploys(view);
  return (
    <section className={styles.section} aria-label="Requests, errors and duration">
      {deploys.versions.length > 0 ? (
        <p className={styles.quiet}>
          Runs version{deploys.versions.length === 1 ? '' : 's'} {deploys.versions.join(', ')}
          {deploys.markers.length > 0 ? '; a line in the charts marks where one began.' : '.'}
        </p>
      ) : null}
      <div className={styles.charts}>
        {plansOf(service).map((plan) => (
          <RedChart key={plan.title} plan={plan} view={view} markers={deploys.markers} onZoom={onZoom} />
        ))}
      </div>
    </section>
  );
}

function useDeploys({ service, from, range }: ServiceView) {
  const metrics = useQuery({
    ...serviceQueries.course({
      source: from.metrics?.uid ?? '',
      type: 'prometheus',
      query: versionQuery(service),
      range,
    }),
    enabled: from.metrics !== null,
  });
  const isNone = from.metrics === null || metrics.error !== null || metrics.data?.series.length === 0;
  const traces = useQuery({
    ...serviceQueries.course({ source: from.traces?.uid ?? '', type: 'tempo', query: versionCourse(service), range }),
    enabled: isNone && from.traces !== null,
    retry: false,
  });
  if (metrics.data && !isNone) return deploysOf(metrics.data, 'service_version');
  return traces.data ? deploysOf(traces.data, 'resource.service.version') : { markers: [], versions: [] };
}

interface RedChartProps {
  readonly plan: ChartPlan;
  readonly view: ServiceView;
  readonly markers: readonly TimeMarker[];
  readonly onZoom: (range: AbsoluteRange) => void;
}

function RedChart({ plan, view, markers, onZoom }: RedChartProps) {
  const { service, from, range } = view;
  const [a, b, c] = plan.lines;
  const answers = [useLine(view, a), useLine(view, b), useLine(view, c)];
  const [first] = plan.lines;
  const isTraces = answers[0]?.from === 'tempo';
  const jump = isTraces
    ? behind(from.traces, range, { title: `${plan.title} of ${service}`, target: traceql(first?.traceql ?? '') })
    : behind(from.metrics, range, { title: `${plan.title} of ${service}`, target: promql(first?.promql ?? '') });
  const problem = answers.find(({ error }) => error)?.error;
  const isLoading = answers.some(({ isPending }) => isPending);
  const table = alignAnswers(
    answers.flatMap(({ data }, i) =>
      data ? [{ refId: String(i), answer: isTraces ? onlyQuantile(data, i) : data, stepMs: stepOf(range) }] : [],
    ),
  );
  const series = table.series.map((one): ChartSeries => {
    const line = plan.lines[Number(one.refId)] ?? first;
    return {
      key: one.key,
      name: line?.name ?? '',
      color: line?.color ?? 'var(--series-1)',
      values: one.values,
      unit: isTraces && plan.title === 'Errors' ? 'reqps' : plan.unit,
    };
  });
  const scene: ChartScene = {
    range,
    series,
    // Some of these queries sum the service away; whose they are is known all the same.
    originOf(key) {
      const one = table.series.find((other) => other.key === key);
      const line = plan.lines[Number(one?.refId)];
      const source = isTraces ? from.traces : from.metrics;
      if (!one || !line || !source) return null;
      const expr = isTraces ? line.traceql : line.promql;
      const labels = { ...one.labels, service_name: service };
      return { sourceUid: source.uid, expr, labels, stepMs: stepOf(range) };
    },
    onZoom,
  };
  return (
    <div className={styles.chart}>
      <h3>
        <Behind jump={jump}>{plan.title}</Behind>
      </h3>
      <div>
        {problem && table.series.length === 0 ? (
          <ErrorState error={problem} />
        ) : isLoading && table.series.length === 0 ? (
          <SkeletonChart />
        ) : table.series.length === 0 ? (
          <p className={styles.quiet}>Nothing in this time.</p>
        ) : (
          <TimeSeriesChart
            label={`${plan.title} of ${service}`}
            range={range}
            times={table.times}
            series={series}
            markers={markers}
            sync={{ key: `service ${service}`, tooltip: false }}
            onZoom={onZoom}
            subjectOf={(spot) => spotSubject(scene, spot)}
          />
        )}
      </div>
    </div>
  );
}

/** TraceQL gives all quantiles at once, each with its own label: the n-th line takes the n-th largest. */
function onlyQuantile(answer: MetricAnswer, index: number): MetricAnswer {
  const byQuantile = answer.series.toSorted((x, y) => Number(y.labels['p'] ?? 0) - Number(x.labels['p'] ?? 0));
  const one = byQuantile[index];
  return answer.series.length > 1 ? { ...answer, series: one ? [one] : [] } : answer;
}

interface LineAnswer {
  readonly data: MetricAnswer | undefined;
  readonly error: ApiProblem | null;
  readonly isPending: boolean;
  readonly from: 'prometheus' | 'tempo';
}

/** From metrics; where they have nothing or are not there, from the traces themselves. */
function useLine({ from, range }: ServiceView, line: Line | undefined): LineAnswer {
  const metrics = useQuery({
    ...serviceQueries.course({ source: from.metrics?.uid ?? '', type: 'prometheus', query: line?.promql ?? '', range }),
    enabled: line !== undefined && from.metrics !== null,
  });
  const isNone = from.metrics === null || metrics.error !== null || metrics.data?.series.length === 0;
  const canTrace = line !== undefined && isNone && from.traces !== null;
  const traces = useQuery({
    ...serviceQueries.course({ source: from.traces?.uid ?? '', type: 'tempo', query: line?.traceql ?? '', range }),
    enabled: canTrace,
  });
  const used = canTrace ? traces : metrics;
  return {
    data: used.data,
    error: used.error ?? (canTrace ? null : metrics.error),
    isPending: line !== undefined && used.isLoading,
    from: canTrace ? 'tempo' : 'prometheus',
  };
}
