import { mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog, type LogEntry } from '../../http/log.ts';
import { createClock } from '../clock.ts';
import type { RecordKind } from '../record.ts';
import type { SpanHistory, WriteResult } from '../engine.ts';
import type { ResourceSpans } from '../telemetry.ts';
import { createRecordingEngines } from '../recording-engines.ts';
import { startReplay } from './replay.ts';
import { SegmentLog } from './segment-log.ts';

const SECOND = 1_000_000_000n;
let directory: string;
let logged: LogEntry[];
const log = createLog({ sinks: [(entry) => logged.push(entry)] });

beforeEach(async () => {
  logged = [];
  directory = await mkdtemp(join(tmpdir(), 'replay-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** A record: its data is of that second, and was received then too. */
type Drawn = readonly [second: number, what: 'span' | 'line' | 'point'];

async function writeSegments(...drawn: readonly (readonly Drawn[])[]): Promise<void> {
  for (const records of drawn) {
    let now = 0;
    const segments = await SegmentLog.open({ directory, log, now: () => now, maxBytes: 1 << 30, retentionMs: 1 << 30 });
    for (const [second, what] of records) {
      now = second * 1000;
      const time = BigInt(second) * SECOND;
      const [kind, body] = payloadOf(what, String(time));
      await segments.append({ kind, payload: Buffer.from(JSON.stringify(body)) }, { oldest: time, newest: time });
    }
    await segments.close();
  }
}

function payloadOf(what: 'span' | 'line' | 'point', time: string): [RecordKind, object] {
  const times = { startTimeUnixNano: time, endTimeUnixNano: time };
  if (what === 'span') return ['traces-json', { resourceSpans: [{ scopeSpans: [{ spans: [times] }] }] }];
  if (what === 'line') return ['push-json', { streams: [{ stream: { a: 'b' }, values: [[time, 'x']] }] }];
  const gauge = { dataPoints: [{ timeUnixNano: time, asInt: 1 }] };
  return ['metrics-json', { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'm', gauge }] }] }] }];
}

type Batch = readonly ResourceSpans[];
type MakeHistory = (note: (what: string, batch: Batch) => WriteResult) => SpanHistory;

async function replay({ makeHistory, opened }: { makeHistory?: MakeHistory; opened?: () => Promise<void> } = {}) {
  const engines = createRecordingEngines();
  const clock = createClock(() => 99_000_000);
  const order: string[] = [];
  const note = (what: string, second: bigint | undefined) => order.push(`${what} ${Number((second ?? 0n) / SECOND)}`);
  const spans = (what: string, batch: Batch): WriteResult => {
    const second = batch[0]?.scopeSpans[0]?.spans[0]?.startUnixNano;
    note(what, second);
    expect(clock.now()).toBe(Number(second! / 1_000_000n));
    return engines.traces.writeOtlp(batch);
  };
  const noted = {
    ...engines,
    traces: {
      ...engines.traces,
      writeOtlp: (batch: Batch) => spans('span', batch),
      ...(makeHistory && { history: makeHistory(spans) }),
    },
    logs: {
      ...engines.logs,
      writeStreams: (streams: Parameters<typeof engines.logs.writeStreams>[0]) => {
        note('line', streams[0]?.entries[0]?.timeUnixNano);
        return engines.logs.writeStreams(streams);
      },
    },
    metrics: {
      ...engines.metrics,
      writeOtlp: (batch: Parameters<typeof engines.metrics.writeOtlp>[0]) => {
        note('point', batch[0]?.scopeMetrics[0]?.metrics[0]?.data.points[0]?.timeUnixNano);
        return engines.metrics.writeOtlp(batch);
      },
    },
  };
  const now = () => 99_000_000;
  const segments = await SegmentLog.open({ directory, log, now, maxBytes: 1 << 30, retentionMs: 1 << 30 });
  await opened?.();
  return { order, segments, replay: startReplay({ segments: segments.opened, engines: noted, clock, log }) };
}

const SEGMENTS: readonly (readonly Drawn[])[] = [
  [
    [1, 'span'],
    [1, 'point'],
    [2, 'line'],
  ],
  [
    [11, 'span'],
    [11, 'point'],
    [12, 'line'],
    [13, 'span'],
  ],
  [
    [21, 'span'],
    [21, 'point'],
    [22, 'line'],
  ],
];
const write = () => writeSegments(...SEGMENTS);
const range = (from: number, to: number) => ({ oldest: BigInt(from) * SECOND, newest: BigInt(to) * SECOND });

describe('replay', () => {
  it('loads metrics oldest first, then the rest newest first, each as of when it was received', async () => {
    await write();
    const { order, replay: loading } = await replay();
    expect(loading.isDone()).toBe(false);
    await loading.finished;
    expect(order).toEqual([
      'point 1',
      'point 11',
      'point 21',
      'line 22',
      'span 21',
      'line 12',
      'span 11',
      'span 13',
      'line 2',
      'span 1',
    ]);
    expect(loading.isDone()).toBe(true);
    expect(loading.loadedFrom()).toBeNull();
  });

  it('lets a query wait for its own data only, and loads that first', async () => {
    await write();
    const { order, replay: loading } = await replay();
    let isThere = false;
    const waiting = loading.whenLoaded('traces', range(0, 2)).then(() => {
      isThere = true;
      expect(order.filter((one) => !one.startsWith('point'))).toEqual(['span 1']);
      expect(order).not.toContain('point 21');
    });
    await loading.whenLoaded('profiles', range(0, 100));
    expect(isThere).toBe(false);
    await waiting;
    expect(loading.isDone()).toBe(false);
    await loading.finished;
  });

  it('lets a query wait while new data is loaded, and answers at once what is not in the segments', async () => {
    await write();
    const { order, replay: loading } = await replay();
    await loading.whenLoaded('logs', range(500, 600));
    expect(order).toEqual([]);
    await loading.whenLoaded('logs', range(22, 600));
    expect(order.at(-1)).toBe('line 22');
    await loading.finished;
  });

  it('loads metrics in order even for a query that wants late ones', async () => {
    await write();
    const { order, replay: loading } = await replay();
    await loading.whenLoaded('metrics', range(20, 30));
    expect(order).toEqual(['point 1', 'point 11', 'point 21']);
    await loading.finished;
  });

  it('holds new samples back until the old ones are there', async () => {
    await write();
    const { order, replay: loading } = await replay();
    loading.after('metrics', () => order.push('new sample'));
    await loading.finished;
    expect(order.indexOf('new sample')).toBe(3);
    loading.after('metrics', () => order.push('later'));
    expect(order.at(-1)).toBe('later');
  });

  it('stores spans newest first, and makes metrics of them afterwards, oldest first', async () => {
    await write();
    const observed: string[] = [];
    const { order, replay: loading } = await replay({
      makeHistory: (spans) => ({
        store: (batch) => spans('stored', batch),
        observe: (batch) => void spans('observed', batch),
        hold: (isHeld) => observed.push(isHeld ? 'held' : 'released'),
      }),
    });
    loading.after('spanMetrics', () => order.push('new span'));
    await loading.whenLoaded('spanMetrics', range(20, 30));
    expect(order).toEqual(['point 1', 'observed 1', 'observed 11', 'observed 13', 'observed 21', 'new span']);
    await loading.finished;
    const stored = order.filter((one) => one.startsWith('stored'));
    expect(stored).toEqual(['stored 21', 'stored 11', 'stored 13', 'stored 1']);
    expect(observed).toEqual(['held', 'released']);
  });

  it('leaves out a damaged record, says how much, and loads the others', async () => {
    await writeSegments([
      [1, 'span'],
      [2, 'span'],
      [3, 'span'],
    ]);
    const file = join(directory, '000000000001.seg');
    const bytes = await readFile(file);
    const at = bytes.indexOf('2000000000');
    bytes[at] = 0x39;
    await writeFile(file, bytes);
    const { order, replay: loading } = await replay();
    await loading.finished;
    expect(order).toEqual(['span 1', 'span 3']);
    const { length } = JSON.stringify(payloadOf('span', '2000000000')[1]);
    expect(logged).toMatchObject([{ level: 'warn', message: expect.stringContaining(`left out ${length} bytes`) }]);
  });

  it('goes on when a segment is gone, and ends when stopped', async () => {
    await write();
    const opened = () => unlink(join(directory, '000000000002.seg'));
    const { order, replay: loading } = await replay({ opened });
    await loading.finished;
    expect(order).toEqual(['point 1', 'point 21', 'line 22', 'span 21', 'line 2', 'span 1']);
    expect(logged).toEqual([]);
    await rm(directory, { recursive: true });
    await write();
    const stopped = await replay();
    const waiting = stopped.replay.whenLoaded('traces', range(0, 100));
    stopped.replay.stop();
    await stopped.replay.finished;
    await waiting;
    expect(stopped.order.length).toBeLessThan(3);
  });
});
