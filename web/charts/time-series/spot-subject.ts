import type { Labels } from '../../../server/contract/answer.ts';
import { labelsOfQuery } from '../../../server/contract/correlation/demands.ts';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import type { JumpAction, JumpSubject } from '../../lib/jump-places.ts';
import { formatAbsoluteRange, formatClock } from '../../lib/time.ts';
import { exemplarTraceId } from '../../signals/metric/exemplars.ts';
import type { ChartSeries, ChartSpot } from './props.ts';
import { exemplarSeries, exemplarText, valueText } from './tooltip-content.ts';

/** What a series was asked with. */
export interface SeriesOrigin {
  readonly sourceUid: string;
  readonly expr: string;
  readonly labels: Labels;
  readonly stepMs: number;
}

/** What jumps from a chart need to know of it. */
export interface ChartScene {
  readonly range: AbsoluteRange;
  readonly series: readonly ChartSeries[];
  readonly originOf: (seriesKey: string) => SeriesOrigin | null;
  readonly onZoom?: (range: AbsoluteRange) => void;
}

/** The jump menu of a spot of a chart: a point, an exemplar or a selected stretch. */
export function spotSubject(scene: ChartScene, spot: ChartSpot): JumpSubject | null {
  switch (spot.kind) {
    case 'point': {
      const { time, value } = spot;
      const series = scene.series.find(({ key }) => key === spot.seriesKey);
      const origin = series && scene.originOf(series.key);
      if (!origin) return null;
      return {
        title: `${series.name}: ${valueText(series, value)} at ${formatClock(time, false)}`,
        context: { kind: 'point', range: scene.range, value, time, ...origin },
      };
    }
    case 'exemplar': {
      const { seriesKey: _, ...exemplar } = spot.exemplar;
      const series = exemplarSeries(scene.series, spot.exemplar);
      const origin = series && scene.originOf(series.key);
      if (!origin) return null;
      const traceId = exemplarTraceId(exemplar);
      return {
        title: `Exemplar: ${exemplarText(scene.series, spot.exemplar)}${traceId ? ` of trace ${traceId}` : ''}`,
        context: { kind: 'exemplar', sourceUid: origin.sourceUid, range: scene.range, ...exemplar },
      };
    }
    case 'stretch':
      return stretchSubject(scene, spot);
  }
}

function stretchSubject(scene: ChartScene, spot: Extract<ChartSpot, { kind: 'stretch' }>): JumpSubject | null {
  const { range } = spot;
  const shown = scene.series.filter(({ key, hidden }) => !hidden && (spot.seriesKey ?? key) === key);
  const origins = shown.flatMap(({ key }) => scene.originOf(key) ?? []);
  const [origin] = origins;
  const [series] = shown;
  if (!origin || !series) return null;
  const { onZoom } = scene;
  const zoom: JumpAction[] = onZoom
    ? [{ id: 'zoom', label: 'Zoom to this stretch', icon: 'zoom', run: () => onZoom(range) }]
    : [];
  return {
    title: `${shown.length === 1 ? series.name : `All ${shown.length} series`}, ${formatAbsoluteRange(range)}`,
    context: {
      kind: 'series',
      range,
      sourceUid: origin.sourceUid,
      ...commonOrigin(origins),
    },
    actions: zoom,
  };
}

/** What one query demands says nothing of another's series: of several, only what is true of all. */
function commonOrigin(origins: readonly SeriesOrigin[]): Pick<SeriesOrigin, 'expr' | 'labels'> {
  const [first] = new Set(origins.map(({ expr }) => expr));
  if (first !== undefined && origins.every(({ expr }) => expr === first)) {
    return { expr: first, labels: commonLabels(origins.map(({ labels }) => labels)) };
  }
  return { expr: '', labels: commonLabels(origins.map(({ expr, labels }) => ({ ...labelsOfQuery(expr), ...labels }))) };
}

/** What is true of every one of them. */
export function commonLabels(all: readonly Labels[]): Labels {
  const [first = {}, ...others] = all;
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((labels) => labels[name] === value)),
  );
}

/** The jump menu of a whole series: a legend entry, a row of a table. */
export function seriesSubject(scene: Omit<ChartScene, 'series'>, series: Pick<ChartSeries, 'key' | 'name'>) {
  const origin = scene.originOf(series.key);
  if (!origin) return null;
  const { sourceUid, expr, labels } = origin;
  return {
    title: series.name,
    context: { kind: 'series', range: scene.range, sourceUid, expr, labels },
  } satisfies JumpSubject;
}
