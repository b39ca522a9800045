import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Jump } from '../jump.ts';
import type { LogRow } from '../logs.ts';
import { fourSources, logContext, row } from './testing.ts';
import { resolveJumps } from './resolve.ts';

const TRACE = 'aafd1f254f2e92bcddf70ab297ae0ab3';
const queries = (jumps: readonly Jump[], signal = 'traces') =>
  jumps.flatMap((jump) =>
    jump.kind === 'query' && jump.signal === signal
      ? jump.targets.map((t) => ('expr' in t ? t.expr : 'query' in t ? t.query : t.labelSelector))
      : [],
  );
const fields = (...derivedFields: object[]) => fourSources({ loki: { settings: { derivedFields } } });

describe('derived fields', () => {
  const traceId = {
    name: 'TraceID',
    matcherRegex: '"trace_id":"(\\w+)"',
    url: '${__value.raw}',
    datasourceUid: 'tempo',
  };

  it('open the trace whose ID the regex captures, in the range of the pane', () => {
    const [jump] = resolveJumps(logContext(row(`{"trace_id":"${TRACE}"}`)), fields(traceId));
    expect(jump).toMatchObject({
      kind: 'query',
      rule: 'derivedFields[0]',
      sourceUid: 'tempo',
      targets: [{ query: TRACE, queryType: 'traceql' }],
      range: { from: 1_000_000, to: 2_000_000 },
    });
  });

  it('understand a target named where a uid belongs', () => {
    const sources = fields({ ...traceId, datasourceUid: 'TEMPO' });
    expect(resolveJumps(logContext(row(`{"trace_id":"${TRACE}"}`)), sources)[0]).toMatchObject({
      sourceUid: 'tempo',
      rule: 'derivedFields[0]',
    });
  });

  it('match label keys of all kinds when matcherType is label', () => {
    const byLabel = {
      name: 't',
      matcherType: 'label',
      matcherRegex: '^trace_?id$',
      datasourceUid: 'tempo',
      url: '${__value.raw}',
    };
    const of = row('no id here', { structuredMetadata: { trace_id: TRACE } });
    expect(resolveJumps(logContext(of), fields(byLabel))[0]).toMatchObject({
      rule: 'derivedFields[0]',
      targets: [{ query: TRACE }],
    });
  });

  it('run only the first matcher of a name, and give a link for each entry of it', () => {
    const second = {
      name: 'TraceID',
      matcherRegex: 'never(x)',
      url: 'https://example.org/${__value.raw}',
      urlDisplayLabel: 'Docs',
    };
    const jumps = resolveJumps(logContext(row(`{"trace_id":"${TRACE}"}`)), fields(traceId, second));
    expect(jumps.slice(0, 2).map((jump) => jump.rule)).toEqual(['derivedFields[0]', 'derivedFields[1]']);
    expect(jumps[1]).toMatchObject({ kind: 'external', href: `https://example.org/${TRACE}`, title: 'Docs' });
  });

  it('give nothing without a capture group, with a bad regex, or to a source that is not there', () => {
    const sources = fields(
      { ...traceId, matcherRegex: 'trace_id' },
      { ...traceId, name: 'b', matcherRegex: '(' },
      { ...traceId, name: 'c', datasourceUid: 'gone' },
    );
    expect(
      resolveJumps(logContext(row(`{"trace_id":"${TRACE}"}`)), sources).filter((jump) =>
        jump.rule.startsWith('derived'),
      ),
    ).toEqual([]);
  });
});

describe('hostile values', () => {
  const any = (url: string, more: object = {}) => fields({ name: 'x', matcherRegex: '^([^]*)$', url, ...more });
  const derived = (line: string, sources: ReturnType<typeof fields>) =>
    resolveJumps(logContext(row(line)), sources).filter((jump) => jump.rule.startsWith('derived'));

  it.each([
    'javascript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    '/\\evil.example',
    ' vbscript:x',
  ])('never become the address %j', (line) => expect(derived(line, any('${__value.raw}'))).toEqual([]));

  it('are percent-encoded within an address', () => {
    expect(derived('a"b&c=<d>/../', any('https://example.org/s?q=${__value.raw}'))[0]).toMatchObject({
      href: 'https://example.org/s?q=a%22b%26c%3D%3Cd%3E%2F..%2F',
    });
  });

  it.each(['a" } || { "" = "', 'a\\', 'line\nbreak', '`', 'ü', '${__from}', '{}|~', 'x'.repeat(10_000)])(
    'stay one string inside quotes: %j',
    (line) => {
      const [jump] = derived(line, any('{ span.x = "${__value.raw}" }', { datasourceUid: 'tempo' }));
      const query = queries(jump ? [jump] : [])[0] ?? '';
      const inner = /^\{ span\.x = "((?:[^"\\\n]|\\.)*)" \}$/.exec(query);
      expect(inner).not.toBeNull();
      expect(JSON.parse(`"${inner?.[1]}"`)).toBe(line);
    },
  );

  it('match literally inside a regex matcher', () => {
    const [jump] = derived('a.b|.*', any('{x=~"${__value.raw}"}', { datasourceUid: 'loki' }));
    expect(queries(jump ? [jump] : [], 'logs')).toEqual(['{x=~"a\\\\.b\\\\|\\\\.\\\\*"}']);
  });

  it('give no link where they would have to stand bare and are no plain word', () => {
    const bare = any('${__value.raw}', { datasourceUid: 'tempo' });
    expect(derived('{} | rate()', bare)).toEqual([]);
    expect(derived(TRACE, bare)).toHaveLength(1);
    expect(derived('a`b', any('{a=`${__value.raw}`}', { datasourceUid: 'loki' }))).toEqual([]);
  });
});

describe('without configuration', () => {
  it.each([
    ['pino JSON', row(`{"level":30,"trace_id":"${TRACE}","span_id":"0123456789abcdef"}`)],
    ['Python text', row(`INFO [trace_id=${TRACE} span_id=0123456789abcdef] charged`)],
    ['logfmt', row(`level=info traceID=${TRACE} spanID=0123456789abcdef`)],
    ['structured metadata', row('charged', { structuredMetadata: { trace_id: TRACE, span_id: '0123456789abcdef' } })],
    ['a traceparent header', row(`traceparent: 00-${TRACE}-0123456789abcdef-01`)],
  ])('finds the trace and span in %s', (_, of) => {
    expect(resolveJumps(logContext(of), fourSources())[0]).toMatchObject({
      rule: 'default:log-trace',
      targets: [{ query: TRACE }],
      spanId: '0123456789abcdef',
    });
  });

  it.each(['trace_id=0', `trace_id=${'0'.repeat(32)}`, 'trace_id=xyz', `md5=${TRACE}`, `trace_id=${TRACE}ff`])(
    'is not fooled by %j',
    (line) => {
      expect(queries(resolveJumps(logContext(row(line)), fourSources()))).toEqual([]);
    },
  );

  it('offers the service its metrics and profile near the line', () => {
    const jumps = resolveJumps(logContext(row('x', { labels: { service_name: 'pay"ment' } })), fourSources());
    expect(queries(jumps, 'profiles')).toEqual(['{service_name="pay\\"ment"}']);
    expect(queries(jumps, 'metrics')[0]).toContain('{service_name="pay\\"ment"}');
  });
});

describe('the recorded telemetry', () => {
  const data = new URL('../../../../shared/wire/data/', import.meta.url);
  const read = (file: string) => JSON.parse(readFileSync(new URL(file, data), 'utf8'));
  interface Attribute {
    readonly key: string;
    readonly value: { readonly stringValue?: string };
  }
  const strings = (list: readonly Attribute[]) =>
    Object.fromEntries(list.map(({ key, value }) => [key, value.stringValue ?? '']));

  function recordedRows(): { readonly row: LogRow; readonly traceId: string }[] {
    const pushed = read('logs.push.json').streams.flatMap(
      (stream: { stream: Record<string, string>; values: [string, string, Record<string, string>?][] }) =>
        stream.values.map(([, line, metadata]) =>
          row(line, { labels: stream.stream, structuredMetadata: metadata ?? {} }),
        ),
    );
    const otlp = read('logs.otlp.json').resourceLogs.flatMap(
      (resource: {
        scopeLogs: {
          logRecords: { body: { stringValue: string }; traceId?: string; spanId?: string; attributes: Attribute[] }[];
        }[];
      }) =>
        resource.scopeLogs.flatMap((scope) =>
          scope.logRecords.map((record) =>
            row(record.body.stringValue, {
              structuredMetadata: {
                ...strings(record.attributes),
                ...(record.traceId ? { trace_id: record.traceId } : {}),
              },
            }),
          ),
        ),
    );
    return [...pushed, ...otlp].flatMap((of: LogRow) => {
      const traceId = of.structuredMetadata['trace_id'] ?? /trace_?id["=: ]+([0-9a-f]{32})/i.exec(of.line)?.[1];
      return traceId ? [{ row: of, traceId }] : [];
    });
  }

  it('leads from every line that names a trace to that trace, which is recorded', () => {
    const recorded = new Set(
      read('traces.otlp.json').resourceSpans.flatMap((resource: { scopeSpans: { spans: { traceId: string }[] }[] }) =>
        resource.scopeSpans.flatMap((scope) => scope.spans.map((span) => span.traceId)),
      ),
    );
    const rows = recordedRows();
    expect(rows.length).toBeGreaterThan(900);
    for (const { row: of, traceId } of rows) {
      const [query] = queries(resolveJumps(logContext(of), fourSources()));
      expect(query).toBe(traceId);
      expect(recorded.has(query)).toBe(true);
    }
  });
});
