import { describe, expect, it } from 'vitest';
import { parser as logql } from '@grafana/lezer-logql';
import { parser as promql } from '@prometheus-io/lezer-promql';
import { parser as traceql } from '@grafana/lezer-traceql';
import { epochMs } from '../../../server/contract/units.ts';
import { lineFilterOf } from './line-filter.ts';
import { operationsOf, orderOperations } from './operation-list.ts';
import {
  callQueries,
  edgeQueries,
  nodeQueries,
  operationCourse,
  operationQueries,
  redQueries,
  versionQuery,
  windowOf,
} from './service-promql.ts';
import { callTraces, operationTraces, traceCourse, versionCourse } from './service-traceql.ts';

const HOSTILE = ['plain', 'a"b', 'back\\slash', '{x="y"}', 'new\nline', 'ünï', '.*+?(', '`', 'x'.repeat(10_000)];

function faults(
  parser: {
    parse: (text: string) => { iterate: (spec: { enter: (node: { type: { isError: boolean } }) => void }) => void };
  },
  text: string,
): number {
  let found = 0;
  parser.parse(text).iterate({ enter: ({ type }) => void (found += Number(type.isError)) });
  return found;
}
const filled = (query: string): string => query.replaceAll('$__rate_interval', '1m');

describe('queries about services whatever their names', () => {
  it.each(HOSTILE)('are well-formed PromQL: %#', (name) => {
    const queries = [
      ...Object.values(redQueries(name)),
      ...Object.values(callQueries(name, name)),
      ...Object.values(operationQueries(name, '300s')),
      ...Object.values(operationCourse(name, name)),
      versionQuery(name),
    ];
    for (const query of queries) expect(faults(promql, filled(query))).toBe(0);
  });

  it.each(HOSTILE)('are well-formed TraceQL: %#', (name) => {
    const queries = [
      ...Object.values(traceCourse(name)),
      operationTraces(name, name, 'failing'),
      operationTraces(name, name, 'slow'),
      callTraces(name, name),
      versionCourse(name),
    ];
    for (const query of queries) {
      // The grammar at hand is older than hints, several quantiles and Go's escapes.
      const bare = query
        .replace(/ with \(most_recent=true\)$/, '')
        .replace('.5, .95, .99', '0.5')
        .replaceAll('\\n', ' ');
      expect(faults(traceql, bare)).toBe(0);
    }
  });

  it('are well-formed for the whole map', () => {
    for (const query of [...Object.values(edgeQueries('60s')), ...Object.values(nodeQueries('60s'))]) {
      expect(faults(promql, query)).toBe(0);
    }
  });

  it('look at a minute at least', () => {
    expect(windowOf({ from: epochMs(0), to: epochMs(1000) })).toBe('60s');
    expect(windowOf({ from: epochMs(0), to: epochMs(3_600_000) })).toBe('3600s');
  });
});

describe('the lines of a pattern', () => {
  it('are looked for by the text between its holes, the longest first', () => {
    expect(lineFilterOf('<_> charge <_> failed for customer <_>')).toBe('|= "failed for customer" |= "charge"');
    expect(lineFilterOf('<_> a <_>')).toBe('');
  });
  it.each(HOSTILE)('cannot break the query: %#', (text) => {
    expect(faults(logql, `{a="b"} ${lineFilterOf(`<_>${text}<_>`)}`)).toBe(0);
  });
});

describe('operations', () => {
  const operations = operationsOf({
    rate: new Map([
      ['a', 10],
      ['b', 1],
      ['idle', 0],
    ]),
    failed: new Map([['b', 0.5]]),
    p95: new Map([
      ['a', 0.1],
      ['b', NaN],
    ]),
  });
  it('are those that ran', () => {
    expect(operations).toEqual([
      { name: 'a', rate: 10, errorShare: 0, p95: 0.1 },
      { name: 'b', rate: 1, errorShare: 0.5, p95: null },
    ]);
  });
  it('come in the order asked for', () => {
    const names = (order: 'slow' | 'failing' | 'busy') => orderOperations(operations, order).map(({ name }) => name);
    expect(names('slow')).toEqual(['a', 'b']);
    expect(names('failing')).toEqual(['b', 'a']);
  });
});
