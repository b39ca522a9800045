import type { Attributes } from '../../telemetry.ts';
import { BUCKET_LABEL, labelSetFrom, METRIC_NAME, type LabelSet } from '../model/labels.ts';
import { formatPlain } from '../model/numbers.ts';
import { attributeText, pointLabels, type ResourceLabels } from './attributes.ts';

/** The label sets of the series that the points of one set of attributes go to. */
export interface PointSeries {
  readonly named: (name: string, extra?: readonly [label: string, value: string]) => LabelSet;
  /** `name` is the histogram's, without `_bucket`. */
  readonly bucket: (name: string, bound: number) => LabelSet;
}

export interface PointSeriesCache {
  readonly of: (attributes: Attributes, resource: ResourceLabels) => PointSeries;
  readonly clear: () => void;
}

const MAX_SETS = 50_000;

/**
 * Keeps label sets from one request to the next: the same series come every few seconds, and sorting and joining their
 * labels is most of the work of writing a sample.
 */
export function createPointSeriesCache(): PointSeriesCache {
  const known = new Map<string, PointSeries>();
  let sets = 0;
  return {
    of(attributes, resource) {
      const key = keyOf(attributes, resource);
      let series = known.get(key);
      if (!series) {
        series = createPointSeries(pointLabels(attributes, resource), () => (sets += 1));
        if (sets > MAX_SETS) {
          known.clear();
          sets = 0;
        }
        known.set(key, series);
      }
      return series;
    },
    clear() {
      known.clear();
      sets = 0;
    },
  };
}

function keyOf(attributes: Attributes, { key }: ResourceLabels): string {
  let text = key;
  for (const attribute of attributes) text += `\u0000${attribute.key}\u0000${attributeText(attribute.value)}`;
  return text;
}

function createPointSeries(base: ReadonlyMap<string, string>, onMade: () => void): PointSeries {
  const byName = new Map<string, LabelSet>();
  const buckets = new Map<string, Map<number, LabelSet>>();
  const make = (name: string, extra?: readonly [string, string]): LabelSet => {
    onMade();
    const entries = extra ? [...base, extra] : [...base];
    return labelSetFrom([...entries, [METRIC_NAME, name]]);
  };
  return {
    named(name, extra) {
      if (extra) return make(name, extra);
      let set = byName.get(name);
      if (!set) byName.set(name, (set = make(name)));
      return set;
    },
    bucket(name, bound) {
      let ofName = buckets.get(name);
      if (!ofName) buckets.set(name, (ofName = new Map()));
      let set = ofName.get(bound);
      if (!set) ofName.set(bound, (set = make(`${name}_bucket`, [BUCKET_LABEL, formatPlain(bound)])));
      return set;
    },
  };
}
