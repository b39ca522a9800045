import { request as httpRequest, Agent } from 'node:http';
import type { Request } from './telemetry.ts';

const agent = new Agent({ keepAlive: true, maxSockets: 2 });

export function post(url: string, body: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-protobuf', 'content-length': body.length };
    const sent = httpRequest(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Items per second over two connections; the requests are encoded beforehand, in parts, and that time is not counted. */
export async function ingest(
  url: string,
  requests: Generator<Request>,
): Promise<{ readonly perSecond: number; readonly bytes: number }> {
  let [items, bytes, busy] = [0, 0, 0];
  for (;;) {
    const part = Array.from({ length: 40 }, () => requests.next().value as Request | undefined).filter(
      (one) => one !== undefined,
    );
    if (part.length === 0) return { perSecond: items / (busy / 1000), bytes };
    const queue = [...part];
    const began = performance.now();
    await Promise.all(
      [0, 1].map(async () => {
        for (let one = queue.shift(); one; one = queue.shift()) {
          const status = await post(url, one.body);
          if (status !== 200) throw new Error(`${url} answered ${status}`);
        }
      }),
    );
    busy += performance.now() - began;
    for (const one of part) [items, bytes] = [items + one.items, bytes + one.body.length];
  }
}

/** The best of some rounds, ms; an answer that is not 2xx or has no result fails the bench. */
export async function query(url: string, params: Readonly<Record<string, string>>, rounds = 3): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    const answer = await fetch(`${url}?${new URLSearchParams(params)}`);
    const text = await answer.text();
    best = Math.min(best, performance.now() - began);
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text.slice(0, 300)}`);
    if (/"(result|traces|batches|levels)":\[\]/.test(text))
      throw new Error(`${url} found nothing: ${JSON.stringify(params)}`);
  }
  return best;
}
