import { parser } from '@grafana/lezer-logql';

/** What a LogQL text is, and where its first stream selector stands. */
export interface LogExpr {
  /** `selector`: nothing but a stream selector. `lines`: a selector with a pipeline. `metric`: a range aggregation. */
  readonly kind: 'selector' | 'lines' | 'metric';
  readonly selector: string;
}

/** Above this a text is not a query that a person or a rule made, and parsing it would hold up others. */
const MAX_CHARS = 20_000;

/** @returns null when the text is no LogQL, or names no stream */
export function readLogExpr(text: string): LogExpr | null {
  if (text.length > MAX_CHARS) return null;
  let kind: LogExpr['kind'] | null = null;
  let selector: string | null = null;
  let isBroken = false;
  parser.parse(text).iterate({
    enter: ({ name, type, from, to }) => {
      if (type.isError) isBroken = true;
      if (kind === null && name === 'LogExpr') kind = 'selector';
      if (kind === null && name === 'MetricExpr') kind = 'metric';
      if (kind === 'selector' && name === 'PipelineExpr') kind = 'lines';
      if (selector === null && name === 'Selector') selector = text.slice(from, to);
      return !isBroken;
    },
  });
  return isBroken || kind === null || selector === null ? null : { kind, selector };
}
