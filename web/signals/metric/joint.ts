import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import { alignAnswers, type SeriesColumn } from './align.ts';
import { paletteColor, seriesColors } from './color.ts';
import { legendNames } from './legend.ts';

/** One of the queries that are drawn on one chart, and its answer. */
export interface JointAnswer {
  readonly refId: string;
  readonly answer: MetricAnswer;
  /** Absent for a moment's values, and for an answer to what was asked before, on other steps. */
  readonly stepMs?: number;
  /** Names a series without labels. */
  readonly query: string;
  readonly legendFormat?: string | undefined;
  /** Grafana's unit id. */
  readonly unit: string;
}

/** A series with its looks settled among all that it is drawn with. */
export interface JointSeries extends SeriesColumn {
  readonly name: string;
  /** A CSS colour. */
  readonly color: string;
  readonly unit: string;
  /** Where several units meet: which side the series' axis is on, and the queries that are read off it. */
  readonly axis?: JointAxis;
}

export interface JointAxis {
  /** Two units have an axis in sight; of others the values are said in the legend and the tooltip. */
  readonly side: 'left' | 'right' | 'hidden';
  readonly label: string;
}

export interface JointChart {
  /** Ascending epoch ms. */
  readonly times: Float64Array;
  /** In the order of the queries. */
  readonly series: readonly JointSeries[];
  /** How many the sources gave, of which `series` may be some. */
  readonly total: number;
}

interface JoinOptions {
  /** The most series to draw; each query gets its share. */
  readonly most?: number;
  /** Names start with the query's letter: there is more than one query, answered or not. */
  readonly isLettered?: boolean;
}

/** The answers of several queries as one chart: one time axis, no name, colour or unit that could be mistaken. */
export function joinAnswers(answers: readonly JointAnswer[], options: JoinOptions = {}): JointChart {
  const { most = Infinity, isLettered = false } = options;
  const counts = answers.map(({ answer }) => answer.series.length);
  const shares = fairShares(counts, most);
  const cut = answers.map((one, i) => ({
    ...one,
    answer: { ...one.answer, series: one.answer.series.slice(0, shares[i]) },
  }));
  const table = alignAnswers(cut);
  const looks = cut.flatMap(({ refId, answer, query, legendFormat, unit }) =>
    legendNames(answer.series.map(({ labels }) => ({ labels, format: legendFormat, query }))).map((name) => ({
      name: isLettered ? `${refId} · ${name}` : name,
      unit,
    })),
  );
  // Colours of services would come and go with the other queries' answers, and say nothing of the query.
  const colors = isLettered
    ? table.series.map((_, i) => paletteColor(i))
    : seriesColors(table.series.map(({ labels }) => labels));
  const axes = unitAxes(cut.filter(({ answer }) => answer.series.length > 0));
  const series = table.series.map((column, i): JointSeries => {
    const { name, unit } = looks[i] ?? { name: column.key, unit: 'none' };
    const axis = axes.get(unit);
    return { ...column, name, unit, color: colors[i] ?? 'var(--series-1)', ...(axis ? { axis } : {}) };
  });
  return { times: table.times, series, total: counts.reduce((sum, count) => sum + count, 0) };
}

/** An axis per unit, in order of first use; none where all agree. */
export function unitAxes(
  queries: readonly { readonly refId: string; readonly unit: string }[],
): ReadonlyMap<string, JointAxis> {
  const units = [...new Set(queries.map(({ unit }) => unit))];
  if (units.length < 2) return new Map();
  const sides = ['left', 'right'] as const;
  return new Map(
    units.map((unit, i) => {
      const letters = queries.filter((query) => query.unit === unit).map(({ refId }) => refId);
      return [unit, { side: sides[i] ?? 'hidden', label: letters.join(', ') }];
    }),
  );
}

/**
 * How much each gets of `most` when not all fits: whoever wants less than an equal part gets all of it, and what that
 * leaves is shared by the rest. O(n log n)
 */
export function fairShares(wanted: readonly number[], most: number): readonly number[] {
  const shares = [...wanted];
  const smallestFirst = wanted.map((_, i) => i).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  let left = most;
  smallestFirst.forEach((i, done) => {
    const share = Math.min(wanted[i] ?? 0, Math.ceil(left / (wanted.length - done)));
    shares[i] = share;
    left -= share;
  });
  return shares;
}
