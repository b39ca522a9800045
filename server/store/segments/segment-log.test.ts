import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog, type LogEntry } from '../../http/log.ts';
import { JournalFailed } from '../journal.ts';
import type { FrameHeader } from './frame.ts';
import { readSegment } from './segment.ts';
import { SegmentLog, type SegmentLogOptions } from './segment-log.ts';

let directory: string;
let now: number;
let logged: LogEntry[];
const opened: SegmentLog[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'segments-'));
  now = 1_000_000_000;
  logged = [];
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((log) => log.close()));
  await rm(directory, { recursive: true });
});

async function openLog(options: Partial<SegmentLogOptions> = {}): Promise<SegmentLog> {
  const log = createLog({ sinks: [(entry) => logged.push(entry)] });
  const limits = { maxBytes: 1 << 30, retentionMs: 86_400_000 };
  const segments = await SegmentLog.open({ directory, log, now: () => now, ...limits, ...options });
  opened.push(segments);
  return segments;
}

const write = (log: SegmentLog, text: string, oldest = 5n) =>
  log.append({ kind: 'logs-json', payload: Buffer.from(text) }, { oldest, newest: oldest + 1n });

/** Every record on disk, as text, in order; null for one gone bad. */
async function readBack(): Promise<(string | null)[]> {
  const log = await openLog();
  const texts: (string | null)[] = [];
  for (const segment of log.opened)
    for await (const { payload } of readSegment(segment)) texts.push(payload && payload.toString());
  return texts;
}
const files = async () => (await readdir(directory)).sort();
const onlyFile = async () => join(directory, (await files())[0]!);

describe('writing', () => {
  it('keeps what was appended, in order, with kind and times', async () => {
    const log = await openLog();
    await Promise.all(Array.from({ length: 2000 }, (_, i) => write(log, `record ${i}`, BigInt(i + 1))));
    await log.append({ kind: 'profiles', payload: new Uint8Array() }, null);
    await log.close();
    expect(await readBack()).toEqual([...Array.from({ length: 2000 }, (_, i) => `record ${i}`), '']);
    const segment = opened.at(-1)!.opened[0]!;
    expect(segment).toMatchObject({ oldest: 1n, firstReceivedMs: now, lastReceivedMs: now });
    expect(segment.ranges.get('logs-json')).toEqual({ oldest: 1n, newest: 2001n });
    const headers: FrameHeader[] = [];
    for await (const { header } of readSegment(segment)) headers.push(header);
    expect(headers[7]).toMatchObject({ kind: 'logs-json', receivedMs: now, range: { oldest: 8n, newest: 9n } });
    expect(headers[2000]).toMatchObject({ kind: 'profiles', range: null });
    const profiles: unknown[] = [];
    for await (const record of readSegment(segment, new Set(['profiles']))) profiles.push(record);
    expect(profiles).toHaveLength(1);
  });

  it('has a record in the file when it says so', async () => {
    const log = await openLog();
    await write(log, 'needle');
    expect((await readFile(await onlyFile())).toString('latin1')).toContain('needle');
  });

  it('goes on in a new segment at each start and past the size limit', async () => {
    for (let i = 0; i < 3; i++) {
      const log = await openLog({ maxBytes: 8000 });
      for (let j = 0; j < 3; j++) await write(log, 'x'.repeat(600));
      await log.close();
    }
    expect(await files()).toHaveLength(6);
    expect(await readBack()).toHaveLength(9);
  });

  it('refuses a record it could not write, and goes on when there is room again', async () => {
    const log = await openLog();
    await write(log, 'one');
    await writeFile(join(directory, '000000000002.seg'), 'in the way');
    const { current } = log as unknown as { current: { file: { close: () => Promise<void> } } };
    await current.file.close();
    await expect(write(log, 'two')).rejects.toThrow(JournalFailed);
    await expect(write(log, 'two')).rejects.toThrow(JournalFailed);
    await rm(join(directory, '000000000002.seg'));
    await write(log, 'three');
    expect(await readBack()).toEqual(['one', 'three']);
  });
});

describe('a torn or corrupt end', () => {
  it.each([
    ['half a record', 30, 40 + 5 - 30],
    ['half a header', 5 + 25, 15],
  ])('cuts %s and says how much', async (_, lost, cut) => {
    const log = await openLog();
    await write(log, 'first');
    await write(log, 'other');
    await log.close();
    const file = await onlyFile();
    await truncate(file, 2 * 45 - lost);
    expect(await readBack()).toEqual(['first']);
    expect(logged).toMatchObject([{ level: 'warn', message: expect.stringContaining(`cut ${cut} bytes`) }]);
    expect(opened.at(-1)!.cutBytes).toBe(cut);
    logged = [];
    expect(await readBack()).toEqual(['first']);
    expect(logged).toEqual([]);
  });

  it('cuts bytes that never were a record, and records whose payload did not reach the disk', async () => {
    const log = await openLog();
    await write(log, 'first');
    await write(log, 'other');
    await log.close();
    const file = await onlyFile();
    const bytes = await readFile(file);
    bytes.fill(0, bytes.length - 3);
    await writeFile(file, bytes);
    await appendFile(file, Buffer.alloc(1000));
    expect(await readBack()).toEqual(['first']);
    expect(opened.at(-1)!.cutBytes).toBe(1045);
  });

  it('survives any single flipped byte, losing at most that record and those behind a broken header', async () => {
    const log = await openLog();
    for (const text of ['aaaa', 'bbbb', 'cccc']) await write(log, text);
    await log.close();
    const file = await onlyFile();
    const intact = await readFile(file);
    for (let at = 0; at < intact.length; at++) {
      const bytes = Buffer.from(intact);
      bytes[at] = bytes[at]! ^ 0x41;
      await writeFile(file, bytes);
      const record = Math.floor(at / 44);
      const isHeader = at % 44 < 40;
      const left = ['aaaa', 'bbbb', 'cccc'].slice(0, isHeader ? record : 3);
      if (!isHeader && record < 2) (left as (string | null)[])[record] = null;
      if (!isHeader && record === 2) left.pop();
      expect(await readBack()).toEqual(left);
      await Promise.all(opened.splice(0).map((one) => one.close()));
      for (const name of await files()) await rm(join(directory, name));
    }
  });

  it('removes a file with nothing in it', async () => {
    await writeFile(join(directory, '000000000001.seg'), Buffer.alloc(39));
    expect(await readBack()).toEqual([]);
    expect(await files()).toEqual([]);
  });
});

describe('retention', () => {
  it('drops the oldest segments past the size, and says until when', async () => {
    const log = await openLog({ maxBytes: 8000 });
    for (let i = 0; i < 12; i++) {
      now += 1000;
      await write(log, 'x'.repeat(960), BigInt(now) * 1_000_000n);
    }
    expect(log.usage()).toMatchObject({ count: 12, bytes: 12_000, droppedUntilMs: null });
    const dropped = await log.enforceRetention();
    expect(dropped).toEqual({ receivedMs: now - 8000, oldestLeft: BigInt(now - 7000) * 1_000_000n });
    expect(log.usage()).toMatchObject({ count: 8, bytes: 8000, droppedUntilMs: now - 8000 });
    expect(await log.enforceRetention()).toBeNull();
    await log.close();
    expect((await openLog()).usage().droppedUntilMs).toBe(now - 7000);
  });

  it('drops segments past the age, by when they were received', async () => {
    const log = await openLog({ retentionMs: 3_600_000 });
    await write(log, 'old', 1n);
    now += 600_000;
    expect(await log.enforceRetention()).toBeNull();
    await write(log, 'new', 2n);
    now += 3_200_000;
    expect(await log.enforceRetention()).toMatchObject({ oldestLeft: 2n });
    expect(await readBack()).toEqual(['new']);
  });

  it('clears everything, and what is appended later stays', async () => {
    const log = await openLog();
    const order: string[] = [];
    void write(log, 'before').then(() => order.push('before'));
    void log.clear(() => order.push('cleared'));
    await write(log, 'after').then(() => order.push('after'));
    expect(order.at(-2)).toBe('cleared');
    expect(order.at(-1)).toBe('after');
    await log.close();
    expect(await readBack()).toEqual(['after']);
  });
});
