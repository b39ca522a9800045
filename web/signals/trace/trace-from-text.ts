import type { Span, Trace } from '../../../server/contract/traces.ts';
import { durationNs, unixNano } from '../../../server/contract/units.ts';

/**
 * A trace drawn as text, for tests and examples: a line a span, indented by its depth, `service start-end` in ms, then
 * `error` where it failed and `parent=ID` or `id=ID` to make it awkward.
 *
 * @example traceFromText('api 0-10\n  db 2-5 error')
 */
export function traceFromText(text: string): Trace {
  const services: string[] = [];
  const open: { readonly depth: number; readonly spanId: string }[] = [];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const spans = lines.map((line, index): Span => {
    const match = /^(\s*)(\S+) ([\d.]+)-([\d.]+)(.*)$/.exec(line);
    if (!match) throw new RangeError(`not a span: ${line}`);
    const [, indent = '', service = '', start, end, rest = ''] = match;
    const spanId = /id=(\w+)/.exec(rest)?.[1] ?? `s${index}`;
    while (open.length > 0 && (open.at(-1)?.depth ?? 0) >= indent.length) open.pop();
    const parentSpanId = /parent=(\w+)/.exec(rest)?.[1] ?? open.at(-1)?.spanId ?? '';
    open.push({ depth: indent.length, spanId });
    if (!services.includes(service)) services.push(service);
    return {
      spanId,
      parentSpanId,
      name: `${service} call`,
      kind: 'internal',
      status: rest.includes('error') ? 'error' : 'unset',
      statusMessage: '',
      offsetNs: durationNs(Number(start) * 1e6),
      durationNs: durationNs((Number(end) - Number(start)) * 1e6),
      resource: services.indexOf(service),
      scope: '',
      attributes: {},
      events: [],
      links: [],
    };
  });
  const end = Math.max(0, ...spans.map((span) => span.offsetNs + span.durationNs));
  return {
    traceId: 'a'.repeat(32),
    startUnixNano: unixNano('1700000000000000000'),
    durationNs: durationNs(end),
    resources: services.map((service) => ({ service, attributes: { 'service.name': service } })),
    spans,
    meta: {},
  };
}
