import type { AbsoluteRange, Target } from './query.ts';
import type { Attributes } from './traces.ts';
import type { DurationNs, EpochMs, UnixNano } from './units.ts';
import type { Labels } from './answer.ts';
import type { LogRow } from './logs.ts';
import type { Signal, SourceType } from './source.ts';

/** What the user looks at. `range` is the time range of the view it is in. */
export type Context =
  | { readonly kind: 'log'; readonly sourceUid: string; readonly range: AbsoluteRange; readonly row: LogRow }
  | { readonly kind: 'span'; readonly sourceUid: string; readonly range: AbsoluteRange; readonly span: SpanContext }
  | {
      readonly kind: 'exemplar';
      readonly sourceUid: string;
      readonly range: AbsoluteRange;
      readonly seriesLabels: Labels;
      readonly labels: Labels;
      readonly value: number;
      readonly time: EpochMs;
    }
  | {
      readonly kind: 'point';
      readonly sourceUid: string;
      readonly range: AbsoluteRange;
      readonly expr: string;
      readonly labels: Labels;
      readonly value: number;
      readonly time: EpochMs;
      readonly stepMs: number;
    }
  | {
      /** A series without a moment: a legend entry, a table cell, or a selected stretch of a chart (`range`). */
      readonly kind: 'series';
      readonly sourceUid: string;
      readonly range: AbsoluteRange;
      readonly expr: string;
      readonly labels: Labels;
    }
  | {
      /** One field of a log row: a label, structured metadata, or a parsed field. */
      readonly kind: 'log-field';
      readonly sourceUid: string;
      readonly range: AbsoluteRange;
      readonly row: LogRow;
      readonly field: { readonly name: string; readonly value: string };
    }
  | {
      readonly kind: 'stack-frame';
      readonly sourceUid: string;
      readonly range: AbsoluteRange;
      readonly profileTypeId: string;
      readonly labelSelector: string;
      readonly frameName: string;
    }
  | {
      /** A whole trace; `range` is its own time. */
      readonly kind: 'trace';
      readonly sourceUid: string;
      readonly range: AbsoluteRange;
      readonly traceId: string;
      readonly services: readonly string[];
    }
  | {
      readonly kind: 'service';
      readonly sourceUid: string | null;
      readonly range: AbsoluteRange;
      readonly service: string;
    };

/** A span on its own, with what links need of its trace. */
export interface SpanContext {
  readonly traceId: string;
  readonly traceName: string;
  readonly traceStart: UnixNano;
  readonly traceDuration: DurationNs;
  readonly spanId: string;
  readonly name: string;
  readonly service: string;
  readonly start: UnixNano;
  readonly duration: DurationNs;
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

/** Where a jump leads: a pane's source, queries and absolute range; or, for external links, a URL. */
export type Jump = QueryJump | ExternalJump;

export interface QueryJump {
  readonly kind: 'query';
  /** Stable within a context: the rule's name and position. */
  readonly id: string;
  readonly title: string;
  /** Which rule made it, for the link doctor and for tooltips: `derivedFields[0]`, `default:log-trace`. */
  readonly rule: string;
  readonly signal: Signal;
  readonly sourceUid: string;
  readonly sourceType: SourceType;
  readonly targets: readonly Target[];
  readonly range: AbsoluteRange;
  /** The span to bring into view. */
  readonly spanId?: string;
  /** Matchers of the origin's query that could not be carried: what is found may lie outside of them. */
  readonly leftOut?: readonly string[];
}

/** `href` is http(s) or a path of ours; anything else never becomes a link. */
export interface ExternalJump {
  readonly kind: 'external';
  readonly id: string;
  readonly title: string;
  readonly rule: string;
  readonly href: string;
  readonly newTab: boolean;
}
