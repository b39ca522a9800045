import type { SeriesWrite } from '../telemetry.ts';
import type { SeriesTemplate } from './series-template.ts';

/** How often Tempo's metrics generator writes its series. */
export const STEP_MS = 15_000;
/** How long a series is repeated after its last change. */
const STALE_MS = 15 * 60_000;

export interface PendingExemplar {
  /** Index of the histogram bucket's series in the template. */
  readonly series: number;
  readonly value: number;
  readonly timeMs: number;
  readonly traceId: string;
}

interface Delta {
  readonly values: Float64Array;
  readonly exemplars: Map<number, PendingExemplar>;
}

/**
 * Cumulative values of the series that share one set of labels. Changes are kept by the 15 s in which their spans
 * ended, so that spans of the past make series of the past.
 */
export class Accumulator {
  private readonly template: SeriesTemplate;
  private readonly totals: Float64Array;
  private readonly pending = new Map<number, Delta>();
  /** Series that have been written before. */
  private readonly known = new Set<number>();
  /** End of the last step written; 0 before the first. */
  private writtenMs = 0;
  private lastChangeMs = 0;
  private lastAppliedMs = 0;
  private lastArrivalMs = 0;

  constructor(template: SeriesTemplate) {
    this.template = template;
    this.totals = new Float64Array(template.series.length);
  }

  /**
   * Adds to the step in which `endMs` falls; to the next one to be written when that is past already.
   *
   * @param add receives the step's values, by series of the template
   */
  change(endMs: number, arrivalMs: number, add: (values: Float64Array, exemplars: Delta['exemplars']) => void): void {
    const stepMs = Math.max(Math.ceil(endMs / STEP_MS) * STEP_MS, this.writtenMs === 0 ? 0 : this.writtenMs + STEP_MS);
    const delta = this.pending.get(stepMs) ?? { values: new Float64Array(this.totals.length), exemplars: new Map() };
    this.pending.set(stepMs, delta);
    add(delta.values, delta.exemplars);
    this.lastChangeMs = Math.max(this.lastChangeMs, stepMs);
    this.lastArrivalMs = arrivalMs;
  }

  /** Idle so long that no more than its past is of interest. */
  isForgotten(nowMs: number): boolean {
    return this.pending.size === 0 && nowMs - this.lastArrivalMs > 4 * STALE_MS;
  }

  /**
   * Writes the steps that are over: those up to the last change, and the quiet ones after it once nothing has come for
   * a while. Until then earlier spans may still follow, as when history is loaded.
   */
  take(nowMs: number): readonly SeriesWrite[] {
    const over = Math.floor(nowMs / STEP_MS) * STEP_MS;
    const isQuiet = nowMs - this.lastArrivalMs >= STEP_MS;
    const until = Math.min(over, isQuiet ? this.lastChangeMs + STALE_MS : this.lastChangeMs);
    const from = this.writtenMs === 0 ? Math.min(...this.pending.keys()) : this.writtenMs + STEP_MS;
    if (until < from) return [];
    const samples = this.template.series.map((): { timeMs: number; value: number }[] => []);
    const exemplars = this.template.series.map((): PendingExemplar[] => []);
    for (let stepMs = from; stepMs <= until; stepMs += STEP_MS) {
      this.applyStep(stepMs, exemplars);
      if (stepMs - this.lastAppliedMs > STALE_MS) continue;
      for (const [index, list] of samples.entries()) {
        const value = this.totals[index] ?? 0;
        if (value === 0 && this.template.series[index]?.isOnlyWhenUsed) continue;
        // From nothing to the first value is an increase only if there was a zero before.
        if (!this.known.has(index)) list.push({ timeMs: stepMs - STEP_MS, value: 0 });
        list.push({ timeMs: stepMs, value });
        this.known.add(index);
      }
    }
    this.writtenMs = until;
    return this.toWrites(samples, exemplars);
  }

  private applyStep(stepMs: number, exemplars: PendingExemplar[][]): void {
    const delta = this.pending.get(stepMs);
    if (!delta) return;
    this.pending.delete(stepMs);
    this.lastAppliedMs = stepMs;
    for (const [index, value] of delta.values.entries()) this.totals[index] = (this.totals[index] ?? 0) + value;
    for (const exemplar of delta.exemplars.values()) exemplars[exemplar.series]?.push(exemplar);
  }

  private toWrites(
    samples: readonly { timeMs: number; value: number }[][],
    exemplars: readonly PendingExemplar[][],
  ): readonly SeriesWrite[] {
    return this.template.series.flatMap(({ labels }, index): SeriesWrite[] => {
      const list = samples[index] ?? [];
      if (list.length === 0) return [];
      const shown = (exemplars[index] ?? []).map(({ timeMs, value, traceId }) => ({
        timeMs,
        value,
        labels: new Map([['traceID', traceId]]),
      }));
      return [{ labels, samples: list, ...(shown.length > 0 ? { exemplars: shown } : {}) }];
    });
  }
}
