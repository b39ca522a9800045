import type { AnswerMeta } from '../contract/answer.ts';

interface Answer {
  readonly meta: AnswerMeta;
}

/** An answer that says how long it took to come. */
export async function timed<T extends Answer>(work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const answer = await work();
  return { ...answer, meta: { ...answer.meta, tookMs: Math.round(performance.now() - started) } };
}
