import { DEFAULT_ENGINE_OPTIONS, type EngineOptions } from '../../engine.ts';
import type { FoundTrace } from '../evaluate/search.ts';
import { createTracesEngine } from '../traces-engine.ts';
import { EPOCH_SECONDS, tracesFromText } from './traces-from-text.ts';

/** An engine that holds the traces drawn, and short ways to ask it. */
export function openEngine(text: string, options: Partial<EngineOptions> = {}) {
  const engine = createTracesEngine({ ...DEFAULT_ENGINE_OPTIONS, now: () => (EPOCH_SECONDS + 600) * 1000, ...options });
  if (text !== '') engine.writeOtlp(tracesFromText(text));
  const get = (path: string, params: Readonly<Record<string, string | number>> = {}, headers = {}) => {
    const search = new URLSearchParams(Object.entries(params).map(([name, value]) => [name, String(value)]));
    return engine.routes.request(`${path}?${search.toString()}`, { headers });
  };
  const search = async (q: string, params: Readonly<Record<string, string | number>> = {}): Promise<FoundTrace[]> => {
    const answer = await get('/api/search', { q, limit: 100, spss: 100, ...params });
    if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { traces: FoundTrace[] }).traces;
  };
  return { engine, get, search };
}

/** Spans of a search by the two numbers of their drawing, `trace/span`, sorted. */
export const spansOf = (traces: readonly FoundTrace[]): readonly string[] =>
  traces
    .flatMap((trace) => (trace.spanSets ?? []).flatMap(({ spans }) => spans))
    .map(({ spanID }) => `${Number.parseInt(spanID.slice(1, 8), 16)}/${Number.parseInt(spanID.slice(8), 16)}`)
    .sort();
