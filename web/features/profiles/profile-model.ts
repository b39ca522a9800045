import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import { profileMeasure, type ProfileType } from '../../../server/contract/profiles.ts';
import type { AbsoluteRange, PyroscopeTarget } from '../../../server/contract/query.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import { epochMs } from '../../../server/contract/units.ts';
import type { ChartSeries } from '../../charts/time-series/props.ts';
import { serviceColor } from '../../lib/service-color.ts';
import { alignAnswers } from '../../signals/metric/align.ts';
import { legendNames } from '../../signals/metric/legend.ts';
import { alignRange, stepFor } from '../../signals/metric/step.ts';
import { packageSlot } from '../../signals/profile/package-name.ts';
import type { ProfileAsk, ProfileSeriesAsk } from './queries.ts';

/** The type to show when none was chosen: CPU if there is any. */
export function defaultType(types: readonly ProfileType[]): string | null {
  const preferred =
    types.find(({ id }) => id.startsWith('process_cpu:cpu:')) ??
    types.find(({ sampleType }) => sampleType === 'cpu') ??
    types.find(({ sampleType }) => sampleType === 'wall');
  return (preferred ?? types[0])?.id ?? null;
}

/** `process_cpu:cpu:nanoseconds:cpu:nanoseconds` as people say it: `process_cpu / cpu`. */
export function typeLabel(id: string): string {
  const [name = '', sampleType = ''] = id.split(':');
  return sampleType === '' || sampleType === name ? name : `${name} / ${sampleType}`;
}

const MATCHER = /\bservice_name\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"/;

/** The service that a selector asks for by name; null when it does not, or asks for several. */
export function serviceOf(selector: string): string | null {
  const match = MATCHER.exec(selector);
  return match?.[1] === '=' ? (match[2] ?? '').replace(/\\(["\\])/g, '$1') : null;
}

/** The selector with that service; its other matchers stay. */
export function withService(selector: string, service: string): string {
  const matcher = `service_name="${service.replace(/["\\]/g, '\\$&')}"`;
  if (MATCHER.test(selector)) return selector.replace(MATCHER, () => matcher);
  const others = selector
    .trim()
    .replace(/^\{|\}$/g, '')
    .trim()
    .replace(/,$/, '');
  return others === '' ? `{${matcher}}` : `{${matcher}, ${others}}`;
}

interface AskOptions {
  readonly source: SourceInfo;
  readonly target: PyroscopeTarget;
  readonly profileTypeId: string;
  readonly range: AbsoluteRange;
}

export const flameGraphAsk = ({ source, target, profileTypeId, range }: AskOptions): ProfileAsk => ({
  source: source.uid,
  profileTypeId,
  labelSelector: selectorOf(target),
  spanSelector: target.spanSelector ?? [],
  range,
});

export const selectorOf = ({ labelSelector }: PyroscopeTarget): string => labelSelector.trim() || '{}';

/** Profilers send every 10 to 15 s: finer steps would be holes. */
const MIN_STEP_MS = 15_000;
const POINTS = 400;

export function seriesAsk({ source, target, profileTypeId, range }: AskOptions): ProfileSeriesAsk {
  const rangeMs = range.to - range.from;
  const stepMs = stepFor({ rangeMs, maxDataPoints: POINTS, minStepMs: MIN_STEP_MS });
  const { start, end } = alignRange(range, stepMs);
  return {
    source: source.uid,
    profileTypeId,
    labelSelector: selectorOf(target),
    groupBy: target.groupBy ?? [],
    range: { from: epochMs(start), to: epochMs(end) },
    stepMs,
  };
}

/** The series of an answer as the timeline draws them; a service has its own colour. */
export function toTimeline(answer: MetricAnswer, { profileTypeId, stepMs, labelSelector }: ProfileSeriesAsk) {
  const table = alignAnswers([{ refId: 'A', answer, stepMs }]);
  const names = legendNames(
    table.series.map(({ labels }) => ({ labels, format: undefined, query: typeLabel(profileTypeId) })),
  );
  const service = serviceOf(labelSelector);
  const series = table.series.map((one, index): ChartSeries => {
    const own = one.labels['service_name'] ?? (table.series.length === 1 ? service : null);
    return {
      key: one.key,
      name: names[index] ?? typeLabel(profileTypeId),
      color: own === null ? `var(--series-${(index % 8) + 1})` : serviceColor(own),
      values: one.values,
      unit: profileMeasure(profileTypeId).seriesUnit,
      style: { fillOpacity: table.series.length === 1 ? 0.14 : 0 },
    };
  });
  return { times: table.times, series };
}

/** Frames of one package share a colour, quiet enough to read text on; the root has its service's. */
export function frameColors(service: string | null): (name: string, row: number) => string {
  const known = new Map<string, string>();
  const root = service === null ? null : mixed(serviceColor(service));
  return (name, row) => {
    if (row === 0 && root !== null) return root;
    let color = known.get(name);
    if (color === undefined) {
      const slot = packageSlot(name);
      color = slot === null ? 'var(--surface-hover)' : mixed(`var(--series-${slot + 1})`);
      known.set(name, color);
    }
    return color;
  };
}

/** As much colour as leaves 4.5 : 1 to the text in both themes. */
const mixed = (color: string): string => `color-mix(in oklab, ${color} 42%, var(--surface-panel))`;
