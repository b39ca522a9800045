import { fromWireNumber } from '../../../server/contract/answer.ts';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import { epochMs } from '../../../server/contract/units.ts';
import type { TimeMarker } from '../../charts/time-series/props.ts';

/** A version that began to run while another had been running before. */
export interface Deploys {
  readonly markers: readonly TimeMarker[];
  /** Those that ran at the end of the range. */
  readonly versions: readonly string[];
}

/**
 * From a count of processes (or spans) by version over time: a version that appears while another ran before it is a
 * deploy, each time it does so. What runs from the start is no news, and a hole in the data is none either.
 */
export function deploysOf({ series, times }: MetricAnswer, label: string): Deploys {
  const markers: TimeMarker[] = [];
  const versions: string[] = [];
  const starts = series.flatMap(({ labels, values }) => {
    const version = labels[label];
    const seen = values.map((value) => (fromWireNumber(value) ?? 0) > 0);
    return version && seen.includes(true) ? [{ version, seen, last: seen.lastIndexOf(true) }] : [];
  });
  const end = Math.max(...starts.map(({ last }) => last));
  for (const { version, seen, last } of starts) {
    const others = starts.filter((one) => one.version !== version);
    seen.forEach((runs, i) => {
      const isNew = runs && i > 0 && !seen[i - 1];
      if (isNew && others.some((other) => other.seen[i - 1])) {
        markers.push({ time: epochMs(times[i] ?? 0), label: version });
      }
    });
    if (last >= end - 1) versions.push(version);
  }
  return { markers: markers.toSorted((a, b) => a.time - b.time), versions: versions.toSorted() };
}
