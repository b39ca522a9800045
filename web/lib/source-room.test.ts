import { expect, it } from 'vitest';
import { createSourceRoom } from './source-room.ts';

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A server whose answers are given by hand, behind a room. */
function server() {
  let time = 0;
  const inRoom = createSourceRoom(() => time);
  const asked: string[] = [];
  const answers: PromiseWithResolvers<Response>[] = [];
  return {
    asked,
    answer: async (status: number) => {
      answers.shift()?.resolve(new Response(null, { status }));
      await turn();
    },
    wait: (ms: number) => (time += ms),
    ask(path: string, times: number, signal: AbortSignal | null = null): void {
      for (let n = 0; n < times; n++) {
        const asking = inRoom({ url: `http://h/api/v1/${path}`, signal }, () => {
          const answer = Promise.withResolvers<Response>();
          asked.push(path);
          answers.push(answer);
          signal?.addEventListener('abort', () => answer.reject(new DOMException('given up', 'AbortError')));
          return answer.promise;
        });
        asking.catch(() => undefined);
      }
    },
  };
}

it('leaves a connection to others, whatever one source is asked', async () => {
  const { ask, asked } = server();
  ask('loki/slow/query-range', 9);
  ask('tempo/fine/search', 1);
  ask('sources', 1);
  await turn();
  expect(asked.filter((path) => path.includes('slow'))).toHaveLength(5);
  expect(asked).toContain('tempo/fine/search');
  expect(asked).toContain('sources');
});

it('gives a source that was late less room, until it answers again', async () => {
  const { ask, asked, answer } = server();
  ask('loki/slow/stats', 5);
  await turn();
  for (let n = 0; n < 5; n++) await answer(504);
  ask('loki/slow/query-range', 9);
  await turn();
  expect(asked).toHaveLength(5 + 2);
  await answer(200);
  expect(asked).toHaveLength(5 + 1 + 5);
});

it('takes a request that was given up after a while as late, and one given up soon not', async () => {
  const { ask, asked, wait } = server();
  const soon = new AbortController();
  ask('loki/x/stats', 5, soon.signal);
  await turn();
  soon.abort();
  await turn();
  const later = new AbortController();
  ask('loki/x/volume', 5, later.signal);
  await turn();
  expect(asked).toHaveLength(10);
  wait(5000);
  later.abort();
  await turn();
  ask('loki/x/stats', 5);
  await turn();
  expect(asked).toHaveLength(12);
});
