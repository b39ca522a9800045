import type { Attributes } from '../store/telemetry.ts';
import type { EpochUs, Level, OpenSpan, Visit } from './visit.ts';

const PINO_LEVELS: Readonly<Record<Level, number>> = { debug: 20, info: 30, warn: 40, error: 50 };

type Fields = Readonly<Record<string, string | number>>;

interface Line {
  readonly span: OpenSpan;
  readonly timeUs: EpochUs;
  readonly level: Level;
}

function addLine(
  visit: Visit,
  { span, timeUs, level }: Line,
  written: { text: string; attributes?: Attributes },
): void {
  visit.logs.push({ span, timeUs, level, text: written.text, attributes: written.attributes ?? [] });
}

/** The frontend's pino: JSON with the IDs as fields. */
export function logPino(visit: Visit, line: Line, { msg, ...fields }: Fields & { readonly msg: string }): void {
  const { traceId, spanId } = line.span;
  const record = { level: PINO_LEVELS[line.level], time: Math.round(line.timeUs / 1000), msg, ...fields };
  addLine(visit, line, { text: JSON.stringify({ ...record, trace_id: traceId, span_id: spanId }) });
}

/** The payment service's Python logging, the IDs in brackets. */
export function logPython(visit: Visit, line: Line, message: string): void {
  const { traceId, spanId } = line.span;
  const time = new Date(line.timeUs / 1000).toISOString().replace('T', ' ').replace('.', ',').slice(0, 23);
  const text = `${time} ${line.level.toUpperCase()} [trace_id=${traceId} span_id=${spanId}] ${message}`;
  addLine(visit, line, { text });
}

/** Logfmt; the catalog names its trace in the line, others leave that to the record. */
export function logLogfmt(visit: Visit, line: Line, fields: Fields): void {
  const pairs = Object.entries({ level: line.level, ...fields }).map(([key, value]) => `${key}=${quote(value)}`);
  addLine(visit, line, { text: pairs.join(' ') });
}

function quote(value: string | number): string {
  const text = String(value);
  return /[\s"=]/.test(text) ? JSON.stringify(text) : text;
}

/** Plain text with attributes beside it. */
export function logText(visit: Visit, line: Line, written: { text: string; attributes?: Attributes }): void {
  addLine(visit, line, written);
}
