import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogRows, LogTailEvent } from '../../../server/contract/logs.ts';
import { unixNano } from '../../../server/contract/units.ts';
import { ApiProblem } from '../../lib/api.ts';
import { createTail, type TailEvents } from './tail.ts';
import { addRows, EMPTY_TAIL, TAIL_LINES } from './tail-buffer.ts';
import { tailModel } from './tail-model.ts';

const T0 = 1_795_367_640_000;
const rows = (...lines: readonly (readonly [number, string])[]): LogRows => ({
  streams: [{ app: 'a' }],
  streamIndex: lines.map(() => 0),
  timestamps: lines.map(([at]) => unixNano(`${T0 + at}000000`)),
  lines: lines.map(([, line]) => line),
  structuredMetadata: lines.map(() => null),
  parsed: lines.map(() => null),
});
const linesOf = (buffer: typeof EMPTY_TAIL) => buffer.rows.map(({ row }) => row.line);

describe('the buffer', () => {
  it('keeps the newest, and lines their number', () => {
    const many = rows(...Array.from({ length: TAIL_LINES + 5 }, (_, i) => [i, `line ${i}`] as const));
    const buffer = addRows(EMPTY_TAIL, many);
    expect(buffer.rows).toHaveLength(TAIL_LINES);
    expect(buffer.rows[0]).toMatchObject({ seq: 5, row: { line: 'line 5' } });
    const model = tailModel(buffer);
    expect([model.key(0), model.entry(0).row.line]).toEqual([String(TAIL_LINES + 4), `line ${TAIL_LINES + 4}`]);
    const more = tailModel(addRows(buffer, rows([9999, 'next'])));
    expect([more.key(0), more.key(1)]).toEqual([String(TAIL_LINES + 5), String(TAIL_LINES + 4)]);
    expect(more.entry(1)).toBe(model.entry(0));
  });

  it('takes no line twice when a tail begins again', () => {
    const buffer = addRows(EMPTY_TAIL, rows([1, 'a'], [2, 'b']));
    expect(linesOf(addRows(buffer, rows([2, 'b'], [2, 'c'])))).toEqual(['a', 'b', 'c']);
    expect(addRows(buffer, rows([2, 'b']))).toBe(buffer);
  });
});

describe('the tail', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const slots = {
    free: 1,
    take: async () => {
      if (slots.free === 0) return null;
      slots.free -= 1;
      return () => (slots.free = 1);
    },
  };

  /** A tail whose connections each say what is in `connections`, and then stay open unless they end. */
  function setup(...connections: readonly (readonly (LogTailEvent | Error | 'end')[])[]) {
    const asked: (number | null)[] = [];
    const events: TailEvents = async function* (since, signal) {
      const said = connections[asked.length] ?? [];
      asked.push(since);
      for (const event of said) {
        if (event instanceof Error) throw event;
        if (event === 'end') return;
        yield event;
      }
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    };
    const stop = new AbortController();
    const tail = createTail(events, slots.take);
    void tail.run(stop.signal);
    return { tail, asked, stop };
  }

  it('draws lines a few times a second, and holds them while they are read', async () => {
    const { tail, stop } = setup([{ kind: 'open' }, { kind: 'lines', rows: rows([1, 'a'], [2, 'b']) }]);
    await vi.advanceTimersByTimeAsync(0);
    expect(tail.state()).toMatchObject({ status: 'live', shown: { rows: [] } });
    tail.hold('pointer', true);
    tail.hold('button', true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(tail.state()).toMatchObject({ waiting: 2, shown: { rows: [] } });
    tail.hold('pointer', false);
    expect(tail.state().shown.rows).toHaveLength(0);
    tail.hold('button', false);
    expect(tail.state()).toMatchObject({ waiting: 0, shown: { received: 2 } });
    await vi.advanceTimersByTimeAsync(5000);
    expect(tail.state().said).toBe('2 new lines');
    tail.clear();
    expect(tail.state().shown.rows).toEqual([]);
    stop.abort();
  });

  it('counts what was dropped and says why it reconnects', async () => {
    const { tail, stop } = setup([
      { kind: 'open' },
      { kind: 'dropped', count: 3 },
      { kind: 'dropped', count: 4 },
      { kind: 'reconnecting', reason: 'closed (1006)', attempt: 1 },
    ]);
    await vi.advanceTimersByTimeAsync(0);
    expect(tail.state()).toMatchObject({ dropped: 7, status: 'reconnecting', reason: 'closed (1006)' });
    stop.abort();
  });

  it('begins again from its newest line when the connection is lost', async () => {
    const lost = new ApiProblem({ type: 'network', title: 'Sightline does not answer', status: 0 });
    const first: LogTailEvent = { kind: 'lines', rows: rows([7, 'a']) };
    const { tail, asked, stop } = setup([first, lost], [{ kind: 'open' }]);
    await vi.advanceTimersByTimeAsync(0);
    expect(tail.state()).toMatchObject({ status: 'reconnecting', reason: 'Sightline does not answer' });
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual([null, T0 + 7]);
    expect(tail.state().status).toBe('live');
    stop.abort();
  });

  it('gives up in the end', async () => {
    const { tail, asked } = setup(...Array.from({ length: 9 }, () => ['end'] as const));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tail.state()).toMatchObject({ status: 'failed', problem: { title: 'The live tail broke off' } });
    expect(asked.length).toBeLessThan(9);
  });

  it('does not ask again when the source says no', async () => {
    const problem = { type: 'query-rejected', title: 'No', status: 422, position: 3 };
    const { tail, asked } = setup([new ApiProblem(problem)]);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(tail.state()).toMatchObject({ status: 'failed', problem });
    expect(asked).toHaveLength(1);
  });

  it('waits for none of the few connections that a browser has, and gives its own back', async () => {
    const first = setup([{ kind: 'open' }]);
    await vi.advanceTimersByTimeAsync(0);
    const second = setup([{ kind: 'open' }]);
    await vi.advanceTimersByTimeAsync(0);
    expect(second.tail.state()).toMatchObject({ status: 'failed', problem: { type: 'too-many' } });
    expect(second.asked).toEqual([]);
    first.stop.abort();
    void second.tail.run(second.stop.signal);
    await vi.advanceTimersByTimeAsync(0);
    expect(second.tail.state()).toMatchObject({ status: 'live', problem: null });
    second.stop.abort();
    const refused = setup([new ApiProblem({ type: 'query-rejected', title: 'No', status: 422 })]);
    await vi.advanceTimersByTimeAsync(0);
    expect([refused.tail.state().status, slots.free]).toEqual(['failed', 1]);
  });
});
