import { DEFAULT_ENGINE_OPTIONS, type EngineOptions, type LogsEngine } from '../engine.ts';
import { parseGoDuration } from './go/duration.ts';
import { createLogsEngine } from './logs-engine.ts';

/** Tests speak of times as seconds and durations since this instant. */
export const EPOCH_SECONDS = 1_700_000_000;
const EPOCH_NS = BigInt(EPOCH_SECONDS) * 1_000_000_000n;

export interface Answer {
  readonly status: number;
  readonly text: string;
}
export interface TestLogs {
  readonly engine: LogsEngine;
  /** A request with these parameters; times are `@`-times of this clock. */
  readonly get: (
    path: string,
    params?: Readonly<Record<string, string>>,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  /** Lines of a log query, oldest first, each with its labels: `{a="b"} line`. */
  readonly lines: (query: string) => Promise<string[]>;
  /** The series of an instant metric query: `{a="b"} 3`. */
  readonly instant: (query: string, at?: string) => Promise<string[]>;
  /** The series of a range metric query over `0s-60s/10s` with a value or `_` for each step: `{a="b"} 1 _ 2`. */
  readonly range: (query: string, window: string) => Promise<string[]>;
}

/**
 * Draws streams as text, one line each: `{app="a"} @10s the line`, with structured metadata as
 * `{app="a"} <trace_id="1"> @10s the line`.
 */
export function logsFromText(text: string, options: Partial<EngineOptions> = {}): TestLogs {
  const engine = createLogsEngine({ ...DEFAULT_ENGINE_OPTIONS, now: () => (EPOCH_SECONDS + 3600) * 1000, ...options });
  for (const row of text.split('\n')) {
    const match = /^\s*\{(.*?)\}\s+(?:<(.*?)>\s+)?@(\S+) ?(.*)$/.exec(row);
    if (!match) continue;
    const [, labels = '', metadata = '', time = '', line = ''] = match;
    engine.writeStreams([
      {
        labels: new Map([['service_name', 'test'], ...readPairs(labels)]),
        entries: [
          { timeUnixNano: EPOCH_NS + BigInt(nanoseconds(time)), line, structuredMetadata: readPairs(metadata) },
        ],
      },
    ]);
  }
  return bind(engine);
}

const readPairs = (text: string): [string, string][] =>
  [...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]);

function nanoseconds(text: string): number {
  const ns = parseGoDuration(text);
  if (ns instanceof Error) throw ns;
  return ns;
}

const instantText = (time: string) => String(EPOCH_NS + BigInt(nanoseconds(time)));

function bind(engine: LogsEngine): TestLogs {
  const get: TestLogs['get'] = async (path, params = {}, headers = {}) => {
    const query = new URLSearchParams(params);
    for (const name of ['start', 'end', 'time'])
      if (params[name]?.startsWith('@')) query.set(name, instantText(params[name].slice(1)));
    const response = await engine.routes.request(`/loki/api/v1/${path}?${query}`, { headers });
    return { status: response.status, text: await response.text() };
  };
  const data = async (path: string, params: Record<string, string>) => {
    const { status, text } = await get(path, params);
    if (status !== 200) throw new Error(text.trim());
    return (JSON.parse(text) as { data: { result: Result[] } }).data.result;
  };
  return {
    engine,
    get,
    async lines(query) {
      const streams = await data('query_range', {
        query,
        start: '@0s',
        end: '@1h',
        direction: 'forward',
        limit: '5000',
      });
      const rows = streams.flatMap(({ stream = {}, values }) =>
        values.map(([time, line]) => ({ time: String(time), text: `${labelText(stream)} ${line}` })),
      );
      return rows.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)).map(({ text }) => text);
    },
    async instant(query, at = '1m') {
      const vector = await data('query', { query, time: `@${at}` });
      return vector.map(({ metric = {}, value }) => `${labelText(metric)} ${value?.[1]}`);
    },
    async range(query, window) {
      const [from = '', to = '', step = ''] = window.split(/[-/]/);
      const matrix = await data('query_range', { query, start: `@${from}`, end: `@${to}`, step });
      const [first, last, by] = [from, to, step].map((time) => nanoseconds(time) / 1e9);
      return matrix.map(({ metric = {}, values }) => {
        const points = new Map(values.map(([time, value]) => [Number(time) - EPOCH_SECONDS, value]));
        const row: string[] = [];
        for (let at = first ?? 0; at <= (last ?? 0); at += by ?? 1) row.push(points.get(at) ?? '_');
        return `${labelText(metric)} ${row.join(' ')}`;
      });
    },
  };
}

interface Result {
  readonly stream?: Readonly<Record<string, string>>;
  readonly metric?: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [string | number, string])[];
  readonly value?: readonly [number, string];
}

/** Labels in order, without those that every stream has. */
function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels)
    .filter(
      ([name, value]) =>
        !(name === 'detected_level' && value === 'unknown') && !(name === 'service_name' && value === 'test'),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}}`;
}
