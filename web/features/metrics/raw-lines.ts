import type { Labels } from '../../../server/contract/answer.ts';
import type { HistogramSample, MetricAnswer } from '../../../server/contract/metrics.ts';
import { seriesText } from '../../signals/metric/summary-table.ts';

/** A line of the raw view: a series, or one of its samples. Times in epoch ms. */
export type RawLine =
  | { readonly kind: 'series'; readonly text: string; readonly labels: Labels; readonly samples: number }
  | { readonly kind: 'sample'; readonly text: string; readonly time: number };

/** Every sample as the source gave it, newest first under its series, in Prometheus' notation. */
export function rawLines(answer: MetricAnswer): readonly RawLine[] {
  return answer.series.flatMap(({ labels, values, histograms }) => {
    const samples: RawLine[] = [];
    for (let i = values.length - 1; i >= 0; i--) {
      const histogram = histograms?.[i];
      const value = values[i];
      const text = histogram ? histogramText(histogram) : value == null ? null : String(value);
      if (text !== null) samples.push({ kind: 'sample', text, time: answer.times[i] ?? 0 });
    }
    return [
      { kind: 'series', text: seriesText(labels), labels, samples: samples.length } satisfies RawLine,
      ...samples,
    ];
  });
}

const OPENS = ['(', '[', '(', '['];
const CLOSES = [']', ')', ')', ']'];

function histogramText({ count, sum, buckets }: HistogramSample): string {
  const texts = buckets.map(
    ([rule, lower, upper, inside]) => `${OPENS[rule] ?? '('}${lower},${upper}${CLOSES[rule] ?? ']'}:${inside}`,
  );
  return `{count:${count}, sum:${sum}${texts.length > 0 ? `, ${texts.join(', ')}` : ''}}`;
}
