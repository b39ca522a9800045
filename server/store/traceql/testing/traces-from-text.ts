import type { AnyValue, KeyValue, ResourceSpans, Span } from '../../telemetry.ts';

/** 2026-01-01T00:00:00Z: offset 0 of the spans drawn. */
export const EPOCH_NANO = 1_767_225_600_000_000_000n;
export const EPOCH_SECONDS = Number(EPOCH_NANO / 1_000_000_000n);

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];

/**
 * Traces drawn as text: a line a span, children indented below, a blank line between traces.
 *
 *     frontend GET_/ server 0-100 error .http.route=/ .count=5
 *       cart load client 10-50 resource.zone=eu event.exception=boom
 *
 * Words: service, name (_ for a blank), then in any order a kind, `start-end` in ms, `ok` or `error` (with
 * `message=…`), `.key=value` of the span, `resource.key=value`, `event.NAME[.key]=value`, `link.key=value`.
 * Values: integers, decimals, true, false, [a,b], all else text. Trace n has the ID of n, span m of it `n` and `m`.
 */
export function tracesFromText(text: string): ResourceSpans[] {
  return text
    .split(/\n[ \t]*\n/)
    .map((block) => block.split('\n').filter((line) => line.trim() !== ''))
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => readTrace(lines, index + 1));
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
export const traceIdOf = (trace: number): string => `a${hex(trace, 31)}`;
export const spanIdOf = (trace: number, span: number): string => `b${hex(trace, 7)}${hex(span, 8)}`;

function readTrace(lines: readonly string[], trace: number): ResourceSpans[] {
  const stack: { readonly indent: number; readonly id: string }[] = [];
  return lines.map((line, index) => {
    const indent = line.length - line.trimStart().length;
    while (stack.length > 0 && (stack.at(-1)?.indent ?? 0) >= indent) stack.pop();
    const id = spanIdOf(trace, index + 1);
    const batch = readSpan(line.trim().split(/\s+/), { id, trace, parent: stack.at(-1)?.id ?? '' });
    stack.push({ indent, id });
    return batch;
  });
}

interface Place {
  readonly id: string;
  readonly trace: number;
  readonly parent: string;
}

function readSpan([service = '', name = '', ...words]: readonly string[], { id, trace, parent }: Place): ResourceSpans {
  const [start, end] = (words.find((word) => /^\d+-\d+$/.test(word)) ?? '0-1').split('-').map(Number);
  const pairs = words.filter((word) => word.includes('=')).map(readPair);
  const scoped = (scope: string): KeyValue[] =>
    pairs.filter(({ key }) => key.startsWith(scope)).map(({ key, value }) => ({ key: key.slice(scope.length), value }));
  const at = (ms: number | undefined) => EPOCH_NANO + BigInt(ms ?? 0) * 1_000_000n;
  const link = scoped('link.');
  const span: Span = {
    traceId: traceIdOf(trace),
    spanId: id,
    parentSpanId: words.includes('orphan') ? 'ffffffffffffffff' : parent,
    traceState: '',
    name: name.replaceAll('_', ' '),
    kind: Math.max(
      0,
      KINDS.findIndex((kind) => words.includes(kind)),
    ),
    startUnixNano: at(start),
    endUnixNano: at(end),
    attributes: scoped('.'),
    events: scoped('event.').map(({ key, value }) => readEvent(key, value, at((start ?? 0) + 1))),
    links:
      link.length > 0 ? [{ traceId: traceIdOf(99), spanId: spanIdOf(99, 1), traceState: '', attributes: link }] : [],
    statusCode: words.includes('error') ? 2 : words.includes('ok') ? 1 : 0,
    statusMessage: String(pairs.find(({ key }) => key === 'message')?.value ?? ''),
  };
  const attributes = service === '-' ? [] : [{ key: 'service.name', value: service }];
  return {
    resource: { attributes: [...attributes, ...scoped('resource.')] },
    scopeSpans: [{ scope: { name: `${service}-lib`, version: '1.2', attributes: scoped('scope.') }, spans: [span] }],
  };
}

function readEvent(key: string, value: AnyValue, timeUnixNano: bigint): Span['events'][number] {
  const [name = '', ...rest] = key.split('.');
  return { timeUnixNano, name, attributes: rest.length > 0 ? [{ key: rest.join('.'), value }] : [] };
}

function readPair(word: string): KeyValue {
  const [key = '', ...rest] = word.split('=');
  return { key, value: readValue(rest.join('=')) };
}

function readValue(text: string): AnyValue {
  if (/^-?\d+$/.test(text)) return BigInt(text);
  if (/^-?\d+\.\d+$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (text.startsWith('[')) return text.slice(1, -1).split(',').map(readValue);
  return text.replaceAll('_', ' ');
}
